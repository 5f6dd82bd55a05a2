// metrics.jsonl: one JSON object a line, for any tool that reads lines.
//   step, epoch, images       where the run is
//   split                     "train": means since the line before
//                             "validation": means over the test set
//                             "evaluation": of samples, whose metrics then stand for the losses
//                             "real": the same metrics of real training images, once
//                             "divergence": a sign of it (core/train/divergence.h); with
//                             "rollbacks", the run went back from noticed_at to this step
//   loss.discriminator.true, loss.discriminator.false, loss.discriminator, loss.generator  in nats
//   loss.penalty              D's, where there is one
//   D(x), D(G(z))             mean probabilities
//   frechet, kid, precision, recall, density, coverage, class_kl    see core/evaluate
//   images_per_second, time   the clock's: the only columns that differ between equal runs
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/train/state.h"

namespace gan {

class MetricsLog {
 public:
  // Opens the log of a run that stands at `step` after so many rollbacks: lines of later steps and
  // rollbacks, which will be written again, and a line that a crash cut short, are dropped.
  // throws  Error as read_file and AtomicFile do
  MetricsLog(std::filesystem::path path, int64_t step, int64_t rollbacks);

  // images_per_second  0: not measured, left out
  void append(const std::string& split, const Position& position, const Averages& averages,
              double images_per_second);

  // sign  of a divergence; else empty
  void append(const std::string& split, const Position& position,
              const std::vector<std::pair<std::string, double>>& metrics,
              const std::string& sign = "");

  // After a rollback to `position`, the run's rollbacks-th.
  // noticed_at  the step where the sign was
  void append_rollback(const Position& position, int64_t rollbacks, int64_t noticed_at,
                       const std::string& sign);

  void sync() { file_.sync(); }

 private:
  AppendFile file_;
};

// The values of one metric in a log's lines of one split, in order.
std::vector<double> read_metric(const std::filesystem::path& log, const std::string& split,
                                const std::string& name);

}  // namespace gan
