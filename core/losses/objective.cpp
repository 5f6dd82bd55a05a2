#include "core/losses/objective.h"

#include <algorithm>
#include <cmath>

namespace gan {
namespace {

// A function's value and derivative at one logit.
struct Term {
  double value;
  double derivative;
};

double sigmoid(double v) {
  const double small = std::exp(-std::abs(v));
  return (v > 0 ? 1 : small) / (1 + small);
}

Term softplus(double v) {
  return {std::max(v, 0.0) + std::log1p(std::exp(-std::abs(v))), sigmoid(v)};
}

Term cross_entropy(double logit, double label) {
  const Term plus = softplus(logit);
  return {plus.value - label * logit, plus.derivative - label};
}

Term half_square(double v) { return {v * v / 2, v}; }

// max(0, 1 + v)
Term hinge(double v) { return {std::max(0.0, 1 + v), v > -1 ? 1.0 : 0.0}; }

Term negative(Term term) { return {-term.value, -term.derivative}; }

// The mean of term_of(image) over the images. Fills the gradient with respect to each logit.
template <class TermOf>
double mean(const Logits& logits, const TermOf& term_of) {
  const auto count = static_cast<double>(logits.count);
  double sum = 0;
  for (int64_t i = 0; i < logits.count; ++i) {
    const Term term = term_of(i);
    sum += term.value;
    logits.gradients[i] = static_cast<float>(term.derivative / count);
  }
  return sum / count;
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
  const float* const l = real.values;
  const float* const f = fake.values;
  const auto terms = [&](const auto& real_term, const auto& fake_term) {
    return DiscriminatorLoss{mean(real, real_term), mean(fake, fake_term)};
  };
  switch (objective) {
    case Objective::kLeastSquares:
      return terms([&](int64_t i) { return half_square(double{l[i]} - real_labels[i]); },
                   [&](int64_t i) { return half_square(double{f[i]} - fake_labels[i]); });
    case Objective::kHinge:
      return terms(
          [&](int64_t i) {
            return Term{hinge(-l[i]).value, -hinge(-l[i]).derivative};
          },
          [&](int64_t i) { return hinge(f[i]); });
    case Objective::kWasserstein:
      return terms(
          [&](int64_t i) {
            return Term{-l[i], -1};
          },
          [&](int64_t i) {
            return Term{f[i], 1};
          });
    case Objective::kRelativistic: {
      const auto pair = [&](int64_t i) { return softplus(double{f[i]} - l[i]); };
      const DiscriminatorLoss whole = terms(
          [&](int64_t i) {
            return Term{pair(i).value, -pair(i).derivative};
          },
          pair);
      return {whole.real / 2, whole.fake / 2};
    }
    case Objective::kNonSaturating:
    case Objective::kMinimax:
      break;
  }
  return terms([&](int64_t i) { return cross_entropy(l[i], real_labels[i]); },
               [&](int64_t i) { return cross_entropy(f[i], fake_labels[i]); });
}

double generator_loss(Objective objective, const Logits& fake, const float* real_logits,
                      const float* target_labels) {
  const float* const f = fake.values;
  switch (objective) {
    case Objective::kMinimax:
      return mean(fake, [&](int64_t i) { return negative(softplus(f[i])); });
    case Objective::kLeastSquares:
      return mean(fake, [&](int64_t i) { return half_square(double{f[i]} - target_labels[i]); });
    case Objective::kHinge:
    case Objective::kWasserstein:
      return mean(fake, [&](int64_t i) { return Term{-f[i], -1}; });
    case Objective::kRelativistic:
      return mean(fake, [&](int64_t i) {
        const Term pair = softplus(double{real_logits[i]} - f[i]);
        return Term{pair.value, -pair.derivative};
      });
    case Objective::kNonSaturating:
      break;
  }
  return mean(fake, [&](int64_t i) { return cross_entropy(f[i], target_labels[i]); });
}

double mean_probability(const Logits& logits) {
  double sum = 0;
  for (int64_t i = 0; i < logits.count; ++i) sum += sigmoid(logits.values[i]);
  return sum / static_cast<double>(logits.count);
}

}  // namespace gan
