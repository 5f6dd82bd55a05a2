#include "app/terminal/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace gan {

bool has_terminal() {
  const char* const term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && term && std::string_view(term) != "dumb";
}

size_t terminal_columns() {
  winsize size{};
  const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : 80;
}

void write_to_terminal(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

StageLine::~StageLine() {
  if (is_shown_) write_to_terminal("\r\x1b[K");
}

void StageLine::show(const std::string& stage) {
  if (session_.is_quiet()) return;
  if (!session_.shows_progress()) return session_.print_info(stage);
  write_to_terminal("\r" + stage.substr(0, terminal_columns() - 1) + "\x1b[K");
  is_shown_ = true;
}

}  // namespace gan
