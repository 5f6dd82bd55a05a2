// events.jsonl as what happened to a run. Each of its lines may be a stranger's.
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
  std::vector<RecordedEvent> last;  // at most 500
  std::vector<int64_t> resumed_at;  // steps from which it was resumed
};

RunEvents read_run_events(std::string_view text);

}  // namespace gan
