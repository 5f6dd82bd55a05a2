// Turns on LibTorch's mixed precision while it is in scope: linear layers compute in bfloat16, and
// their weights are cast on use. Hides the differences between LibTorch's versions.
#pragma once

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace gan {

class Autocast {
 public:
  Autocast(torch::Device device, bool is_wanted) : device_(device), is_on_(is_wanted) {
    if (is_on_) set(true);
  }
  ~Autocast() {
    if (!is_on_) return;
    at::autocast::clear_cache();  // it holds cast copies of weights that are about to change
    set(false);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  void set(bool is_enabled) const {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    at::autocast::set_autocast_dtype(device_.type(), at::kBFloat16);
    at::autocast::set_autocast_enabled(device_.type(), is_enabled);
#else
    if (device_.is_cuda()) {
      at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
      at::autocast::set_enabled(is_enabled);
    } else {
      at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
      at::autocast::set_cpu_enabled(is_enabled);
    }
#endif
  }

  torch::Device device_;
  bool is_on_;
};

}  // namespace gan
