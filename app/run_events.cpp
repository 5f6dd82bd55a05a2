#include "app/run_events.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>

namespace gan {
namespace {

constexpr size_t kMaxEvents = 500;

// "step 4/300  D ..." or "epoch 1  D ...", which no event is.
bool is_progress(std::string_view text) {
  for (const std::string_view word : {"step ", "epoch "}) {
    if (text.substr(0, word.size()) != word) continue;
    const size_t end = text.find_first_not_of("0123456789", word.size());
    return end != std::string_view::npos && end > word.size() &&
           (text[end] == '/' || text.substr(end, 2) == "  ");
  }
  return false;
}

// Of "...: goes on at step 12".
std::optional<int64_t> find_resumed_step(std::string_view text) {
  constexpr std::string_view kWords = ": goes on at step ";
  const size_t at = text.rfind(kWords);
  if (at == std::string_view::npos) return std::nullopt;
  int64_t step = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + at + kWords.size(), end, step);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(step) : std::nullopt;
}

}  // namespace

RunEvents read_run_events(std::string_view log) {
  RunEvents events;
  std::deque<RunEvent> last;
  while (!log.empty()) {
    const std::string_view line = log.substr(0, log.find('\n'));
    log.remove_prefix(std::min(line.size() + 1, log.size()));
    const size_t end = line.find("] ");
    if (line.empty() || line[0] != '[' || end == std::string_view::npos) continue;
    const std::string_view text = line.substr(end + 2);
    if (is_progress(text)) continue;
    if (const auto step = find_resumed_step(text)) events.resumed_at.push_back(*step);
    last.push_back({std::string(line.substr(1, end - 1)), std::string(text)});
    if (last.size() > kMaxEvents) last.pop_front();
  }
  events.last.assign(last.begin(), last.end());
  return events;
}

}  // namespace gan
