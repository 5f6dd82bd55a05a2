// metrics.jsonl: one JSON object a line, for any tool that reads lines.
//   step, epoch, images       where the run is
//   split                     "train": means since the line before
//                             "validation": means over the test set
//                             "evaluation": of samples, whose metrics then stand for the losses
//                             "floor": the same metrics of real training images, once
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
  // Opens the log of a run that stands at `step`: lines of later steps, which will be written
  // again, and a line that a crash cut short, are dropped.
  // throws  Error as read_file and AtomicFile do
  MetricsLog(std::filesystem::path path, int64_t step);

  // images_per_second  0: not measured, left out
  void append(const std::string& split, const Position& position, const Averages& averages,
              double images_per_second);

  void append(const std::string& split, const Position& position,
              const std::vector<std::pair<std::string, double>>& metrics);

  void sync() { file_.sync(); }

 private:
  AppendFile file_;
};

// The values of one metric in a log's lines of one split, in order.
std::vector<double> read_metric(const std::filesystem::path& log, const std::string& split,
                                const std::string& name);

}  // namespace gan
