// Shows the progress of a training: a bar on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <string>

#include "app/terminal/session.h"
#include "core/train/train.h"

namespace gan {

class Progress {
 public:
  // last_step, steps_per_epoch  as in train.h
  // state, session              must outlive this object
  Progress(const TrainState& state, int64_t last_step, int64_t steps_per_epoch,
           const Session& session);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void on_step(const StepReport& report);
  void print(const std::string& line);  // above the bar
  void warn(const std::string& line);   // likewise
  void show(const std::string& lines);  // likewise, only on the terminal

  // The speed since the previous call.
  double measure_images_per_second();

 private:
  using Clock = std::chrono::steady_clock;

  std::string summary(const Averages& averages) const;
  std::string remaining_time() const;
  double session_images_per_second() const;
  void draw_bar();
  void erase_bar();

  const TrainState& state_;
  const Session& session_;
  int64_t last_step_;
  int64_t steps_per_epoch_;
  bool bar_is_shown_ = false;
  double discriminator_loss_ = 0;  // smoothed for display
  double generator_loss_ = 0;
  Position begin_;
  Position mark_;
  Clock::time_point begin_time_ = Clock::now();
  Clock::time_point mark_time_ = begin_time_;
  Clock::time_point epoch_time_ = begin_time_;
  Clock::time_point drawn_time_{};
};

}  // namespace gan
