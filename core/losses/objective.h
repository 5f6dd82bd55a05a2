// The losses of D and G as functions of D's logits, and their gradients in closed form: one
// definition for every engine. Below, l = D(x) and f = D(G(z)) are logits, a and b are D's labels
// of real and generated images, t is G's target (see smoothed_labels.h), means are over the batch:
//   softplus(v) = log(1 + e^v)
//   BCE(v, y)   = -y log sigmoid(v) - (1 - y) log(1 - sigmoid(v)) = softplus(v) - y v
// computed so that no finite logit overflows. Losses with logarithms are in nats.
//
//                 D minimises                                 G minimises
// non_saturating  mean BCE(l, a) + mean BCE(f, b)             mean BCE(f, t)
// minimax         the same                                    -mean softplus(f)
// least_squares   mean (l - a)^2 / 2 + mean (f - b)^2 / 2     mean (f - t)^2 / 2
// hinge           mean max(0, 1 - l) + mean max(0, 1 + f)     -mean f
// wasserstein     -mean l + mean f                            -mean f
// relativistic    mean softplus(f - l), image by image        mean softplus(l - f)
//
// non_saturating, minimax  Goodfellow et al. 2014, arXiv:1406.2661, section 3 and eq. 1; without
//                          a factor of 1/2
// least_squares            Mao et al. 2017, arXiv:1611.04076, eq. 9
// hinge                    Lim & Ye 2017, arXiv:1705.02894
// wasserstein              Arjovsky et al. 2017, arXiv:1701.07875; needs a penalty to keep D smooth
// relativistic             Jolicoeur-Martineau 2018, arXiv:1807.00734, as paired by Huang et al.
//                          2024 (R3GAN), arXiv:2501.05441, eq. 2
// The last three use no labels.
#pragma once

#include <cstdint>

#include "core/config/choices.h"

namespace gan {

// Whether its losses depend on labels.
bool uses_labels(Objective objective);

// D's logits for `count` images, and where to write the loss's gradient with respect to each.
struct Logits {
  const float* values;
  float* gradients;
  int64_t count;
};

// The two terms whose sum D minimises; each holds half of the relativistic loss.
struct DiscriminatorLoss {
  double real;
  double fake;
};

// Fills both gradients.
// real, fake   of the same number of images
// real_labels  a, fake_labels b: one for each image
DiscriminatorLoss discriminator_loss(Objective objective, const Logits& real, const Logits& fake,
                                     const float* real_labels, const float* fake_labels);

// Fills the gradients.
// real_logits    l, as many as in `fake`; only the relativistic objective reads them
// target_labels  t, one for each image
double generator_loss(Objective objective, const Logits& fake, const float* real_logits,
                      const float* target_labels);

// mean sigmoid(logit): D's mean probability that the images are real, D(x) or D(G(z))
double mean_probability(const Logits& logits);

}  // namespace gan
