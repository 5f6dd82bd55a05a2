// The terminal of standard error, if there is one. Its lines can be rewritten.
#pragma once

#include <string>

#include "app/terminal/session.h"

namespace gan {

bool has_terminal();
size_t terminal_columns();  // 80 if unknown
void write_to_terminal(const std::string& text);

// A line that shows the stage of a long operation, and is erased at the end.
class StageLine {
 public:
  explicit StageLine(const Session& session) : session_(session) {}
  ~StageLine();
  StageLine(const StageLine&) = delete;
  StageLine& operator=(const StageLine&) = delete;

  // Rewrites the line. Without a terminal, prints another line; if quiet, prints nothing.
  void show(const std::string& stage);

 private:
  const Session& session_;
  bool is_shown_ = false;
};

}  // namespace gan
