// AVX-512, with bfloat16 products in AMX tiles.
#include "core/kernels/kernels_sets.h"
#include "core/kernels/tile_product.h"

namespace {
constexpr int kLanes = 16;
constexpr int kRows = 8;
}  // namespace

#include "core/kernels/kernels_impl.h"

namespace gan {
namespace {

// In assembly, because GCC 12's intrinsics do not accept a template argument as a tile's number.
struct AmxTiles {
  // The operand of LDTILECFG.
  struct alignas(64) Shapes {
    uint8_t palette;
    uint8_t start_row;
    uint8_t reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  };

  // Repeated for each product, because LibTorch may have changed the tiles of this thread.
  static void configure(int64_t upper, int64_t lower) {
    Shapes shapes = {};
    shapes.palette = 1;
    const auto shape = [&](int tile, int64_t rows) {
      shapes.row_bytes[tile] = rows > 0 ? 64 : 0;
      shapes.rows[tile] = static_cast<uint8_t>(rows);
    };
    shape(0, upper);
    shape(1, upper);
    shape(2, lower);
    shape(3, lower);
    shape(4, upper);
    shape(5, lower);
    shape(6, kTileRows);
    shape(7, kTileRows);
    asm volatile("ldtilecfg %0" ::"m"(shapes));
  }

  template <int kTile>
  static void zero() {
    asm volatile("tilezero %%tmm%c0" ::"i"(kTile));
  }
  template <int kTile>
  static void load(const void* from, int64_t stride) {
    asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(stride), "i"(kTile) : "memory");
  }
  template <int kTile, int kA, int kB>
  static void add_product() {
    asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(kTile), "i"(kA), "i"(kB));
  }
  template <int kTile>
  static void store(void* to, int64_t stride) {
    asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(stride), "i"(kTile) : "memory");
  }
};

constexpr Kernels make_amx_kernels() {
  Kernels kernels = make_kernels<Bfloat16Depth, Bfloat16Layout>("amx", Precision::kBfloat16);
  kernels.rows = kBlock;
  kernels.multiply = multiply_in_tiles<AmxTiles>;
  return kernels;
}

}  // namespace

const Kernels kAmxBfloat16 = make_amx_kernels();

}  // namespace gan
