// What changes in the course of a run, as functions of how much of it is done.
#pragma once

#include "core/config/config.h"

namespace gan {

// Factor of both learning rates: 1 until optimizer.decay_from, then down to optimizer.decay_to at
// the run's end, in a straight line or by half a cosine (Loshchilov & Hutter 2017,
// arXiv:1608.03983, eq. 5).
// progress  of the run, in [0, 1]
double learning_rate_factor(const Config::Optimizer& options, double progress);

// Standard deviation of the instance noise (Soenderby et al. 2017, arXiv:1610.04490, section 3.3):
// in a straight line to 0.
double instance_noise(const Config::Discriminator& options, double progress);

// How far G's average goes towards its weights after its step t = 1, 2, ...: 1 - decay, more in
// the beginning.
double average_rate(const Config::Ema& options, int64_t step);

}  // namespace gan
