// The float32 kernels of every table, on x86-64 and on arm64, give the bits of these checksums. A
// change of them is a change of all runs' bits: then put in what the test prints, and name it in
// CHANGELOG.md. The bfloat16 tables share all but the product, whose instructions round
// differently.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <random>

#include "core/kernels/kernels.h"

namespace gan {
namespace {

using Values = std::vector<float>;

// The same numbers on every machine.
class Source {
 public:
  float next() {  // in [-1, 1)
    return static_cast<float>(static_cast<int32_t>(generator_() >> 8U) - (1 << 23)) * 0x1p-23F;
  }
  Values next(size_t count, float scale = 1) {
    Values values(count);
    for (float& value : values) value = scale * next();
    return values;
  }

 private:
  std::mt19937 generator_;  // C++ defines its numbers
};

class Checksum {
 public:
  void add(const Values& values) {
    crc_ = crc32(crc_, reinterpret_cast<const Bytef*>(values.data()),
                 static_cast<uInt>(values.size() * sizeof(float)));
  }
  uint32_t value() const { return static_cast<uint32_t>(crc_); }

 private:
  uLong crc_ = 0;
};

uint32_t checksum_products(const Kernels& kernels) {
  Source source;
  Checksum checksum;
  for (const int64_t depth : {1, 31, 1000}) {
    const Values rows = source.next(static_cast<size_t>(kBlock * depth));
    const Values panel = source.next(rows.size());
    Values product(kBlockElements);
    kernels.multiply(rows.data(), depth, kBlock, panel.data(), depth, product.data(), kBlock);
    checksum.add(product);
  }
  return checksum.value();
}

uint32_t checksum_activations(const Kernels& kernels) {
  Source source;
  Checksum checksum;
  for (const BlockActivation activation : {BlockActivation::kLeakyRelu, BlockActivation::kElu,
                                           BlockActivation::kSilu, BlockActivation::kTanh})
    for (const float scale : {0.1F, 1.0F, 100.0F}) {
      Values block = source.next(kBlockElements, scale);
      const Values bias = source.next(kBlock);
      Values slopes(kBlockElements);
      kernels.activate(block.data(), kBlock, bias.data(), activation, 0.2F, slopes.data());
      checksum.add(block);
      checksum.add(slopes);
      if (activation == BlockActivation::kSilu) continue;  // its slopes are stored
      Values gradients = source.next(kBlockElements);
      kernels.multiply_by_slope(gradients.data(), block.data(), activation, 0.2F);
      checksum.add(gradients);
    }
  return checksum.value();
}

uint32_t checksum_adam(const Kernels& kernels) {
  constexpr int64_t kCount = 1000;
  Source source;
  Values w = source.next(kCount), m = source.next(kCount), v = source.next(kCount);
  Values average = source.next(kCount);
  for (float& value : v) value *= value;
  const AdamTarget target{w.data(), m.data(),         v.data(), average.data(),
                          kCount,   /*copy=*/nullptr, 0};
  for (int step = 0; step < 20; ++step) {
    const AdamScalars scalars{0.5F, 0.999F, 0.5F, 0.001F, 2.5e-4F, 3.1F, 1e-8F, 0.01F};
    kernels.adam(source.next(kCount).data(), kCount, target, 1, kCount, scalars);
  }
  Checksum checksum;
  for (const Values& values : {w, m, v, average}) checksum.add(values);
  return checksum.value();
}

uint32_t checksum_sums(const Kernels& kernels) {
  Source source;
  Checksum checksum;
  for (const int64_t count : {5, 32, 1003}) {
    const Values values = source.next(static_cast<size_t>(count));
    checksum.add({kernels.sum(values.data(), count)});
  }
  return checksum.value();
}

class EachFloat32Table : public testing::TestWithParam<const Kernels*> {};

}  // namespace

TEST_P(EachFloat32Table, GivesTheBitsThatAllMachinesGive) {
  EXPECT_EQ(checksum_products(*GetParam()), 3469170502U);
  EXPECT_EQ(checksum_activations(*GetParam()), 232254171U);
  EXPECT_EQ(checksum_adam(*GetParam()), 3177024718U);
  EXPECT_EQ(checksum_sums(*GetParam()), 1295520200U);
}

INSTANTIATE_TEST_SUITE_P(Kernels, EachFloat32Table,
                         testing::ValuesIn(list_kernels(Precision::kFloat32)),
                         [](const auto& table) { return std::string(table.param->name); });

}  // namespace gan
