// Compares every table that this processor can run with plain computations in double.
#include "core/kernels/kernels.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace gan {
namespace {

using torch::indexing::Slice;

class EachTable : public testing::TestWithParam<const Kernels*> {
 protected:
  const Kernels& kernels() const { return *GetParam(); }
  bool is_bfloat16() const { return kernels().precision == Precision::kBfloat16; }
  torch::ScalarType type() const { return is_bfloat16() ? torch::kBFloat16 : torch::kFloat32; }

  // Random values that this precision holds exactly.
  torch::Tensor random(torch::IntArrayRef shape) const { return torch::randn(shape).to(type()); }

  // [K, 32] as a panel.
  torch::Tensor as_panel(const torch::Tensor& columns) const {
    if (!is_bfloat16()) return columns.contiguous();
    return columns.view({columns.size(0) / 2, 2, kBlock}).transpose(1, 2).contiguous();
  }

  torch::Tensor from_panel(const torch::Tensor& panel) const {
    if (!is_bfloat16()) return panel;
    return panel.view({-1, kBlock, 2}).transpose(1, 2).reshape({-1, kBlock});
  }

  void SetUp() override { torch::manual_seed(1); }
};

double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

float* floats(torch::Tensor& tensor) { return tensor.data_ptr<float>(); }

}  // namespace

TEST_P(EachTable, MultipliesRowsByAPanel) {
  for (const int64_t rows : {1, 2, 7, 8, 9, 25, 32})
    for (const int64_t depth : {2, 4, 34, 100, 784}) {
      // In bfloat16 both operands are padded with zeros, which AMX reads.
      const int64_t padded = is_bfloat16() ? round_up_to_block(depth) : depth;
      const int64_t stride = padded + 6;
      const torch::Tensor a = random({rows, stride});
      a.slice(1, depth, padded).zero_();
      torch::Tensor b = torch::zeros({padded, kBlock}, type());
      b.narrow(0, 0, depth).copy_(random({depth, kBlock}));
      torch::Tensor product = torch::full({kBlock + 1, kBlock + 3}, 7.0F);
      kernels().multiply(a.data_ptr(), stride, rows, as_panel(b).data_ptr(), depth, floats(product),
                         kBlock + 3);
      const torch::Tensor expected =
          a.to(torch::kFloat64).narrow(1, 0, padded).mm(b.to(torch::kFloat64));
      EXPECT_LE(largest_difference(product.index({Slice(0, rows), Slice(0, kBlock)}), expected),
                1e-5 * std::sqrt(static_cast<double>(depth)))
          << rows << " rows, depth " << depth;
      EXPECT_TRUE((product.narrow(1, kBlock, 3) == 7).all().item<bool>());
      EXPECT_TRUE((product[kBlock] == 7).all().item<bool>());
    }
}

TEST_P(EachTable, ReadsAndWritesAtAnyAddress) {
  const torch::Tensor a = torch::ones({8 * 64 + 1}, type());
  const torch::Tensor b = torch::ones({64 * kBlock + 1}, type());
  torch::Tensor product = torch::zeros({8 * kBlock + 1});
  const int64_t bytes = bytes_of(kernels().precision);
  kernels().multiply(static_cast<char*>(a.data_ptr()) + bytes, 64, 8,
                     static_cast<char*>(b.data_ptr()) + bytes, 64, floats(product) + 1, kBlock);
  EXPECT_TRUE((product.narrow(0, 1, 8 * kBlock) == 64).all().item<bool>());
}

TEST_P(EachTable, ActivatesAsTorchDoes) {
  const torch::Tensor bias = torch::randn({kBlock});
  const auto sigmoid = [](const torch::Tensor& x) { return x.sigmoid(); };
  for (const double scale : {0.01, 1.0, 30.0, 1000.0}) {
    const torch::Tensor given = scale * torch::randn({kBlock, kBlock});
    const torch::Tensor x = given + bias.view({kBlock, 1});
    const torch::Tensor exact = x.to(torch::kFloat64);
    const torch::Tensor one = torch::ones_like(exact);
    struct Expected {
      BlockActivation activation;
      torch::Tensor values;
      torch::Tensor slopes;
    };
    const std::vector<Expected> expected = {
        {BlockActivation::kNone, exact, one},
        {BlockActivation::kLeakyRelu, torch::leaky_relu(exact, 0.2F),
         torch::where(exact > 0, one, 0.2F * one)},
        {BlockActivation::kElu, torch::elu(exact), torch::where(exact > 0, one, exact.exp())},
        {BlockActivation::kSilu, exact * sigmoid(exact),
         sigmoid(exact) * (1 + exact * (1 - sigmoid(exact)))},
        {BlockActivation::kTanh, torch::tanh(exact), 1 - torch::tanh(exact).square()},
    };
    for (const auto& [activation, values, expected_slopes] : expected) {
      torch::Tensor block = given.clone();
      torch::Tensor slopes = torch::zeros({kBlock, kBlock});
      kernels().activate(floats(block), 30, bias.data_ptr<float>(), activation, 0.2F,
                         floats(slopes));
      const torch::Tensor bound = 3e-7 * values.abs().clamp_min(1);
      EXPECT_TRUE(((block - values).abs() <= bound).narrow(0, 0, 30).all().item<bool>())
          << static_cast<int>(activation) << " at scale " << scale;
      EXPECT_TRUE((block.narrow(0, 30, 2) == 0).all().item<bool>());
      EXPECT_LE(largest_difference(slopes.narrow(0, 0, 30), expected_slopes.narrow(0, 0, 30)),
                1e-6 * std::max(1.0, scale));
    }
  }
}

TEST_P(EachTable, KeepsNan) {
  const torch::Tensor bias = torch::zeros({kBlock});
  for (const BlockActivation activation :
       {BlockActivation::kNone, BlockActivation::kLeakyRelu, BlockActivation::kElu,
        BlockActivation::kSilu, BlockActivation::kTanh}) {
    torch::Tensor block = torch::zeros({kBlock, kBlock});
    block[3][5] = std::nanf("");
    kernels().activate(floats(block), kBlock, bias.data_ptr<float>(), activation, 0, nullptr);
    EXPECT_TRUE(block[3][5].isnan().item<bool>()) << static_cast<int>(activation);
    EXPECT_EQ(block.isnan().sum().item<int64_t>(), 1);
  }
}

TEST_P(EachTable, MultipliesBySlopesAsAutogradDoes) {
  const torch::Tensor gradient = torch::randn({kBlock, kBlock});
  for (const BlockActivation activation : {BlockActivation::kNone, BlockActivation::kLeakyRelu,
                                           BlockActivation::kElu, BlockActivation::kTanh}) {
    // Outputs that this precision holds exactly, and the slopes there.
    const torch::Tensor outputs = (torch::rand({kBlock, kBlock}) * 1.8 - 0.9).to(type());
    const torch::Tensor y = outputs.to(torch::kFloat64);
    torch::Tensor slope = torch::ones_like(y);
    if (activation == BlockActivation::kLeakyRelu) slope = torch::where(y > 0, 1.0, 0.2F);
    if (activation == BlockActivation::kElu) slope = torch::where(y > 0, slope, y + 1);
    if (activation == BlockActivation::kTanh) slope = 1 - y * y;
    const torch::Tensor panel = as_panel(outputs);
    torch::Tensor block = gradient.clone();
    kernels().multiply_by_slope(floats(block), panel.data_ptr(), activation, 0.2F);
    EXPECT_LE(largest_difference(block, gradient * slope), 1e-6) << static_cast<int>(activation);
  }
}

TEST_P(EachTable, LaysBlocksDown) {
  torch::Tensor block = torch::randn({kBlock, kBlock});
  const torch::Tensor rounded = block.to(type());
  torch::Tensor panel = torch::zeros({kBlock, kBlock}, type());
  kernels().store_panel(floats(block), panel.data_ptr());
  EXPECT_TRUE(torch::equal(from_panel(panel), rounded));
  torch::Tensor read_back = torch::zeros({kBlock, kBlock});
  kernels().load_panel(panel.data_ptr(), floats(read_back));
  EXPECT_TRUE(torch::equal(read_back, rounded.to(torch::kFloat32)));
  kernels().store_panel_transposed(floats(block), panel.data_ptr());
  EXPECT_TRUE(torch::equal(from_panel(panel), rounded.t()));

  torch::Tensor rows = torch::full({kBlock, 40}, 3, type());
  kernels().store_rows(floats(block), rows.data_ptr(), 40);
  EXPECT_TRUE(torch::equal(rows.narrow(1, 0, kBlock), rounded));
  kernels().store_rows_transposed(floats(block), rows.data_ptr(), 40);
  EXPECT_TRUE(torch::equal(rows.narrow(1, 0, kBlock), rounded.t()));
  EXPECT_TRUE((rows.narrow(1, kBlock, 8) == 3).all().item<bool>());

  const torch::Tensor source = torch::randn({20, 50});
  kernels().load_block(source.data_ptr<float>() + 3, 50, 20, 17, floats(block));
  torch::Tensor expected = torch::zeros({kBlock, kBlock});
  expected.index_put_({Slice(0, 20), Slice(0, 17)}, source.narrow(1, 3, 17));
  EXPECT_TRUE(torch::equal(block, expected));
}

TEST_P(EachTable, PacksAPanelWithZerosAround) {
  for (const int64_t depth : {1, 2, 31, 33, 64})
    for (const int64_t columns : {1, 20, 32}) {
      const torch::Tensor rows = random({depth, 50});
      const int64_t padded = round_up_to_block(depth);
      torch::Tensor panel = torch::full({padded, kBlock}, 9, type());
      kernels().pack_panel(rows.data_ptr(), 50, depth, columns, panel.data_ptr());
      torch::Tensor expected = torch::zeros({padded, kBlock}, type());
      expected.index_put_({Slice(0, depth), Slice(0, columns)}, rows.narrow(1, 0, columns));
      EXPECT_TRUE(torch::equal(from_panel(panel), expected)) << depth << " x " << columns;
    }
}

TEST_P(EachTable, RoundsToBfloat16AsTorchDoes) {
  const float inf = std::numeric_limits<float>::infinity();
  const torch::Tensor values =
      torch::cat({torch::randn({100}), torch::tensor({0.0F, -0.0F, inf, -inf, 1e-40F, 3.4e38F,
                                                      1.00390625F, 1.01171875F, std::nanf("")})});
  torch::Tensor rounded = torch::empty({values.numel()}, torch::kBFloat16);
  kernels().to_bfloat16(values.data_ptr<float>(), values.numel(),
                        static_cast<uint16_t*>(rounded.data_ptr()));
  EXPECT_TRUE(torch::equal(rounded.view(torch::kInt16).narrow(0, 0, 108),
                           values.to(torch::kBFloat16).view(torch::kInt16).narrow(0, 0, 108)));
  EXPECT_TRUE(std::isnan(rounded[108].item<float>()));
}

TEST_P(EachTable, AddsUp) {
  for (const int64_t count : {1, 31, 32, 100}) {
    const torch::Tensor values = random({count});
    EXPECT_NEAR(kernels().sum(values.data_ptr(), count),
                values.to(torch::kFloat64).sum().item<double>(), 1e-5);
  }
}

TEST_P(EachTable, TakesTheAdamStepOfKingmaAndBaAndKeepsAnAverageAndABfloat16Copy) {
  const int64_t rows = 3, columns = 37, stride = 41;
  torch::Tensor w = torch::randn({rows, stride}), m = torch::randn({rows, stride});
  torch::Tensor v = torch::rand({rows, stride}), g = torch::randn({rows, stride});
  const torch::Tensor m_after = 0.5 * m + 0.5 * g;
  const torch::Tensor v_after = 0.75 * v + 0.25 * g * g;
  const torch::Tensor w_after = w - 0.1 * m_after / (v_after.sqrt() * 2 + 0.01);
  const torch::Tensor w_before = w.clone();
  torch::Tensor average = torch::randn({rows, stride});
  const torch::Tensor average_before = average.clone();
  torch::Tensor copy = torch::zeros({rows, 40}, torch::kBFloat16);
  kernels().adam(g.data_ptr<float>(), stride,
                 {floats(w), floats(m), floats(v), floats(average), stride,
                  static_cast<uint16_t*>(copy.data_ptr()), 40},
                 rows, columns, {0.5F, 0.75F, 0.5F, 0.25F, 0.1F, 2.0F, 0.01F, 0.3F});
  const auto taken = [&](const torch::Tensor& t) { return t.narrow(1, 0, columns); };
  EXPECT_LE(largest_difference(taken(m), taken(m_after)), 1e-6);
  EXPECT_LE(largest_difference(taken(v), taken(v_after)), 1e-6);
  EXPECT_LE(largest_difference(taken(w), taken(w_after)), 1e-6);
  EXPECT_TRUE(torch::equal(w.narrow(1, columns, 4), w_before.narrow(1, columns, 4)));
  EXPECT_LE(largest_difference(taken(average), taken(average_before + 0.3 * (w - average_before))),
            1e-6);
  EXPECT_TRUE(torch::equal(average.narrow(1, columns, 4), average_before.narrow(1, columns, 4)));
  EXPECT_TRUE(torch::equal(taken(copy), taken(w).to(torch::kBFloat16)));
  EXPECT_TRUE((copy.narrow(1, columns, 3) == 0).all().item<bool>());
}

INSTANTIATE_TEST_SUITE_P(Float32, EachTable, testing::ValuesIn(list_kernels(Precision::kFloat32)),
                         [](const auto& table) { return std::string(table.param->name); });
INSTANTIATE_TEST_SUITE_P(Bfloat16, EachTable, testing::ValuesIn(list_kernels(Precision::kBfloat16)),
                         [](const auto& table) { return std::string(table.param->name); });

}  // namespace gan
