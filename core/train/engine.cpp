#include "core/train/engine.h"

#include "core/base/errors.h"
#include "core/train/fused_engine.h"

namespace gan {
namespace {

class AutogradEngine : public Engine {
 public:
  AutogradEngine(TrainState& state, Precision precision) : state_(state), precision_(precision) {}

  StepResult step(const torch::Tensor& real_images, const StepLatents& latents) override {
    return train_step(state_, real_images, latents, precision_);
  }
  StepResult validate(const torch::Tensor& real_images, const StepLatents& latents) override {
    return validate_step(state_, real_images, latents, precision_);
  }

 private:
  TrainState& state_;
  Precision precision_;
};

EngineKind choose_kind(const Config& config, torch::Device device) {
  if (config.engine == "fused" && !device.is_cpu())
    throw UsageError("/engine: the fused engine computes on the CPU only, got \"fused\" with " +
                     device.str() + "; use auto, or device cpu");
  return config.engine != "autograd" && device.is_cpu() ? EngineKind::kFused
                                                        : EngineKind::kAutograd;
}

Precision choose_precision(const Config& config) {
  const bool is_bfloat16 =
      config.precision == "bfloat16" || (config.precision == "auto" && has_amx());
  return is_bfloat16 ? Precision::kBfloat16 : Precision::kFloat32;
}

}  // namespace

EngineChoice choose_engine(const Config& config, torch::Device device) {
  return {choose_kind(config, device), choose_precision(config)};
}

std::string describe(const EngineChoice& choice, const Config& config, torch::Device device) {
  std::string text = choice.kind == EngineKind::kFused ? "fused engine" : "autograd engine";
  if (choice.kind == EngineKind::kFused)
    text += std::string(", ") + list_kernels(choice.precision).front()->name + " kernels";
  if (config.engine == "auto")
    text += device.is_cpu() ? " (auto: the faster on a CPU)" : " (auto: fused is for CPUs)";
  text += choice.precision == Precision::kFloat32 ? ", float32" : ", bfloat16";
  if (config.precision == "auto") text += has_amx() ? " (auto: there is AMX)" : " (auto: no AMX)";
  return text;
}

std::unique_ptr<Engine> make_engine(const EngineChoice& choice, TrainState& state, int threads) {
  if (choice.kind == EngineKind::kAutograd)
    return std::make_unique<AutogradEngine>(state, choice.precision);
  return std::make_unique<FusedEngine>(state, *list_kernels(choice.precision).front(), threads);
}

}  // namespace gan
