// Tests the product in tiles with plain arrays as tiles, which needs no AMX.
#include "core/kernels/tile_product.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstring>

namespace gan {
namespace {

float widen(uint16_t bfloat16) {
  const uint32_t bits = static_cast<uint32_t>(bfloat16) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// TILEZERO, TILELOADD, TDPBF16PS and TILESTORED as in Intel's manual.
struct ArrayTiles {
  static inline int64_t rows[8];
  static inline char bytes[8][kTileRows][64];

  static void configure(int64_t upper, int64_t lower) {
    const int64_t shapes[8] = {upper, upper, lower, lower, upper, lower, kTileRows, kTileRows};
    std::memcpy(rows, shapes, sizeof rows);
    std::memset(bytes, 0x55, sizeof bytes);  // nothing may depend on the previous contents
  }
  template <int kTile>
  static void zero() {
    std::memset(bytes[kTile], 0, sizeof bytes[kTile]);
  }
  template <int kTile>
  static void load(const void* from, int64_t stride) {
    for (int64_t i = 0; i < rows[kTile]; ++i)
      std::memcpy(bytes[kTile][i], static_cast<const char*>(from) + i * stride, 64);
  }
  template <int kTile>
  static void store(void* to, int64_t stride) {
    for (int64_t i = 0; i < rows[kTile]; ++i)
      std::memcpy(static_cast<char*>(to) + i * stride, bytes[kTile][i], 64);
  }
  template <int kTile, int kA, int kB>
  static void add_product() {
    ASSERT_EQ(rows[kTile], rows[kA]);
    ASSERT_EQ(rows[kB], kTileRows);
    for (int64_t i = 0; i < rows[kTile]; ++i) {
      float sums[16];
      uint16_t a[32];
      std::memcpy(sums, bytes[kTile][i], sizeof sums);
      std::memcpy(a, bytes[kA][i], sizeof a);
      for (int64_t k = 0; k < 16; ++k) {
        uint16_t b[32];
        std::memcpy(b, bytes[kB][k], sizeof b);
        for (int64_t j = 0; j < 16; ++j)
          sums[j] += widen(a[2 * k]) * widen(b[2 * j]) + widen(a[2 * k + 1]) * widen(b[2 * j + 1]);
      }
      std::memcpy(bytes[kTile][i], sums, sizeof sums);
    }
  }
};

}  // namespace

TEST(TileProduct, IsTheProductForAnyRowsAndDepth) {
  torch::manual_seed(1);
  for (const int64_t rows : {1, 8, 15, 16, 17, 31, 32})
    for (const int64_t depth : {2, 30, 32, 64, 100}) {
      // Zeros up to a multiple of 32 in depth, but no padding after the last row.
      const int64_t padded = round_up_to_block(depth);
      torch::Tensor a = torch::zeros({rows, padded}, torch::kBFloat16);
      torch::Tensor b = torch::zeros({padded, kBlock}, torch::kBFloat16);
      a.narrow(1, 0, depth).normal_();
      b.narrow(0, 0, depth).normal_();
      const torch::Tensor panel = b.view({padded / 2, 2, kBlock}).transpose(1, 2).contiguous();
      torch::Tensor product = torch::full({rows, kBlock + 2}, 7.0F);
      multiply_in_tiles<ArrayTiles>(a.data_ptr(), padded, rows, panel.data_ptr(), depth,
                                    product.data_ptr<float>(), kBlock + 2);
      const torch::Tensor expected = a.to(torch::kFloat64).mm(b.to(torch::kFloat64));
      EXPECT_LE((product.narrow(1, 0, kBlock) - expected).abs().max().item<double>(), 1e-4)
          << rows << " rows, depth " << depth;
      EXPECT_TRUE((product.narrow(1, kBlock, 2) == 7).all().item<bool>());
    }
}

}  // namespace gan
