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

// nullopt if the line has none.
std::optional<RunStart> find_start(const Json& line) {
  const auto folder = find_text(line, "data_folder");
  const auto path = find_text(line, "data_path");
  if (!folder || !path) return std::nullopt;
  RunStart start{{},
                 *folder,
                 *path,
                 find_texts(line, "classes"),
                 find_texts(line, "class_columns"),
                 find_text(line, "measured_on").value_or("")};
  if (const auto versions = line.find("versions"); versions != line.end() && versions->is_object())
    for (const auto& [name, version] : versions->items())
      if (version.is_string()) start.versions.emplace_back(name, version.get<std::string>());
  return start;
}

}  // namespace

EventHistory read_event_history(const std::filesystem::path& log) {
  constexpr uint64_t kMaxBytes = uint64_t{1} << 30;
  EventHistory history;
  std::error_code ignored;
  if (!std::filesystem::exists(log, ignored)) return history;
  for_each_line(read_file(log, kMaxBytes), [&](std::string_view, const Json& line) {
    const auto event = find_choice<RunEvent>(find_text(line, "event").value_or(""));
    if (!event) return;
    history.events.push_back(*event);
    if (auto start = find_start(line)) history.last_start = std::move(start);
    if (*event == RunEvent::kSave) history.last_saved = history.last_start;
  });
  return history;
}

EventLog::EventLog(const std::filesystem::path& path) : file_(path) {
  if (is_cut_short(path)) file_.append("\n");  // after a crash
}

void EventLog::append(RunEvent event, int64_t step, const std::string& text,
                      const std::optional<RunStart>& start) {
  Json line = {{"event", name_of(event)}, {"step", step}, {"time", now_utc()}, {"text", text}};
  if (start) {
    for (const auto& [name, version] : start->versions) line["versions"][name] = version;
    line["data_folder"] = start->data_folder;
    line["data_path"] = start->data_path.string();
    if (!start->classes.empty()) {
      line["classes"] = start->classes;
      line["class_columns"] = start->class_columns;
    }
    if (!start->measured_on.empty()) line["measured_on"] = start->measured_on;
  }
  file_.append(format_line(line));
  file_.sync();
}

}  // namespace gan
