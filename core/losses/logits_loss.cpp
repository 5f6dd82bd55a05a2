#include "core/losses/logits_loss.h"

#include <ATen/ops/binary_cross_entropy_with_logits.h>

#include <sstream>
#include <stdexcept>

namespace gan {
namespace {

torch::Tensor mean_bce(const torch::Tensor& logits, const torch::Tensor& labels) {
  if (logits.sizes() != labels.sizes()) {
    std::ostringstream message;
    message << "logits " << logits.sizes() << " and labels " << labels.sizes()
            << " differ in shape";
    throw std::invalid_argument(message.str());
  }
  return at::binary_cross_entropy_with_logits(logits, labels);
}

}  // namespace

DiscriminatorLoss discriminator_loss(const torch::Tensor& real_logits,
                                     const torch::Tensor& fake_logits,
                                     const torch::Tensor& real_labels,
                                     const torch::Tensor& fake_labels) {
  return {mean_bce(real_logits, real_labels), mean_bce(fake_logits, fake_labels)};
}

torch::Tensor generator_loss(const torch::Tensor& fake_logits, const torch::Tensor& target_labels) {
  return mean_bce(fake_logits, target_labels);
}

}  // namespace gan
