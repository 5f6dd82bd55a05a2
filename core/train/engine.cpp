#include "core/train/engine.h"

#include "core/base/errors.h"
#include "core/train/fused_engine.h"

namespace gan {
namespace {

class AutogradEngine : public Engine {
 public:
  explicit AutogradEngine(TrainState& state) : state_(state) {}

  StepResult step(const torch::Tensor& real_images, const StepLatents& latents) override {
    return train_step(state_, real_images, latents);
  }

 private:
  TrainState& state_;
};

}  // namespace

EngineChoice choose_engine(const Config& config, torch::Device device) {
  EngineChoice choice{EngineKind::kFused, Precision::kFloat32, ""};
  if (config.engine == "fused" && !device.is_cpu())
    throw UsageError("/engine: the fused engine computes on the CPU only, got \"fused\" with device " +
                     device.str() + "; use auto, autograd, or device cpu");
  if (config.engine == "autograd" || !device.is_cpu()) choice.kind = EngineKind::kAutograd;
  if (config.precision == "bfloat16") choice.precision = Precision::kBfloat16;
  return choice;
}

std::unique_ptr<Engine> make_engine(const EngineChoice& choice, TrainState& state, int threads) {
  if (choice.kind == EngineKind::kAutograd) return std::make_unique<AutogradEngine>(state);
  return std::make_unique<FusedEngine>(state, *list_kernels(choice.precision).front(), threads);
}

}  // namespace gan
