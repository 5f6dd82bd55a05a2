#include "app/machine/version.h"

#include <ATen/Version.h>
#include <torch/version.h>

#include "commit.h"

namespace gan {
namespace {

#ifdef GAN_COMMIT
#define GAN_COMMIT_SUFFIX " (commit " GAN_COMMIT ")"
#else
#define GAN_COMMIT_SUFFIX ""
#endif

#ifdef __clang__
#define GAN_COMPILER "clang " __clang_version__
#else
#define GAN_COMPILER "g++ " __VERSION__
#endif

// From LibTorch's "Intel(R) MKL-DNN v2.6.3 (Git Hash N/A)".
std::string onednn_version() {
  const std::string text = at::get_mkldnn_version();
  const size_t begin = text.find(" v");
  return begin == std::string::npos ? "none"
                                    : text.substr(begin + 2, text.find(' ', begin + 2) - begin - 2);
}

}  // namespace

std::string describe_build() {
  return "gan-train " GAN_VERSION GAN_COMMIT_SUFFIX "\ncompiler " GAN_COMPILER
         "\nLibTorch " TORCH_VERSION "\noneDNN " +
         onednn_version();
}

}  // namespace gan
