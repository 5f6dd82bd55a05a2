// log.txt as what happened to a run. Each of its lines may be a stranger's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

struct RunEvent {
  std::string time;  // as in log.txt, local
  std::string text;
};

struct RunEvents {
  std::vector<RunEvent> last;       // at most 500; without the lines of steps and epochs
  std::vector<int64_t> resumed_at;  // steps at which it went on after a stop
};

RunEvents read_run_events(std::string_view log);

}  // namespace gan
