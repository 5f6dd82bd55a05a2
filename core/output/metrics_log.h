// metrics.jsonl: one JSON object per line, for any tool that reads lines.
//   step, epoch, images       the position of the run
//   split                     "train": means since the previous such line
//                             "validation": means over the test set
//                             "evaluation": metrics of samples, instead of losses
//                             "real": the same metrics of real training images, once
//                             "divergence": a sign of divergence (core/train/divergence.h); with
//                             "rollbacks", the run went back from step noticed_at to this step
//   loss.discriminator.true, loss.discriminator.false, loss.discriminator, loss.generator  in nats
//   loss.penalty              D's penalty, if it has one
//   D(x), D(G(z))             mean probabilities
//   frechet, kid, precision, recall, density, coverage, modes, class_kl    see core/evaluate
//   images_per_second, time   from the clock: the only values that differ between equal runs
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/output/split.h"
#include "core/train/state.h"

namespace gan {

class MetricsLog {
 public:
  // Opens the log of a run at `step`, after this many rollbacks. Removes lines of later steps and
  // rollbacks, which will be written again, and a line that a crash cut short.
  // throws  Error as read_file and AtomicFile do
  MetricsLog(std::filesystem::path path, int64_t step, int64_t rollbacks);

  // images_per_second  0: not measured, and left out
  void append(Split split, const Position& position, const Averages& averages,
              double images_per_second);

  // sign  of divergence; "" if there is none
  void append(Split split, const Position& position,
              const std::vector<std::pair<std::string, double>>& metrics,
              const std::string& sign = "");

  // Logs a rollback to `position`.
  // rollbacks   of the run so far, including this one
  // noticed_at  the step at which the sign was found
  void append_rollback(const Position& position, int64_t rollbacks, int64_t noticed_at,
                       const std::string& sign);

  void sync() { file_.sync(); }

 private:
  AppendFile file_;
};

// The values of one metric in all lines of one split, in order.
std::vector<double> read_metric(const std::filesystem::path& log, Split split,
                                const std::string& name);

}  // namespace gan
