#include "core/train/engine.h"

#include "core/base/errors.h"
#include "core/train/fused_engine.h"
#include "core/train/graph_engine.h"
#include "core/train/host_backend.h"

namespace gan {
namespace {

class AutogradEngine : public Engine {
 public:
  AutogradEngine(TrainState& state, Precision precision)
      : Engine(state), precision_(precision), backend_(state) {}

  StepResult step(const StepInputs& inputs) override {
    train_step(state_, inputs, backend_, precision_);
    return backend_.take_result();
  }
  StepResult validate(const StepInputs& inputs) override {
    validate_step(state_, inputs, backend_, precision_);
    return backend_.take_result();
  }

 private:
  Precision precision_;
  HostBackend backend_;
};

EngineKind choose_for_cpu(const Config& config) {
  const char* const unfusable = find_unsupported_setting(config);
  switch (config.engine) {
    case EngineOption::kGraph:
      throw UsageError(
          "/engine: the graph engine computes on a GPU only, got \"graph\" with cpu; "
          "use auto");
    case EngineOption::kFused:
      if (unfusable)
        throw UsageError(std::string("/engine: the fused engine does not support ") + unfusable +
                         " with these networks, got \"fused\"; use auto, or drop that setting");
      return EngineKind::kFused;
    case EngineOption::kAutograd:
      return EngineKind::kAutograd;
    case EngineOption::kAuto:
      break;
  }
  return unfusable ? EngineKind::kAutograd : EngineKind::kFused;
}

EngineKind choose_for_gpu(const Config& config, torch::Device device) {
  if (config.engine == EngineOption::kFused)
    throw UsageError("/engine: the fused engine computes on the CPU only, got \"fused\" with " +
                     device.str() + "; use auto, or device cpu");
#ifdef GAN_CUDA
  return config.engine == EngineOption::kAutograd ? EngineKind::kAutograd : EngineKind::kGraph;
#else
  if (config.engine == EngineOption::kGraph)
    throw UsageError("/engine: this program was built without CUDA, got \"graph\"; use auto");
  return EngineKind::kAutograd;
#endif
}

std::string why_automatic(const Config& config, torch::Device device) {
  if (!device.is_cpu()) return " (auto: for a GPU)";
  if (const char* const unfusable = find_unsupported_setting(config))
    return std::string(" (auto: the fused engine does not support ") + unfusable + ")";
  return " (auto: fastest on a CPU)";
}

const char* name_of(EngineKind kind) {
  switch (kind) {
    case EngineKind::kFused:
      return "fused";
    case EngineKind::kGraph:
      return "graph";
    case EngineKind::kAutograd:
      break;
  }
  return "autograd";
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

void Engine::begin(const StepPlan& plan) {
  results_.push_back(step(make_training_inputs(
      state_, plan, [&](int64_t count, const auto& task) { for_each(count, task); })));
}

std::vector<StepResult> Engine::finish() { return std::exchange(results_, {}); }

void Engine::for_each(int64_t count, const std::function<void(int64_t)>& task) {
  for_each_in_turn(count, task);
}

EngineChoice choose_engine(const Config& config, torch::Device device) {
  return {device.is_cpu() ? choose_for_cpu(config) : choose_for_gpu(config, device),
          choose_precision(config, device)};
}

std::string name_of(const EngineChoice& choice) {
  std::string name = name_of(choice.kind);
  if (choice.kind == EngineKind::kFused)
    name += std::string(" ") + list_kernels(choice.precision).front()->name;
  return name + (choice.precision == Precision::kFloat32 ? " float32" : " bfloat16");
}

std::string describe(const EngineChoice& choice, const Config& config, torch::Device device) {
  std::string text = std::string(name_of(choice.kind)) + " engine";
  if (choice.kind == EngineKind::kFused)
    text += std::string(", ") + list_kernels(choice.precision).front()->name + " kernels";
  if (config.engine == EngineOption::kAuto) text += why_automatic(config, device);
  text += choice.precision == Precision::kFloat32 ? ", float32" : ", bfloat16";
  if (config.precision == PrecisionOption::kAuto)
    text += device.is_cpu() ? " (auto: what the processor multiplies natively)"
                            : " (auto: float32 on a GPU)";
  return text;
}

std::unique_ptr<Engine> make_engine(const EngineChoice& choice, TrainState& state, int threads) {
  switch (choice.kind) {
    case EngineKind::kFused:
      return std::make_unique<FusedEngine>(state, *list_kernels(choice.precision).front(), threads);
    case EngineKind::kGraph:
#ifdef GAN_CUDA
      return make_graph_engine(state, choice.precision);
#endif
    case EngineKind::kAutograd:
      break;
  }
  return std::make_unique<AutogradEngine>(state, choice.precision);
}

}  // namespace gan
