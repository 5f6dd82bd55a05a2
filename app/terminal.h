// The terminal behind standard error, if there is one: where lines can be rewritten.
#pragma once

#include <string>

namespace gan {

bool has_terminal();
size_t terminal_columns();  // 80 where it does not say
void write_to_terminal(const std::string& text);

void set_preview();    // from now on, samples are shown on the terminal each epoch
bool wants_preview();  // and there is a terminal to show them on

// A line that is rewritten while something takes its time, and gone when that is done.
class StageLine {
 public:
  StageLine() = default;
  ~StageLine();
  StageLine(const StageLine&) = delete;
  StageLine& operator=(const StageLine&) = delete;

  // Where there is no terminal, a plain line of its own; nothing if quiet.
  void show(const std::string& stage);

 private:
  bool is_shown_ = false;
};

}  // namespace gan
