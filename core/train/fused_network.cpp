#include "core/train/fused_network.h"

namespace gan {

FusedNetwork::FusedNetwork(const Kernels& kernels, Team& team,
                           const NetworkDescription& description, Adam& adam)
    : kernels_(kernels), team_(team), adam_(adam) {
  int64_t panel_elements = 0;
  for (size_t i = 0; i < description.layers.size(); ++i) {
    layers_.emplace_back(kernels, description.layers[i], adam, i);
    const bool with_slopes = i > 0 && layers_[i - 1].stores_slopes();
    inputs_.emplace_back(kernels.precision, layers_[i].inputs(), with_slopes);
    gradients_.emplace_back(kernels.precision, layers_[i].outputs());
    panel_elements = std::max(panel_elements, layers_[i].panel_elements());
  }
  panels_ = torch::empty({team.size(), panel_elements});
}

// The calling thread's buffer for one packed panel.
float* FusedNetwork::panel() const {
  return panels_.data_ptr<float>() + Team::thread() * panels_.stride(0);
}

void FusedNetwork::resize(int64_t samples) {
  for (Features& features : inputs_) features.resize(samples);
  for (Gradients& gradients : gradients_) gradients.resize(samples);
  classes_.assign(static_cast<size_t>(samples), 0);
  noise_.assign(static_cast<size_t>(samples / kBlock), {});
}

void FusedNetwork::load(const torch::Tensor& rows, int64_t begin) {
  const float* const values = rows.data_ptr<float>();
  const int64_t width = rows.size(1);
  load(rows.size(0), begin, width, [&](int64_t block) { return values + block * kBlock * width; });
}

// Loads up to 32 rows as the input's samples of a block.
void FusedNetwork::load_block(const float* rows, int64_t stride, int64_t count, int64_t block) {
  alignas(64) float values[kBlockElements];
  const Features& features = input();
  const int64_t width = features.width();
  for (int64_t i = 0; i < features.feature_blocks(); ++i) {
    const int64_t feature = i * kBlock;
    kernels_.load_block(rows + feature, stride, count, std::min(kBlock, width - feature), values);
    kernels_.store_panel_transposed(values, features.sample_block_at(block, i));
    kernels_.store_panel(values, features.feature_block_at(i, block));
  }
}

void FusedNetwork::set_classes(const torch::Tensor& classes, int64_t begin) {
  if (!classes.defined()) return;
  const auto* const from = classes.data_ptr<int64_t>();
  std::transform(from, from + classes.size(0), classes_.begin() + begin * kBlock,
                 [](int64_t value) { return static_cast<int32_t>(value); });
}

void FusedNetwork::set_noise(BlockRange blocks, const NoisePass* pass, int64_t sample) {
  for (int64_t block = blocks.begin; block < blocks.end; ++block)
    noise_[static_cast<size_t>(block)] = {pass, sample + (block - blocks.begin) * kBlock};
}

void FusedNetwork::forward(Features& outputs, int64_t begin, bool keep) {
  for (size_t i = 0; i < layers_.size(); ++i) {
    const bool is_last = i + 1 == layers_.size();
    const Features& x = inputs_[i];
    Features& y = is_last ? outputs : inputs_[i + 1];
    team_.for_each(layers_[i].forward_tasks(x.sample_blocks()), [&](int64_t task) {
      layers_[i].forward(task, {0, x.sample_blocks()}, x, classes_.data(), noise_.data(), y,
                         is_last ? begin : 0, keep || is_last);
    });
  }
}

void FusedNetwork::forward_to_logits(BlockRange blocks, float* logits) {
  for (size_t i = 0; i < layers_.size(); ++i)
    team_.for_each(layers_[i].forward_tasks(blocks.count()), [&](int64_t task) {
      if (i + 1 == layers_.size())
        layers_[i].forward_to_logits(blocks.begin + task, inputs_[i], classes_.data(), logits);
      else
        layers_[i].forward(task, blocks, inputs_[i], classes_.data(), noise_.data(), inputs_[i + 1],
                           blocks.begin, true);
    });
}

void FusedNetwork::store_logit_gradients(BlockRange blocks, const float* gradients) {
  Gradients& top = output_gradients();
  for (int64_t begin = blocks.begin * kBlock; begin < blocks.end * kBlock; begin += kBlock) {
    alignas(64) float block[kBlockElements];
    kernels_.load_block(gradients + begin - blocks.begin * kBlock, 1, kBlock, 1, block);
    kernels_.store_rows(block, top.at(begin, 0), top.stride());
    kernels_.store_rows_transposed(block, top.transposed_at(0, begin), top.transposed_stride());
  }
}

void FusedNetwork::backward(BlockRange blocks, int64_t begin) {
  for (size_t i = layers_.size() - 1; i > 0; --i)
    team_.for_each(layers_[i].backward_tasks(), [&](int64_t task) {
      layers_[i].backward(task, gradients_[i], blocks, inputs_[i], begin, layers_[i - 1], panel(),
                          gradients_[i - 1]);
    });
}

// A layer's weights must not change before the gradient of its input is computed from them, so its
// update runs together with the tasks of the layer below.
void FusedNetwork::descend(int64_t sample_blocks, const AdamOptions& options) {
  const BlockRange blocks{0, sample_blocks};
  const int64_t bias_samples = sample_blocks * kBlock;
  const AdamScalars scalars = adam_.advance(options);
  const auto update = [&](size_t i, int64_t task) {
    layers_[i].update(task, gradients_[i], inputs_[i], classes_.data(), bias_samples,
                      layers_[i].adam_sink(scalars));
  };
  for (size_t i = layers_.size(); i-- > 0;) {
    // The updates, which are smaller tasks, come last, so that no thread waits long for another.
    const int64_t first = i > 0 ? layers_[i].backward_tasks() : layers_[i].update_tasks(inputs_[i]);
    const int64_t updates =
        i + 1 < layers_.size() ? layers_[i + 1].update_tasks(inputs_[i + 1]) : 0;
    team_.for_each(first, updates, [&](int64_t task) {
      if (task >= first)
        update(i + 1, task - first);
      else if (i > 0)
        layers_[i].backward(task, gradients_[i], blocks, inputs_[i], 0, layers_[i - 1], panel(),
                            gradients_[i - 1]);
      else
        update(i, task);
    });
  }
}

void FusedNetwork::backward_to(FusedNetwork& below, BlockRange blocks) {
  team_.for_each(layers_[0].backward_tasks(), [&](int64_t task) {
    layers_[0].backward(task, gradients_[0], blocks, inputs_[0], 0, below.last_layer(), panel(),
                        below.output_gradients());
  });
}

void FusedNetwork::backward_to_rows(BlockRange blocks, float* rows, int64_t stride) {
  team_.for_each(layers_[0].backward_tasks(), [&](int64_t task) {
    layers_[0].backward_to_rows(task, gradients_[0], blocks, panel(), rows, stride);
  });
}

void FusedNetwork::push_forward(BlockRange to, int64_t begin) {
  for (size_t i = 0; i + 1 < layers_.size(); ++i)
    team_.for_each(layers_[i].forward_tasks(to.count()), [&](int64_t task) {
      layers_[i].push_forward(task, inputs_[i], to, inputs_[i + 1], begin);
    });
}

}  // namespace gan
