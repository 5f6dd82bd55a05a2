#include "core/models/classes.h"

#include <algorithm>

namespace gan {
namespace {

// Draws classes. Each has a share of the numbers from 0 on.
class Lottery {
 public:
  Lottery(const ClassTable& table, ClassDraw draw) : ends_(table.counts) {
    if (draw == ClassDraw::kEven)
      for (int64_t& share : ends_) share = std::min<int64_t>(share, 1);
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
  }

  int64_t draw(Random& random) const {
    const auto number = static_cast<int64_t>(random.below(static_cast<uint64_t>(ends_.back())));
    return std::upper_bound(ends_.begin(), ends_.end(), number) - ends_.begin();
  }

 private:
  std::vector<int64_t> ends_;  // class c has the numbers from ends_[c - 1] to ends_[c] - 1
};

}  // namespace

std::vector<int64_t> ClassTable::with_images() const {
  std::vector<int64_t> classes;
  for (size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) classes.push_back(static_cast<int64_t>(i));
  return classes;
}

std::vector<std::string> ClassTable::names_of(const std::vector<int64_t>& classes) const {
  std::vector<std::string> result;
  for (const int64_t one : classes) result.push_back(names[static_cast<size_t>(one)]);
  return result;
}

torch::Tensor to_one_hot(const torch::Tensor& classes, int64_t count) {
  return classes.defined() ? torch::one_hot(classes, count).to(torch::kFloat32) : torch::Tensor();
}

torch::Tensor join_classes(const torch::Tensor& inputs, const torch::Tensor& one_hot) {
  return one_hot.defined() ? torch::cat({inputs, one_hot}, 1) : inputs;
}

torch::Tensor draw_classes(const ClassTable& table, ClassDraw draw, int64_t seed, Stream stream,
                           int64_t index, int64_t count) {
  if (table.size() == 0) return {};
  const Lottery lottery(table, draw);
  Random random(static_cast<uint64_t>(seed), stream, static_cast<uint64_t>(index));
  torch::Tensor classes = torch::empty({count}, torch::kInt64);
  std::generate_n(classes.data_ptr<int64_t>(), count, [&] { return lottery.draw(random); });
  return classes;
}

SampleClasses::SampleClasses(ClassTable table, ClassDraw draw, std::vector<int64_t> cycle)
    : table_(std::move(table)), draw_(draw), cycle_(std::move(cycle)) {}

torch::Tensor SampleClasses::draw(int64_t seed, int64_t first, int64_t count) const {
  if (table_.size() == 0) return {};
  const Lottery lottery(table_, draw_);
  torch::Tensor classes = torch::empty({count}, torch::kInt64);
  auto* const to = classes.data_ptr<int64_t>();
  for (int64_t i = 0; i < count; ++i) {
    const int64_t sample = first + i;
    Random random(static_cast<uint64_t>(seed), Stream::kSampleClasses,
                  static_cast<uint64_t>(sample));
    to[i] =
        cycle_.empty() ? lottery.draw(random) : cycle_[static_cast<size_t>(sample) % cycle_.size()];
  }
  return classes;
}

torch::Tensor SampleClasses::draw_one_hot(int64_t seed, int64_t first, int64_t count) const {
  return to_one_hot(draw(seed, first, count), table_.size());
}

}  // namespace gan
