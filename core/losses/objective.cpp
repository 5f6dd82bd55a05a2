#include "core/losses/objective.h"

#include "core/losses/objective_terms.h"

namespace gan {
namespace {

float per_image(double derivative, int64_t count) {
  return static_cast<float>(derivative / static_cast<double>(count));
}

}  // namespace

bool uses_labels(Objective objective) {
  switch (objective) {
    case Objective::kNonSaturating:
    case Objective::kMinimax:
    case Objective::kLeastSquares:
      return true;
    case Objective::kHinge:
    case Objective::kWasserstein:
    case Objective::kRelativistic:
      break;
  }
  return false;
}

DiscriminatorLoss discriminator_loss(Objective objective, const Logits& real, const Logits& fake,
                                     const float* real_labels, const float* fake_labels) {
  const bool is_labelled = uses_labels(objective);
  DiscriminatorLoss sum{0, 0};
  for (int64_t i = 0; i < real.count; ++i) {
    const DiscriminatorTerms terms =
        discriminator_terms(objective, real.values[i], fake.values[i],
                            is_labelled ? real_labels[i] : 0, is_labelled ? fake_labels[i] : 0);
    sum.real += terms.real.value;
    sum.fake += terms.fake.value;
    real.gradients[i] = per_image(terms.real.derivative, real.count);
    fake.gradients[i] = per_image(terms.fake.derivative, fake.count);
  }
  const auto count = static_cast<double>(real.count);
  return {sum.real / count, sum.fake / count};
}

double generator_loss(Objective objective, const Logits& fake, const float* real_logits,
                      const float* target_labels) {
  double sum = 0;
  for (int64_t i = 0; i < fake.count; ++i) {
    const Term term = generator_term(objective, fake.values[i],
                                     objective == Objective::kRelativistic ? real_logits[i] : 0,
                                     uses_labels(objective) ? target_labels[i] : 0);
    sum += term.value;
    fake.gradients[i] = per_image(term.derivative, fake.count);
  }
  return sum / static_cast<double>(fake.count);
}

double mean_probability(const Logits& logits) {
  double sum = 0;
  for (int64_t i = 0; i < logits.count; ++i) sum += sigmoid(logits.values[i]);
  return sum / static_cast<double>(logits.count);
}

}  // namespace gan
