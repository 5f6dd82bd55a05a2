// Formats an evaluation for people and for programs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/evaluate/evaluate.h"

namespace gan {

// What was evaluated, and what it was compared with.
struct EvaluationSubject {
  struct JudgeOrigin {
    uint32_t crc32;
    bool was_cached;
  };

  std::filesystem::path source;
  std::optional<int64_t> step;  // of the checkpoint; a .npy has none
  std::optional<int64_t> seed;
  int64_t count = 0;
  std::filesystem::path against;
  std::optional<JudgeOrigin> judge;
};

// A table of at most 80 columns: each metric, its value for the samples and for real images (mean
// and standard deviation over sets of them), and which values are better. Where a value is infinite
// or NaN, it says that there is no figure, and why.
std::string format_table(const Evaluation& evaluation, const EvaluationSubject& subject,
                         const RealData& real);

// The whole evaluation as JSON. Where there is no figure, the value is null, and has a reason.
std::string format_json(const Evaluation& evaluation, const EvaluationSubject& subject,
                        const RealData& real);

}  // namespace gan
