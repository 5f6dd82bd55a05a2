#include "core/train/engine.h"

#include "core/base/errors.h"
#include "core/data/batches.h"
#include "core/train/fused_engine.h"

namespace gan {
namespace {

class AutogradEngine : public Engine {
 public:
  AutogradEngine(TrainState& state, Precision precision) : state_(state), precision_(precision) {}

  StepResult step(const StepInputs& inputs) override {
    return train_step(state_, inputs, precision_);
  }
  StepResult validate(const StepInputs& inputs) override {
    return validate_step(state_, inputs, precision_);
  }

 private:
  TrainState& state_;
  Precision precision_;
};

EngineKind choose_kind(const Config& config, torch::Device device) {
  if (config.engine == EngineOption::kFused && !device.is_cpu())
    throw UsageError("/engine: the fused engine computes on the CPU only, got \"fused\" with " +
                     device.str() + "; use auto, or device cpu");
  const char* const unfusable = find_unsupported_setting(config);
  if (config.engine == EngineOption::kFused && unfusable)
    throw UsageError(std::string("/engine: the fused engine does not support ") + unfusable +
                     " with these networks, got \"fused\"; use auto, or drop that setting");
  return config.engine != EngineOption::kAutograd && device.is_cpu() && !unfusable
             ? EngineKind::kFused
             : EngineKind::kAutograd;
}

std::string why_automatic(const Config& config, torch::Device device) {
  if (!device.is_cpu()) return " (auto: the fused engine needs a CPU)";
  if (const char* const unfusable = find_unsupported_setting(config))
    return std::string(" (auto: the fused engine does not support ") + unfusable + ")";
  return " (auto: fastest on a CPU)";
}

Precision choose_precision(const Config& config, torch::Device device) {
  switch (config.precision) {
    case PrecisionOption::kFloat32:
      return Precision::kFloat32;
    case PrecisionOption::kBfloat16:
      return Precision::kBfloat16;
    case PrecisionOption::kAuto:
      break;
  }
  return device.is_cpu() && multiplies_bfloat16() ? Precision::kBfloat16 : Precision::kFloat32;
}

}  // namespace

void Engine::for_each(int64_t count, const std::function<void(int64_t)>& task) {
  for_each_in_turn(count, task);
}

EngineChoice choose_engine(const Config& config, torch::Device device) {
  return {choose_kind(config, device), choose_precision(config, device)};
}

std::string name_of(const EngineChoice& choice) {
  const std::string kind =
      choice.kind == EngineKind::kFused
          ? std::string("fused ") + list_kernels(choice.precision).front()->name
          : "autograd";
  return kind + (choice.precision == Precision::kFloat32 ? " float32" : " bfloat16");
}

std::string describe(const EngineChoice& choice, const Config& config, torch::Device device) {
  std::string text = choice.kind == EngineKind::kFused ? "fused engine" : "autograd engine";
  if (choice.kind == EngineKind::kFused)
    text += std::string(", ") + list_kernels(choice.precision).front()->name + " kernels";
  if (config.engine == EngineOption::kAuto) text += why_automatic(config, device);
  text += choice.precision == Precision::kFloat32 ? ", float32" : ", bfloat16";
  if (config.precision == PrecisionOption::kAuto)
    text += " (auto: what the processor multiplies natively)";
  return text;
}

std::unique_ptr<Engine> make_engine(const EngineChoice& choice, TrainState& state, int threads) {
  if (choice.kind == EngineKind::kAutograd)
    return std::make_unique<AutogradEngine>(state, choice.precision);
  return std::make_unique<FusedEngine>(state, *list_kernels(choice.precision).front(), threads);
}

}  // namespace gan
