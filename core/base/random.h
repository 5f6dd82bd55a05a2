// Random numbers by address. A number is a pure function of (seed, stream, index, position), by the
// counter-based generator Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as
// 1, 2, 3"). There is no state to save: a step's number alone gives its draws again after a resume.
#pragma once

// Under CUDA's compiler, the second needs the first.
// clang-format off
#include <c10/util/Exception.h>
#include <ATen/core/PhiloxRNGEngine.h>
// clang-format on

#include <cstdint>
#include <vector>

namespace gan {

// What a draw is for; part of its address. Never renumber these: a resumed run must draw the same.
enum class Stream : uint64_t {
  kGeneratorWeights = 1,
  kDiscriminatorWeights = 2,
  kShuffle = 3,
  kLabels = 4,
  kDiscriminatorLatents = 5,
  kGeneratorLatents = 6,
  kValidationDiscriminatorLatents = 7,
  kValidationGeneratorLatents = 8,
  kSamples = 9,
  kDiscriminatorNoise = 10,
  kDiscriminatorShifts = 11,
  kGeneratorShifts = 12,
  kValidationLabels = 13,
  kDiscriminatorClasses = 14,
  kGeneratorClasses = 15,
  kValidationDiscriminatorClasses = 16,
  kValidationGeneratorClasses = 17,
  kSampleClasses = 18,
  kMirror = 19,
  kJudgeWeights = 20,
  kJudgeShuffle = 21,
  kEvaluation = 22,
  kSplit = 23,
  kStack = 24,
};

// The sequence at one address. Streams and indices never overlap.
class Random {
 public:
  // index     in [0, 2^56): the step, epoch, layer, draw or sample that needs the numbers
  // position  in the sequence, of the first number to draw; normal numbers come in pairs
  Random(uint64_t seed, Stream stream, uint64_t index, uint64_t position = 0)
      : engine_(seed, static_cast<uint64_t>(stream) << 56 | index, position / kAtOnce) {
    for (uint64_t i = 0; i < position % kAtOnce; ++i) engine_();
  }

  // An unbiased whole number in [0, bound); bound in [1, 2^32].
  uint64_t below(uint64_t bound);

  // 0 .. count-1 in random order (Fisher-Yates).
  std::vector<int64_t> permutation(int64_t count);

  // Fill `count` values. uniform: [low, high). normal: N(0, 1), by the Box-Muller transform.
  void fill_uniform(float* values, int64_t count, float low, float high);
  void fill_normal(float* values, int64_t count);

 private:
  static constexpr uint64_t kAtOnce = 4;  // numbers that Philox4x32 makes

  float uniform_open_closed();  // (0, 1], 24 bits

  at::philox_engine engine_;
};

}  // namespace gan
