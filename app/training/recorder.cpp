#include "app/training/recorder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/terminal/preview.h"
#include "app/terminal/terminal.h"
#include "app/terminal/text.h"
#include "core/evaluate/metrics.h"
#include "core/models/sampling.h"
#include "core/output/run_checkpoints.h"
#include "core/pictures/image_grid.h"
#include "core/pictures/png.h"

namespace gan {
namespace {

std::string describe(const std::vector<std::pair<std::string, double>>& metrics) {
  std::string line;
  for (const auto& [name, value] : metrics) {
    line += (line.empty() ? "" : "  ") + name + format(" %.4g", value);
  }
  return line;
}

}  // namespace

Recorder::Recorder(const TrainState& state, const RunContext& context)
    : state_(state),
      context_(context),
      run_(context.run),
      last_step_(last_step(state.config, context.data.train.count())),
      steps_per_epoch_(steps_per_epoch(state.config, context.data.train.count())),
      quality_(context.data.judged
                   ? std::make_unique<Quality>(*context.data.judged, state.config, context.session)
                   : nullptr),
      metrics_(run_.metrics(), state.position.step, state.rollbacks),
      progress_(state, last_step_, steps_per_epoch_, context.session) {
  if (quality_)
    best_by_values_ =
        read_metric(run_.metrics(), Split::kEvaluation, name_of(state.config.evaluate.best_by));
}

void Recorder::begin() {
  if (quality_) write_real_values();
  const Config::Samples& options = state_.config.samples;
  if (state_.position.step > 0 || options.every_epochs == 0) return;
  write_png(run_.real_grid(),
            make_grid(choose_real_images(), options.columns, options.padding, options.scale));
  write_grid();
}

// The first training images; with condition class, those of a column are of one class, as in the
// grids of samples.
torch::Tensor Recorder::choose_real_images() const {
  const Config::Samples& options = state_.config.samples;
  const DataSet& training = context_.data.train;
  const int64_t count = options.rows * options.columns;
  if (state_.classes.size() == 0)
    return training.images.pixels.narrow(0, 0, std::min(count, training.count())).contiguous();
  const torch::Tensor wanted = grid_classes(state_).draw(options.seed, 0, count);
  return training.images.pixels.index_select(0, find_examples(*training.labels, wanted));
}

void Recorder::begin_again(const DivergedError& error, int64_t noticed_at) {
  const Position& position = state_.position;
  const std::string why = error.what();
  const std::string what = "goes back to step " + std::to_string(position.step) +
                           " and continues with other random numbers, rollback " +
                           std::to_string(state_.rollbacks) + " of " +
                           std::to_string(state_.config.train.max_rollbacks);
  progress_.print(run_.path().string() + ": " + why);
  progress_.print(run_.path().string() + ": " + what);
  context_.events.append(RunEvent::kRollBack, position.step, why + "; " + what);
  metrics_.append_rollback(position, state_.rollbacks, noticed_at, error.sign());
  save();
  background_.wait();
}

bool Recorder::on_step(const StepReport& report) {
  const Config& config = state_.config;
  const Position& position = state_.position;
  is_saved_ = false;
  background_.check();
  progress_.on_step(report);
  if (report.window)
    metrics_.append(Split::kTrain, position, *report.window, progress_.measure_images_per_second());
  if (report.divergence) on_divergence(*report.divergence);
  if (report.validation) metrics_.append(Split::kValidation, position, *report.validation, 0);
  if (is_due(position, config.samples.every_epochs, 0)) write_grid();
  if (quality_ && is_due(position, config.evaluate.every_epochs, 0)) evaluate();
  const bool is_stopping = context_.signals.stop() != 0;
  const bool is_asked = context_.signals.take_save_request();
  if (is_asked)
    progress_.print("saves a checkpoint at step " + std::to_string(position.step) + " (SIGUSR1)");
  if (is_stopping || is_asked || position.step == last_step_ ||
      is_due(position, config.checkpoint.every_epochs, config.checkpoint.every_steps))
    save(is_asked);
  return !is_stopping;
}

int Recorder::finish() {
  const Position& position = state_.position;
  const std::string folder = run_.path().string();
  if (!is_saved_) save();
  background_.wait();
  if (position.step < last_step_) {
    const std::string what =
        "stopped at step " + std::to_string(position.step) + " of " + std::to_string(last_step_);
    context_.events.append(RunEvent::kStop, position.step, what);
    progress_.print(what + "; to continue: gan-train resume " + shell_quoted(folder));
    return 128 + context_.signals.stop();
  }
  context_.events.append(RunEvent::kDone, position.step, "done");
  progress_.print(folder + ": done; the grids are in " + run_.samples().string());
  return 0;
}

void Recorder::on_divergence(const DivergenceSign& sign) {
  const std::string what =
      sign.what + ", noticed at step " + std::to_string(state_.position.step) + " as " + sign.name;
  if (state_.config.train.on_divergence != OnDivergence::kWarn)
    throw DivergedError(sign.name, what);
  metrics_.append(Split::kDivergence, state_.position, {}, sign.name);
  context_.events.append(RunEvent::kWarn, state_.position.step, what);
  progress_.warn(what + "; the training may have diverged (train.on_divergence)");
}

// Makes the samples now; the grid is drawn and written in the background.
void Recorder::write_grid() {
  const Config::Samples options = state_.config.samples;
  const torch::Tensor images =
      make_samples(state_.sampled_generator(), state_.config.generator, grid_classes(state_),
                   options.seed, 0, options.rows * options.columns);
  if (context_.session.shows_preview())
    progress_.show(format_preview(to_pixels(images), static_cast<int64_t>(terminal_columns()),
                                  choose_preview_style()));
  background_.submit([images, options, path = run_.grid(state_.position.epoch)] {
    write_png(path, make_grid(to_pixels(images), options.columns, options.padding, options.scale));
  });
}

// Records the metrics of real images once per run, for comparison with the evaluations.
void Recorder::write_real_values() {
  if (!read_metric(run_.metrics(), Split::kReal, name_of(Metric::kFrechet)).empty()) return;
  const auto values = quality_->measure_real();
  if (values.empty()) return;
  metrics_.append(Split::kReal, state_.position, values);
  progress_.print("real images  " + describe(values));
}

void Recorder::evaluate() {
  const auto measured = quality_->measure(state_);
  metrics_.append(Split::kEvaluation, state_.position, measured);
  const Metric best_by = state_.config.evaluate.best_by;
  const double value = std::find_if(measured.begin(), measured.end(), [&](const auto& metric) {
                         return metric.first == name_of(best_by);
                       })->second;
  const bool is_best =
      std::isfinite(value) &&
      std::all_of(best_by_values_.begin(), best_by_values_.end(),
                  [&](double before) { return is_better(best_by, value, before); });
  if (std::isfinite(value)) best_by_values_.push_back(value);  // as read from metrics.jsonl
  progress_.print("epoch " + std::to_string(state_.position.epoch) + "  " + describe(measured) +
                  (is_best ? "  best" : ""));
  if (!is_best) return;
  background_.wait();  // as in save()
  background_.submit(
      [path = run_.best_checkpoint(), snapshot = Snapshot(state_)] { snapshot.save(path); });
}

void Recorder::save(bool is_event) {
  is_event |= !std::exchange(has_saved_, true);
  background_.wait();  // with a second copy of the state, memory could run out
  background_.submit([this, is_event, step = state_.position.step, snapshot = Snapshot(state_)] {
    metrics_.sync();
    snapshot.save(run_.checkpoint(step));
    if (is_event) context_.events.append(RunEvent::kSave, step, "saved a checkpoint");
    prune_checkpoints(run_, step, state_.config.checkpoint, steps_per_epoch_);
  });
  is_saved_ = true;
}

}  // namespace gan
