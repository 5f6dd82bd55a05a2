// The terminal behind standard error, if there is one: where lines can be rewritten.
#pragma once

#include <string>

#include "app/terminal/session.h"

namespace gan {

bool has_terminal();
size_t terminal_columns();  // 80 where it does not say
void write_to_terminal(const std::string& text);

// A line that is rewritten while something takes its time, and gone when that is done.
class StageLine {
 public:
  explicit StageLine(const Session& session) : session_(session) {}
  ~StageLine();
  StageLine(const StageLine&) = delete;
  StageLine& operator=(const StageLine&) = delete;

  // Where there is no terminal, a plain line of its own; nothing if quiet.
  void show(const std::string& stage);

 private:
  const Session& session_;
  bool is_shown_ = false;
};

}  // namespace gan
