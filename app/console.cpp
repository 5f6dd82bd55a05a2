#include "app/console.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

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

void start_console() {
  auto terminal = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  terminal->set_pattern("%v");
  auto logger = std::make_shared<spdlog::logger>("gan-train", terminal);
  logger->flush_on(spdlog::level::info);
  // A log line that cannot be written (a closed pipe, a full disk) must not stop a training; what
  // matters on disk reports its own failures.
  logger->set_error_handler([](const std::string&) {});
  spdlog::set_default_logger(logger);
}

void set_quiet() { spdlog::default_logger()->sinks().front()->set_level(spdlog::level::warn); }

bool is_quiet() {
  return spdlog::default_logger()->sinks().front()->level() >= spdlog::level::warn;
}

void log_to_file(const std::filesystem::path& path) {
  auto file = std::make_shared<FileSink>(path);
  file->set_pattern("[%Y-%m-%d %H:%M:%S] %v");
  spdlog::default_logger()->sinks().push_back(file);
}

void print_info(const std::string& line) { spdlog::info("{}", printable(line, line.size())); }

void print_warning(const std::string& line) {
  spdlog::warn("gan-train: warning: {}", printable(line, line.size()));
}

void print_error(const std::string& line) {
  spdlog::error("gan-train: error: {}", printable(line, line.size()));
}

}  // namespace gan
