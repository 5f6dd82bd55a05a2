// The GAN objective on logits. With BCE(l, y) = -y log sigmoid(l) - (1 - y) log(1 - sigmoid(l)),
// computed without forming the sigmoid, so that no finite logit overflows. Means are over the
// batch, in nats. Labels come from SmoothedLabels.
#pragma once

#include <torch/types.h>

namespace gan {

// Discriminator loss, descended on the sum of both terms (no half, as in labml):
//   L_D = mean BCE(D(x), real_labels) + mean BCE(D(G(z)), fake_labels)
//                                                          arXiv:1406.2661, eq. 1, negated
struct DiscriminatorLoss {
  torch::Tensor real;  // scalar; ln 2 for zero logits
  torch::Tensor fake;  // scalar; ln 2 for zero logits

  torch::Tensor sum() const { return real + fake; }
};

// real_logits  D(x),    [N, 1], like real_labels
// fake_logits  D(G(z)), [M, 1], like fake_labels; detach G(z), or G receives gradients too
// throws       std::invalid_argument naming both shapes if logits and labels differ
DiscriminatorLoss discriminator_loss(const torch::Tensor& real_logits,
                                     const torch::Tensor& fake_logits,
                                     const torch::Tensor& real_labels,
                                     const torch::Tensor& fake_labels);

// Generator loss, the non-saturating one:
//   L_G = mean BCE(D(G(z)), target_labels)                 arXiv:1406.2661, end of section 3
// fake_logits  D(G(z)), [N, 1], like target_labels
// returns      scalar; ln 2 for zero logits
// throws       std::invalid_argument naming both shapes if they differ
torch::Tensor generator_loss(const torch::Tensor& fake_logits, const torch::Tensor& target_labels);

}  // namespace gan
