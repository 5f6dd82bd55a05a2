// Training steps of two MLPs on the CPU without LibTorch's operators: kept buffers, no step-sized
// allocation, Adam on each block of a weight's gradient as soon as it is there. The parameters stay
// those of the state's modules. In bfloat16 all factors of products are rounded to it; sums,
// losses, weights and moments are float32.
// The results are the same to the bit whatever the number of threads.
#pragma once

#include <vector>

#include "core/kernels/team.h"
#include "core/train/engine.h"
#include "core/train/fused_layer.h"

namespace gan {

class FusedEngine : public Engine {
 public:
  // state  on the CPU; must outlive the engine
  FusedEngine(TrainState& state, const Kernels& kernels, int threads);

  StepResult step(const torch::Tensor& real_images, const StepLatents& latents) override;
  StepResult validate(const torch::Tensor& real_images, const StepLatents& latents) override;

 private:
  // Layer i reads inputs[i]; gradients[i] is by its output.
  struct Network {
    std::vector<FusedLayer> layers;
    std::vector<Features> inputs;
    std::vector<Gradients> gradients;
  };

  // A layer in a chain of them that a gradient goes back through.
  struct Link {
    Network* network;
    size_t index;
    bool is_updated;
  };

  Network make_network(const Kernels& kernels, const Adam& adam, const std::string& activation,
                       double negative_slope, Activation last);
  static std::vector<Link> chain_of(Network& network, bool is_updated);
  StepResult discriminator_losses(const torch::Tensor& real_images, const torch::Tensor& latents);
  double generator_loss(const torch::Tensor& latents);
  void resize(int64_t generated, int64_t discriminated);
  void load(const torch::Tensor& rows, Features& features);
  void generate(const torch::Tensor& latents, int64_t images_begin, bool keep);
  void discriminate();
  double set_logit_gradients(int64_t begin, const torch::Tensor& labels, double* probability);
  void backward(const std::vector<Link>& chain, const AdamScalars& scalars);

  TrainState& state_;
  const Kernels& kernels_;
  Team team_;
  Network generator_;
  Network discriminator_;
  std::vector<float> logits_;
  std::vector<float> logit_gradients_;
};

}  // namespace gan
