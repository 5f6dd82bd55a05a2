// Training steps of two MLPs on the CPU without LibTorch's operators: kept buffers, no step-sized
// allocation, Adam on each block of a weight's gradient as soon as it is there. The parameters stay
// those of the state's modules. In bfloat16 all factors of products are rounded to it; sums,
// losses, weights and moments are float32.
// The results are the same to the bit whatever the number of threads.
//
// R1 and R2 need no graph where D is piecewise linear. With s_i the slopes of layer i's activation
// at an image x, the gradient g of D(x) goes down as any gradient does, g_{i-1} = W_i^T g_i *
// s_{i-1} from g_L = 1, to g_0, by x. The penalty c/2 |g_0|^2 is a function of each W_i through g_0
// alone, its gradient g_i v_{i-1}^T, where v goes up as a change of x does: v_0 = c g_0, v_i = W_i
// v_{i-1}
// * s_i. So a penalised image is one more sample of each dW = dY^T X, with g for its dY and v for
// its X; biases have no part in it.
#pragma once

#include <vector>

#include "core/kernels/team.h"
#include "core/losses/objective.h"
#include "core/train/engine.h"
#include "core/train/fused_layer.h"

namespace gan {

// Which setting this engine does not know what to do with: its path, or null.
const char* find_unfusable(const Config& config);

class FusedEngine : public Engine {
 public:
  // state  on the CPU; must outlive the engine
  FusedEngine(TrainState& state, const Kernels& kernels, int threads);

  StepResult step(const StepInputs& inputs) override;
  StepResult validate(const StepInputs& inputs) override;

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
  StepResult discriminator_losses(const StepInputs& inputs, BlockRange penalized);
  BlockRange penalized_blocks(int64_t count) const;
  std::vector<float> begin_penalty(BlockRange penalized, BlockRange extra, int64_t count);
  double add_penalty(BlockRange penalized, int64_t count);
  double generator_loss(const StepInputs& inputs);
  void resize(int64_t generated, int64_t discriminated, int64_t penalized);
  void load(const torch::Tensor& rows, Features& features, int64_t begin);
  void generate(const torch::Tensor& latents, Features& images, int64_t images_begin, bool keep);
  void load_real(const torch::Tensor& images, int64_t begin, const torch::Tensor& shifts);
  void load_generated(const torch::Tensor& latents, int64_t begin, const torch::Tensor& shifts,
                      bool keep);
  torch::Tensor shift(const float* rows, int64_t stride, const torch::Tensor& shifts, float fill);
  void discriminate(int64_t sample_blocks);
  Logits logits(int64_t begin, int64_t count);
  void store_logit_gradients(BlockRange blocks);
  void backward(const std::vector<Link>& chain, int64_t sample_blocks, const AdamScalars& scalars,
                const torch::Tensor& shifts = {});
  void backward_to_generated(BlockRange blocks, const torch::Tensor& shifts);

  TrainState& state_;
  Objective objective_;
  const Kernels& kernels_;
  Team team_;
  Network generator_;
  Network discriminator_;
  std::vector<float> logits_;
  std::vector<float> logit_gradients_;

  // Only where D sees images shifted: G's before that, and images by rows on their way.
  Features generated_;
  torch::Tensor rows_;          // float32 [samples, generated_'s padded width]
  torch::Tensor shifted_rows_;  // float32 [samples, width]
};

}  // namespace gan
