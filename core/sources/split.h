// Sets images aside from a training set that comes without test images.
#pragma once

#include <cstdint>

#include "core/data/data_set.h"

namespace gan {

// A tenth of them, at least 1 and at most 10000.
int64_t default_validation_count(int64_t images);

// Takes `count` images at random, by the seed, out of a set. Both sets keep the order of their
// images and the classes of the whole set; their checksums are computed anew. Of a mapped file of
// more than 1 GiB of pixels, which is not to be copied, the last `count` are taken instead.
// set      becomes the rest; its pixels may be moved in place
// count    in [1, set.count() - 1]
// returns  the images taken out
DataSet split_off(DataSet& set, int64_t count, int64_t seed);

}  // namespace gan
