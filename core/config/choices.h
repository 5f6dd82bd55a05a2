// The settings that are a choice among names: each has an enum, and the names in the order of its
// enumerators. No other code compares these names as text.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace gan {

enum class DeviceOption { kAuto, kCpu, kCuda };
constexpr std::array<const char*, 3> names_of(DeviceOption) { return {"auto", "cpu", "cuda"}; }

enum class EngineOption { kAuto, kAutograd, kFused, kGraph };
constexpr std::array<const char*, 4> names_of(EngineOption) {
  return {"auto", "autograd", "fused", "graph"};
}

enum class PrecisionOption { kFloat32, kBfloat16, kAuto };
constexpr std::array<const char*, 3> names_of(PrecisionOption) {
  return {"float32", "bfloat16", "auto"};
}

// Whether both networks see the class of an image.
enum class Condition { kNone, kClass };
constexpr std::array<const char*, 2> names_of(Condition) { return {"none", "class"}; }

enum class ChannelOption { kAuto, kGrey, kColour };
constexpr std::array<const char*, 3> names_of(ChannelOption) { return {"auto", "1", "3"}; }

enum class BackgroundColour { kBlack, kWhite };
constexpr std::array<const char*, 2> names_of(BackgroundColour) { return {"black", "white"}; }

// core/models/sampling.h defines each.
enum class ClassDraw { kFrequencies, kEven, kPaired };
constexpr std::array<const char*, 3> names_of(ClassDraw) {
  return {"frequencies", "even", "paired"};
}

enum class LatentDistribution { kNormal, kUniform };
constexpr std::array<const char*, 2> names_of(LatentDistribution) { return {"normal", "uniform"}; }

enum class Activation { kLeakyRelu, kRelu, kElu, kSilu, kTanh };
constexpr std::array<const char*, 5> names_of(Activation) {
  return {"leaky_relu", "relu", "elu", "silu", "tanh"};
}

enum class Normalization { kNone, kBatch };
constexpr std::array<const char*, 2> names_of(Normalization) { return {"none", "batch"}; }

enum class Init { kNormal, kHe, kXavier, kPytorch };
constexpr std::array<const char*, 4> names_of(Init) {
  return {"normal", "he", "xavier", "pytorch"};
}

// core/losses/objective.h defines each.
enum class Objective {
  kNonSaturating,
  kMinimax,
  kLeastSquares,
  kHinge,
  kWasserstein,
  kRelativistic,
};
constexpr std::array<const char*, 6> names_of(Objective) {
  return {"non_saturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic"};
}

enum class SmoothingSides { kTwo, kOne };
constexpr std::array<const char*, 2> names_of(SmoothingSides) { return {"two", "one"}; }

// core/losses/smoothed_labels.h defines each.
enum class LabelMode { kFixed, kRedrawn, kShared };
constexpr std::array<const char*, 3> names_of(LabelMode) { return {"fixed", "redrawn", "shared"}; }

enum class Schedule { kConstant, kLinear, kCosine };
constexpr std::array<const char*, 3> names_of(Schedule) { return {"constant", "linear", "cosine"}; }

enum class OnDivergence { kWarn, kStop, kRollBack };
constexpr std::array<const char*, 3> names_of(OnDivergence) {
  return {"warn", "stop", "roll_back"};
}

// What evaluation measures about samples; the table is in core/evaluate/metrics.cpp.
enum class Metric {
  kFrechet,
  kKid,
  kPrecision,
  kRecall,
  kDensity,
  kCoverage,
  kModes,
  kClassKl,
  kGanTest,
  kGanTrain,
  kNdb,
  kBinJs,
  kNearest,
  kNearestMedian,
  kNearestRatio,
  kCopies,
  kParzen,
};
constexpr std::array<const char*, 17> names_of(Metric) {
  return {"frechet",  "kid",    "precision", "recall",         "density",
          "coverage", "modes",  "class_kl",  "gan_test",       "gan_train",
          "ndb",      "bin_js", "nearest",   "nearest_median", "nearest_ratio",
          "copies",   "parzen"};
}

template <class Choice>
constexpr const char* name_of(Choice choice) {
  return names_of(choice).at(static_cast<size_t>(choice));
}

// nullopt if no enumerator has that name.
template <class Choice>
std::optional<Choice> find_choice(std::string_view name) {
  const auto names = names_of(Choice());
  for (size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) return static_cast<Choice>(i);
  return std::nullopt;
}

}  // namespace gan
