// The losses of objective.h, image by image: one definition for CPUs and GPUs.
#pragma once

#include <cmath>

#include "core/config/choices.h"

#ifdef __CUDACC__
#define GAN_HOST_DEVICE __host__ __device__
#else
#define GAN_HOST_DEVICE
#endif

namespace gan {

// A function's value and derivative at one logit.
struct Term {
  double value;
  double derivative;
};

GAN_HOST_DEVICE inline Term operator*(double factor, Term term) {
  return {factor * term.value, factor * term.derivative};
}

GAN_HOST_DEVICE inline double sigmoid(double v) {
  const double small = std::exp(-std::abs(v));
  return (v > 0 ? 1 : small) / (1 + small);
}

GAN_HOST_DEVICE inline Term softplus(double v) {
  return {(v > 0 ? v : 0) + std::log1p(std::exp(-std::abs(v))), sigmoid(v)};
}

GAN_HOST_DEVICE inline Term cross_entropy(double logit, double label) {
  const Term plus = softplus(logit);
  return {plus.value - label * logit, plus.derivative - label};
}

GAN_HOST_DEVICE inline Term half_square(double v) { return {v * v / 2, v}; }

// max(0, 1 + v)
GAN_HOST_DEVICE inline Term hinge(double v) {
  return v > -1 ? Term{1 + v, 1} : Term{v < -1 ? 0 : 1 + v, 0};
}

// A function f(-v), as a function of v.
GAN_HOST_DEVICE inline Term at_negative(Term term) { return {term.value, -term.derivative}; }

// What one pair of images adds to D's two losses. The derivatives are of their sum: with respect to
// the logit of the real image, and to that of the generated one.
struct DiscriminatorTerms {
  Term real;
  Term fake;
};

// l, f  logits of the real and of the generated image
// a, b  their labels; not used by hinge, wasserstein and relativistic
GAN_HOST_DEVICE inline DiscriminatorTerms discriminator_terms(Objective objective, double l,
                                                              double f, double a, double b) {
  switch (objective) {
    case Objective::kLeastSquares:
      return {half_square(l - a), half_square(f - b)};
    case Objective::kHinge:
      return {at_negative(hinge(-l)), hinge(f)};
    case Objective::kWasserstein:
      return {{-l, -1}, {f, 1}};
    case Objective::kRelativistic: {
      const Term pair = softplus(f - l);
      return {{pair.value / 2, -pair.derivative}, {pair.value / 2, pair.derivative}};
    }
    case Objective::kNonSaturating:
    case Objective::kMinimax:
      break;
  }
  return {cross_entropy(l, a), cross_entropy(f, b)};
}

// What one generated image adds to G's loss.
// l  logit of the real image it is paired with, for relativistic;  t  its target
GAN_HOST_DEVICE inline Term generator_term(Objective objective, double f, double l, double t) {
  switch (objective) {
    case Objective::kMinimax:
      return -1.0 * softplus(f);
    case Objective::kLeastSquares:
      return half_square(f - t);
    case Objective::kHinge:
    case Objective::kWasserstein:
      return {-f, -1};
    case Objective::kRelativistic:
      return at_negative(softplus(l - f));
    case Objective::kNonSaturating:
      break;
  }
  return cross_entropy(f, t);
}

}  // namespace gan
