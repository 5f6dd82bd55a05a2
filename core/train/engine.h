// Computes training steps. Every engine does the same mathematics on the same state, so a run may
// be resumed with another engine.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/kernels/kernels.h"
#include "core/train/inputs.h"

namespace gan {

class Engine {
 public:
  // state  must outlive the engine; meanwhile, only the engine may change its weights
  explicit Engine(TrainState& state) : state_(state) {}
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Begins the next step of training. It may compute until finish() is called.
  // plan.data  the same in every call
  virtual void begin(const StepPlan& plan);

  // Waits for the steps begun since the last call. Before it, neither may weights be read nor may
  // step() be called.
  // returns  their results, in order
  // throws   DivergedError if a loss is not finite; then the weights may be of no use, and the
  //          state's position.step is the number of steps before that one
  virtual std::vector<StepResult> finish();

  // How many steps may begin before finish(): more than one only gains speed on a GPU.
  virtual int64_t steps_at_once() const { return 1; }

  // As train_step (step.h), on the state that the engine was made for.
  virtual StepResult step(const StepInputs& inputs) = 0;

  // As validate_step (step.h).
  virtual StepResult validate(const StepInputs& inputs) = 0;

  // Calls task(index) once for each index in [0, count), maybe on several threads: for the work
  // between the steps. Tasks must not throw.
  virtual void for_each(int64_t count, const std::function<void(int64_t)>& task);

 protected:
  TrainState& state_;

 private:
  std::vector<StepResult> results_;  // for finish()
};

// autograd  LibTorch's modules and gradients, on any device: the reference
// fused     FusedEngine, for the CPU
// graph     autograd's steps as CUDA graphs, for a GPU (graph_engine.h)
enum class EngineKind { kAutograd, kFused, kGraph };

struct EngineChoice {
  EngineKind kind;
  Precision precision;
};

// Chooses according to the config's `engine` and `precision`, which may be auto.
// throws  UsageError if an engine is requested for a device, or with a setting, that it does not
//         support
EngineChoice choose_engine(const Config& config, torch::Device device);

// What decides the bits of a step: "fused avx512 float32", "autograd bfloat16".
std::string name_of(const EngineChoice& choice);

// Describes the choice for people, with the reason where the config says auto.
std::string describe(const EngineChoice& choice, const Config& config, torch::Device device);

// threads  of the CPU, for the fused engine
std::unique_ptr<Engine> make_engine(const EngineChoice& choice, TrainState& state, int threads);

}  // namespace gan
