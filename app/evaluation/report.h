// An evaluation for a person, and for a program.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/evaluate/evaluate.h"

namespace gan {

// What was evaluated, and against what.
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

// A table of at most 80 columns: each metric, the samples' figure, that of real images in their
// place (mean and standard deviation over sets of them), and which way is better.
std::string format_table(const Evaluation& evaluation, const EvaluationSubject& subject,
                         const RealData& real);

// All of it as JSON.
std::string format_json(const Evaluation& evaluation, const EvaluationSubject& subject,
                        const RealData& real);

}  // namespace gan
