#include "core/output/event_log.h"

#include "core/config/choices.h"
#include "core/output/json_lines.h"

namespace gan {
namespace {

bool is_cut_short(const std::filesystem::path& path) {
  InputFile file(path);
  if (file.size() == 0) return false;
  char last = 0;
  file.read_at(file.size() - 1, &last, 1);
  return last != '\n';
}

}  // namespace

std::vector<RunEvent> list_events(const std::filesystem::path& log) {
  constexpr uint64_t kMaxBytes = uint64_t{1} << 30;
  std::vector<RunEvent> events;
  std::error_code ignored;
  if (!std::filesystem::exists(log, ignored)) return events;
  for_each_line(read_file(log, kMaxBytes), [&](std::string_view, const Json& line) {
    const auto event = find_choice<RunEvent>(find_text(line, "event").value_or(""));
    if (event) events.push_back(*event);
  });
  return events;
}

EventLog::EventLog(const std::filesystem::path& path) : file_(path) {
  if (is_cut_short(path)) file_.append("\n");  // after a crash
}

void EventLog::append(RunEvent event, int64_t step, const std::string& text) {
  file_.append(format_line(
      {{"event", name_of(event)}, {"step", step}, {"time", now_utc()}, {"text", text}}));
  file_.sync();
}

}  // namespace gan
