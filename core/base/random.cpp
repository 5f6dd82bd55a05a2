#include "core/base/random.h"

#include <cmath>
#include <numeric>
#include <utility>

namespace gan {

uint64_t Random::below(uint64_t bound) {
  constexpr uint64_t kRange = uint64_t{1} << 32;
  const uint64_t accepted = kRange - kRange % bound;  // the largest multiple of bound
  uint64_t value;
  do {
    value = engine_();
  } while (value >= accepted);
  return value % bound;
}

std::vector<int64_t> Random::permutation(int64_t count) {
  std::vector<int64_t> indices(static_cast<size_t>(count));
  std::iota(indices.begin(), indices.end(), int64_t{0});
  for (size_t i = indices.size(); i > 1; --i) std::swap(indices[i - 1], indices[below(i)]);
  return indices;
}

float Random::uniform_open_closed() { return static_cast<float>((engine_() >> 8) + 1) * 0x1p-24F; }

void Random::fill_uniform(float* values, int64_t count, float low, float high) {
  for (int64_t i = 0; i < count; ++i) values[i] = high - uniform_open_closed() * (high - low);
}

void Random::fill_normal(float* values, int64_t count) {
  constexpr float kTwoPi = 6.28318530717958647692F;
  for (int64_t i = 0; i < count; i += 2) {
    const float radius = std::sqrt(-2.0F * std::log(uniform_open_closed()));
    const float angle = kTwoPi * uniform_open_closed();
    values[i] = radius * std::cos(angle);
    if (i + 1 < count) values[i + 1] = radius * std::sin(angle);
  }
}

}  // namespace gan
