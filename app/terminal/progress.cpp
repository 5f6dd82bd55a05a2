#include "app/terminal/progress.h"

#include <algorithm>

#include "app/terminal/terminal.h"
#include "app/terminal/text.h"
#include "core/base/divide_up.h"

namespace gan {
namespace {

constexpr std::chrono::milliseconds kRedraw(100);

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

Progress::Progress(const TrainState& state, int64_t last_step, int64_t steps_per_epoch,
                   const Session& session)
    : state_(state),
      session_(session),
      last_step_(last_step),
      steps_per_epoch_(steps_per_epoch),
      begin_(state.position),
      mark_(state.position) {}

Progress::~Progress() { erase_bar(); }

void Progress::on_step(const StepReport& report) {
  constexpr double kMemory = 0.98;
  const auto smooth = [](double& mean, double value) {
    mean = mean == 0 ? value : kMemory * mean + (1 - kMemory) * value;
  };
  for (const StepResult& step : report.steps) {
    smooth(discriminator_loss_, step.real_loss + step.fake_loss);
    if (step.generator_loss) smooth(generator_loss_, *step.generator_loss);
  }

  const Position& position = state_.position;
  if (report.epoch) {
    const Clock::time_point now = Clock::now();
    std::string line = "epoch " + std::to_string(position.epoch) + "  " + summary(*report.epoch);
    if (report.validation)
      line += "  validation D " + format("%.4f", report.validation->discriminator_loss()) + " G " +
              format("%.4f", report.validation->mean(Averages::kGeneratorLoss));
    print(line + "  " + format("%.0f", session_images_per_second()) + " images/s  " +
          format_duration(seconds_between(epoch_time_, now)));
    epoch_time_ = now;
  } else if (report.window && !session_.shows_progress()) {
    print("step " + std::to_string(position.step) + "/" + std::to_string(last_step_) + "  " +
          summary(*report.window) + "  ETA " + remaining_time());
  }
  if (session_.shows_progress() && Clock::now() - drawn_time_ >= kRedraw) draw_bar();
}

void Progress::print(const std::string& line) {
  erase_bar();
  session_.print_info(line);
}

void Progress::warn(const std::string& line) {
  erase_bar();
  session_.print_warning(line);
}

void Progress::show(const std::string& lines) {
  erase_bar();
  write_to_terminal(lines);
}

double Progress::measure_images_per_second() {
  const Clock::time_point now = Clock::now();
  const double seconds = seconds_between(mark_time_, now);
  const auto images = static_cast<double>(state_.position.images - mark_.images);
  mark_ = state_.position;
  mark_time_ = now;
  return seconds > 0 ? images / seconds : 0;
}

std::string Progress::summary(const Averages& averages) const {
  return "D " + format("%.4f", averages.discriminator_loss()) + "  G " +
         format("%.4f", averages.mean(Averages::kGeneratorLoss)) + "  D(x) " +
         format("%.2f", averages.mean(Averages::kRealProbability)) + "  D(G(z)) " +
         format("%.2f", averages.mean(Averages::kFakeProbability));
}

double Progress::session_images_per_second() const {
  const double seconds = seconds_between(begin_time_, Clock::now());
  return seconds > 0 ? static_cast<double>(state_.position.images - begin_.images) / seconds : 0;
}

std::string Progress::remaining_time() const {
  const auto done = static_cast<double>(state_.position.step - begin_.step);
  const auto left = static_cast<double>(last_step_ - state_.position.step);
  return done > 0 ? format_duration(seconds_between(begin_time_, Clock::now()) / done * left) : "-";
}

void Progress::draw_bar() {
  constexpr size_t kMaxBar = 30;
  constexpr size_t kMinBar = 8;
  drawn_time_ = Clock::now();
  const size_t width = terminal_columns() - 1;  // a full last column would wrap
  const int64_t epochs = divide_up(last_step_, steps_per_epoch_);
  const int64_t epoch = std::min(state_.position.epoch + 1, epochs);
  const double done = static_cast<double>(state_.position.step) / static_cast<double>(last_step_);
  std::string line = "epoch " + std::to_string(epoch) + "/" + std::to_string(epochs) + " " +
                     format("%3.0f%%", 100 * done);
  for (const std::string& part :
       {"ETA " + remaining_time(),
        "D " + format("%.2f", discriminator_loss_) + " G " + format("%.2f", generator_loss_),
        format("%.0f images/s", session_images_per_second())}) {
    if (line.size() + 2 + part.size() <= width) line += "  " + part;
  }
  line = line.substr(0, width);
  const size_t room = width - line.size();
  if (room >= kMinBar + 3) {
    const size_t bar = std::min(kMaxBar, room - 3);
    const auto filled = static_cast<size_t>(done * static_cast<double>(bar));
    line = "[" + std::string(filled, '#') + std::string(bar - filled, '.') + "] " + line;
  }
  write_to_terminal("\r" + line + "\x1b[K");
  bar_is_shown_ = true;
}

void Progress::erase_bar() {
  if (bar_is_shown_) write_to_terminal("\r\x1b[K");
  bar_is_shown_ = false;
}

}  // namespace gan
