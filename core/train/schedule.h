// Values that change during a run, as functions of its progress.
#pragma once

#include "core/config/config.h"

namespace gan {

// Factor of both learning rates: 1 until optimizer.decay_from, then it falls to optimizer.decay_to
// at the run's end, linearly or along half a cosine (Loshchilov & Hutter 2017, arXiv:1608.03983,
// eq. 5).
// progress  of the run, in [0, 1]
double learning_rate_factor(const Config::Optimizer& options, double progress);

// Standard deviation of the instance noise (Soenderby et al. 2017, arXiv:1610.04490, section 3.3).
// It falls linearly to 0.
double instance_noise(const Config::Discriminator& options, double progress);

// Fraction by which G's average moves towards G's weights after G's step t = 1, 2, ...: 1 - decay,
// but more in the beginning.
double average_rate(const Config::Ema& options, int64_t step);

}  // namespace gan
