#include "app/runs/events.h"

#include <deque>

#include "core/config/choices.h"
#include "core/output/json_lines.h"

namespace gan {

RunEvents read_run_events(std::string_view text) {
  constexpr size_t kMaxEvents = 500;
  RunEvents events;
  std::deque<RecordedEvent> last;
  bool has_begun = false;
  for_each_line(text, [&](std::string_view, const Json& line) {
    const auto event = find_choice<RunEvent>(find_text(line, "event").value_or(""));
    const auto step = find_whole_number(line, "step");
    if (!event || !step) return;  // from another version
    if (*event == RunEvent::kBegin || *event == RunEvent::kResume) {
      events.classes = find_texts(line, "classes");
      std::vector<std::string> columns = find_texts(line, "class_columns");
      if (has_begun && columns != events.class_columns) columns.clear();
      events.class_columns = std::move(columns);
      has_begun = true;
    }
    if (*event == RunEvent::kResume) events.resumed_at.push_back(*step);
    last.push_back({*event, *step, find_text(line, "time").value_or(""),
                    find_text(line, "text").value_or("")});
    if (last.size() > kMaxEvents) last.pop_front();
  });
  events.last.assign(last.begin(), last.end());
  return events;
}

}  // namespace gan
