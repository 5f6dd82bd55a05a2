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

EventLog::EventLog(const std::filesystem::path& path) : file_(path) {
  if (is_cut_short(path)) file_.append("\n");  // after a crash
}

void EventLog::append(RunEvent event, int64_t step, const std::string& text) {
  file_.append(format_line(
      {{"event", name_of(event)}, {"step", step}, {"time", now_utc()}, {"text", text}}));
  file_.sync();
}

}  // namespace gan
