// The messages of one call of the program. They go to standard error and, once a run has begun, to
// its log.txt with the time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace gan {

class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void set_quiet();  // from now on, only warnings and errors; log.txt still gets all messages
  bool is_quiet() const { return is_quiet_; }
  void set_preview() { is_preview_wanted_ = true; }

  bool shows_progress() const;  // not quiet, and on a terminal, whose lines can be rewritten
  bool shows_preview() const;   // whether to show samples after each epoch

  void log_to_file(const std::filesystem::path& path);  // from now on, appending; throws Error

  // Each prints one line; control characters are escaped.
  void print_info(const std::string& line) const;
  void print_warning(const std::string& line) const;  // gan-train: warning: <line>
  void print_error(const std::string& line) const;    // gan-train: error: <line>

 private:
  std::shared_ptr<spdlog::logger> logger_;
  bool is_quiet_ = false;
  bool is_preview_wanted_ = false;
};

}  // namespace gan
