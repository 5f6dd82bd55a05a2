// The product of 32 bfloat16 rows and a panel in AMX tiles of 16 rows of 64 bytes: four tiles hold
// sums, two hold rows, and two hold parts of the panel. The tile operations are a template
// parameter, so that the memory accesses can be tested on a processor without AMX.
#pragma once

#include <stdint.h>

#include "core/kernels/kernels.h"

namespace gan {

constexpr int64_t kTileRows = 16;

// Tiles has these operations, for tiles t, a, b in 0 .. 7:
//   configure(upper, lower)  sets the number of rows, in [0, 16]: `upper` for tiles 0, 1 and 4,
//                            `lower` for 2, 3 and 5, and 16 for 6 and 7; a row has 64 bytes
//   zero<t>()                t <- 0
//   load<t>(from, stride)    reads t's rows from memory, `stride` bytes apart
//   add_product<t, a, b>()   t[i, j] += sum over k of a[i, 2k] b[k, 2j] + a[i, 2k+1] b[k, 2j+1]
//   store<t>(to, stride)     writes t's rows to memory, `stride` bytes apart
template <class Tiles>
void multiply_in_tiles(const void* a, int64_t a_stride, int64_t rows, const void* panel,
                       int64_t depth, float* product, int64_t product_stride) {
  constexpr int64_t kPairs = 2;
  constexpr int64_t kPanelBytes = kBlock * kPairs * 2;  // of one row of pairs, 32 columns
  const int64_t a_bytes = 2 * a_stride;
  const int64_t product_bytes = 4 * product_stride;
  for (int64_t row = 0; row < rows; row += kBlock) {
    const int64_t left = rows - row < kBlock ? rows - row : kBlock;
    const int64_t upper = left < kTileRows ? left : kTileRows;
    const int64_t lower = left - upper;
    Tiles::configure(upper, lower);
    Tiles::template zero<0>();
    Tiles::template zero<1>();
    if (lower > 0) {
      Tiles::template zero<2>();
      Tiles::template zero<3>();
    }
    const auto* upper_rows = static_cast<const char*>(a) + row * a_bytes;
    const auto* lower_rows = upper_rows + kTileRows * a_bytes;
    const auto* b = static_cast<const char*>(panel);
    for (int64_t k = 0; k < depth; k += kBlock) {
      Tiles::template load<4>(upper_rows, a_bytes);
      Tiles::template load<6>(b, kPanelBytes);
      Tiles::template load<7>(b + kPanelBytes / 2, kPanelBytes);
      Tiles::template add_product<0, 4, 6>();
      Tiles::template add_product<1, 4, 7>();
      if (lower > 0) {
        Tiles::template load<5>(lower_rows, a_bytes);
        Tiles::template add_product<2, 5, 6>();
        Tiles::template add_product<3, 5, 7>();
      }
      upper_rows += 2 * kBlock;
      lower_rows += 2 * kBlock;
      b += kBlock / kPairs * kPanelBytes;
    }
    float* const to = product + row * product_stride;
    Tiles::template store<0>(to, product_bytes);
    Tiles::template store<1>(to + kTileRows, product_bytes);
    if (lower > 0) {
      Tiles::template store<2>(to + kTileRows * product_stride, product_bytes);
      Tiles::template store<3>(to + kTileRows * product_stride + kTileRows, product_bytes);
    }
  }
}

}  // namespace gan
