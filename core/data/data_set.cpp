#include "core/data/data_set.h"

#include "core/base/file.h"

namespace gan {

Labels make_labels(const torch::Tensor& numbers) {
  const auto [values, indices] = at::_unique(numbers.to(torch::kInt64), true, true);
  Labels labels{indices, {}, 1, 0};
  for (int64_t i = 0; i < values.size(0); ++i)
    labels.names.push_back(std::to_string(values[i].item<int64_t>()));
  labels.crc32 = crc32_of({static_cast<const char*>(indices.data_ptr()), indices.nbytes()});
  return labels;
}

torch::Tensor find_examples(const Labels& labels, const torch::Tensor& wanted) {
  std::vector<std::vector<int64_t>> images(static_cast<size_t>(labels.classes()));
  const auto values = labels.values.accessor<int64_t, 1>();
  for (int64_t i = 0; i < values.size(0); ++i) images[static_cast<size_t>(values[i])].push_back(i);
  std::vector<size_t> taken(images.size());
  torch::Tensor examples = torch::empty_like(wanted);
  for (int64_t i = 0; i < wanted.size(0); ++i) {
    const auto of = static_cast<size_t>(wanted[i].item<int64_t>());
    examples[i] = images[of][taken[of]++ % images[of].size()];
  }
  return examples;
}

}  // namespace gan
