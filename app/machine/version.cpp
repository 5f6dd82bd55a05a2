#include "app/machine/version.h"

#include <ATen/Version.h>
#include <torch/version.h>

#include "commit.h"

namespace gan {
namespace {

#ifdef GAN_COMMIT
constexpr const char* kCommit = " (commit " GAN_COMMIT ")";
#else
constexpr const char* kCommit = "";
#endif

#ifdef __clang__
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
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
  return std::string("gan-train ") + GAN_VERSION + kCommit + "\ncompiler " + kCompiler +
         "\nLibTorch " + TORCH_VERSION + "\noneDNN " + onednn_version();
}

}  // namespace gan
