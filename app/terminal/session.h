// One call of the program: how much it says, and where. Messages go to standard error, and with
// their time to log.txt once a run is under way.
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

  void set_quiet();  // from now on warnings and errors only; log.txt still has all
  bool is_quiet() const { return is_quiet_; }
  void set_preview() { is_preview_wanted_ = true; }

  bool shows_progress() const;  // there is a terminal, whose lines can be rewritten, and we may
  bool shows_preview() const;   // samples in every epoch

  void log_to_file(const std::filesystem::path& path);  // from now on, appending; throws Error

  // Control characters are escaped: each is one line.
  void print_info(const std::string& line) const;
  void print_warning(const std::string& line) const;  // gan-train: warning: <line>
  void print_error(const std::string& line) const;    // gan-train: error: <line>

 private:
  std::shared_ptr<spdlog::logger> logger_;
  bool is_quiet_ = false;
  bool is_preview_wanted_ = false;
};

}  // namespace gan
