// Reads the events of a run from events.jsonl. Its lines are not trusted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/output/event_log.h"

namespace gan {

struct RecordedEvent {
  RunEvent event;
  int64_t step;
  std::string time;  // as in events.jsonl, UTC
  std::string text;
};

struct RunEvents {
  std::vector<RecordedEvent> last;  // the newest, at most 500
  std::vector<int64_t> resumed_at;  // steps from which the run was resumed
  // Of the last start; empty without condition class.
  std::vector<std::string> classes;
  std::vector<std::string> class_columns;  // the class of each column of all grids; or empty
};

RunEvents read_run_events(std::string_view text);

}  // namespace gan
