// Training steps on a GPU, each as one CUDA graph: autograd's step is captured once for each kind
// of step, and then only replayed. Latents, labels, shifts and noise are drawn on the GPU, at the
// same addresses as on the CPU; the data set stays in its memory if it fits. The host waits a
// few times a second, and where results are due.
#pragma once

#include <memory>

#include "core/train/engine.h"

namespace gan {

// Exists only in a program that is built with a LibTorch for CUDA.
// state  on a GPU; must outlive the engine
std::unique_ptr<Engine> make_graph_engine(TrainState& state, Precision precision);

}  // namespace gan
