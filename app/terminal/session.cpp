#include "app/terminal/session.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "app/terminal/terminal.h"
#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

class FileSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FileSink(const std::filesystem::path& path) : file_(path) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    file_.append({line.data(), line.size()});
  }
  void flush_() override {}

  AppendFile file_;
};

}  // namespace

Session::Session() {
  auto terminal = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  logger_ = std::make_shared<spdlog::logger>("gan-train", terminal);
  logger_->set_pattern("%v");
  logger_->flush_on(spdlog::level::info);
  // A line that cannot be written (a closed pipe, a full disk) must not stop a training; the files
  // that matter report their own errors.
  logger_->set_error_handler([](const std::string&) {});
}

Session::~Session() = default;

void Session::set_quiet() {
  is_quiet_ = true;
  logger_->sinks().front()->set_level(spdlog::level::warn);
}

bool Session::shows_progress() const { return !is_quiet_ && has_terminal(); }

bool Session::shows_preview() const { return is_preview_wanted_ && shows_progress(); }

void Session::log_to_file(const std::filesystem::path& path) {
  auto file = std::make_shared<FileSink>(path);
  file->set_pattern("[%Y-%m-%d %H:%M:%S] %v");
  logger_->sinks().push_back(file);
}

void Session::print_info(const std::string& line) const {
  logger_->info("{}", printable(line, line.size()));
}

void Session::print_warning(const std::string& line) const {
  logger_->warn("gan-train: warning: {}", printable(line, line.size()));
}

void Session::print_error(const std::string& line) const {
  logger_->error("gan-train: error: {}", printable(line, line.size()));
}

}  // namespace gan
