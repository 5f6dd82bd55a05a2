// The inputs of steps in a GPU's memory: the data set, if it fits there, and random draws, made
// there at the addresses at which the CPU makes them (inputs.h).
#pragma once

#include "core/train/graph_backend.h"
#include "core/train/inputs.h"

namespace gan {

class GraphInputs {
 public:
  // state, backend  must outlive this object
  GraphInputs(TrainState& state, const GraphBackend& backend) : state_(state), backend_(backend) {}

  // Sends the data set, and the order of an epoch, where they are not there yet.
  // returns  whether the data set fits; if not, gather() must not be called
  bool hold(const StepPlan& plan);

  // Tensors on the GPU for the inputs of a step of `count` real images.
  StepInputs make_room(int64_t count, bool trains_generator) const;

  // Sends what the host decides even if the GPU draws: classes, and labels that are not redrawn.
  // sent  the labels that were last sent to these inputs, on the CPU
  void send_decided(const StepPlan& plan, StepInputs& inputs, StepInputs& sent);

  // Sends all inputs of a step, or its real images alone.
  static void send(const StepInputs& from, StepInputs& to);
  static void send_images(const torch::Tensor& from, StepInputs& to);

  // Add to the stream: gather the real images, and draw the rest, for the step that the backend has
  // started.
  void gather(StepInputs& inputs) const;
  void draw(StepInputs& inputs) const;

 private:
  void draw_half(Stream latents, Stream shifts, StepDraws& draws) const;
  void draw_labels(LabelKind kind, const torch::Tensor& labels) const;
  bool redraws_labels() const { return state_.config.loss.labels == LabelMode::kRedrawn; }

  TrainState& state_;
  const GraphBackend& backend_;
  torch::Tensor held_;        // the pixels of the data set, on the CPU; undefined before hold()
  torch::Tensor pixels_;      // the same on the GPU; undefined if they do not fit
  torch::Tensor order_;       // int64 [images]
  int64_t order_epoch_ = -1;  // of order_
};

}  // namespace gan
