#include "app/console.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "core/base/errors.h"

namespace gan {

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
  try {
    auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string());
    file->set_pattern("[%Y-%m-%d %H:%M:%S] %v");
    spdlog::default_logger()->sinks().push_back(file);
  } catch (const spdlog::spdlog_ex&) {
    throw Error(path.string() + ": cannot write the log; is the folder writable?");
  }
}

void print_info(const std::string& line) { spdlog::info("{}", line); }

void print_warning(const std::string& line) {
  spdlog::warn("gan-train: warning: {}", printable(line, line.size()));
}

void print_error(const std::string& line) {
  spdlog::error("gan-train: error: {}", printable(line, line.size()));
}

}  // namespace gan
