// What computes a training step. Every engine does the same mathematics on the same state, so a
// checkpoint made under one goes on under another.
#pragma once

#include <memory>
#include <string>

#include "core/kernels/kernels.h"
#include "core/train/step.h"

namespace gan {

class Engine {
 public:
  Engine() = default;
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // As train_step (step.h), on the state that the engine was made for.
  virtual StepResult step(const StepInputs& inputs) = 0;

  // As validate_step (step.h).
  virtual StepResult validate(const StepInputs& inputs) = 0;
};

// autograd  LibTorch's modules and gradients, on any device: the reference
// fused     FusedEngine, for the CPU
enum class EngineKind { kAutograd, kFused };

struct EngineChoice {
  EngineKind kind;
  Precision precision;
};

// Settles `engine` and `precision` where they are auto.
// throws  UsageError if the fused engine is asked for on a device that is not the CPU, or with a
//         setting that it does not know
EngineChoice choose_engine(const Config& config, torch::Device device);

// What was chosen, and why where the config left it open: part of a line for a person.
std::string describe(const EngineChoice& choice, const Config& config, torch::Device device);

// threads  of the CPU, for the fused engine
// state    must outlive the engine; its weights change only through it meanwhile
std::unique_ptr<Engine> make_engine(const EngineChoice& choice, TrainState& state, int threads);

}  // namespace gan
