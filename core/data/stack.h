// Stacked images, the field's test of mode collapse: the channels of each are three grey images
// that were drawn at random. Stacked MNIST has 10^3 modes, one for each combination of digits.
// Metz et al. 2017 (arXiv:1611.02163), Srivastava et al. 2017 (VEEGAN, arXiv:1705.07761).
#pragma once

#include <cstdint>

#include "core/data/data_set.h"

namespace gan {

constexpr int64_t kStackedChannels = 3;

// Makes images x and labels y of grey images g, of which there are N, and their classes k:
//   x[i, c] = g[j(i, c)],  y[i, c] = k[j(i, c)],  each j(i, c) uniform in 0 .. N-1, independent
// Image i of a seed is the same whatever the count: j(i, .) has an address of its own.
// data     grey, with labels of one part, of K classes
// count    images, at least 1
// returns  pixels [count, 3, H, W]; labels of three parts, of K^3 classes, named by the three
//          classes' numbers, "7 0 3", or by their indices if some class's name is not a number
// throws   Error without a place: kMismatch, images in colour, no labels, labels of several parts,
//          K^3 classes that are more than kMaxClasses; kTooLarge
DataSet stack_images(const DataSet& data, int64_t count, int64_t seed);

}  // namespace gan
