// Records a training while it runs: messages, metrics, grids and checkpoints.
#pragma once

#include <memory>
#include <optional>

#include "app/terminal/progress.h"
#include "app/training/background.h"
#include "app/training/quality.h"
#include "app/training/signals.h"
#include "app/training/training.h"
#include "core/base/errors.h"
#include "core/output/event_log.h"
#include "core/output/metrics_log.h"

namespace gan {

// What a training needs besides its state. All of it must outlive the training.
struct RunContext {
  const TrainingData& data;
  const RunFolder& run;  // prepared
  TrainingSignals& signals;
  EventLog& events;
  const Session& session;
};

class Recorder {
 public:
  // Rewinds the run's metrics log to the state's position.
  // state  must outlive this object
  Recorder(const TrainState& state, const RunContext& context);

  // At step 0, writes the grids of real images and of the untrained generator. If quality is
  // measured, also records the metrics of real images.
  void begin();

  // After a rollback to the state's position: reports the reason, and saves, so that a resume
  // counts the rollback.
  // noticed_at  the step that the run had reached
  void begin_again(const DivergedError& error, int64_t noticed_at);

  // returns  whether to continue: false after a signal
  // throws   DivergedError at a sign of divergence, unless train.on_divergence is warn
  bool on_step(const StepReport& report);

  // Saves what is not saved yet and waits until all is on disk.
  // returns  0, or 128 + the signal's number if one stopped the training
  int finish();

 private:
  void on_divergence(const DivergenceSign& sign);
  torch::Tensor choose_real_images() const;  // uint8 [N, C, H, W]
  void write_grid();
  void write_real_values();
  void evaluate();

  // Saves the state in the background.
  // is_event  whether to record it as an event; the first save always is one
  void save(bool is_event = false);

  const TrainState& state_;
  const RunContext context_;
  const RunFolder& run_;  // context_.run
  const int64_t last_step_;
  const int64_t steps_per_epoch_;
  std::unique_ptr<Quality> quality_;    // null: not measured
  std::vector<double> best_by_values_;  // of evaluate.best_by so far
  MetricsLog metrics_;
  Background background_;
  Progress progress_;
  bool is_saved_ = false;   // the state as it is
  bool has_saved_ = false;  // any state
};

}  // namespace gan
