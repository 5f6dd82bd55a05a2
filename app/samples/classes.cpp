#include "app/samples/classes.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "app/terminal/text.h"
#include "core/base/errors.h"

namespace gan {
namespace {

bool is_number(const std::string& text) {
  return text.find_first_not_of("0123456789") == std::string::npos;
}

std::optional<int64_t> find_class(const std::string& text, const ClassTable& table) {
  const auto name = std::find(table.names.begin(), table.names.end(), text);
  if (name != table.names.end()) return name - table.names.begin();
  if (std::any_of(table.names.begin(), table.names.end(), is_number)) return std::nullopt;
  int64_t place = -1;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, place);
  if (parsed.ec != std::errc() || parsed.ptr != end || place < 0 || place >= table.size())
    return std::nullopt;
  return place;
}

// "0-9"; names may have dashes themselves.
std::optional<std::pair<int64_t, int64_t>> find_range(const std::string& text,
                                                      const ClassTable& table) {
  for (size_t dash = text.find('-'); dash != std::string::npos; dash = text.find('-', dash + 1)) {
    const auto first = find_class(text.substr(0, dash), table);
    const auto last = find_class(text.substr(dash + 1), table);
    if (!first || !last) continue;
    if (*first > *last)
      throw UsageError("--class: a range must ascend, got " + printable(text) + "; write " +
                       printable(text.substr(dash + 1) + "-" + text.substr(0, dash)));
    return std::pair(*first, *last);
  }
  return std::nullopt;
}

[[noreturn]] void throw_unknown(const std::string& text, const ClassTable& table) {
  constexpr size_t kShortest = 3;  // any name is near to a shorter one
  const std::string nearest = nearest_word(text, table.names);
  throw UsageError("--class: must be among " + join_names(table.names, 100) +
                   ", or a range of them, got \"" + printable(text) + "\"; " +
                   (nearest.size() < kShortest ? "name some of these"
                                               : "did you mean " + printable(nearest) + "?"));
}

}  // namespace

std::vector<int64_t> parse_classes(const std::string& text, const ClassTable& table) {
  if (table.size() == 0)
    throw UsageError("--class: needs a run that knows classes, with condition \"class\", got " +
                     printable(text) + " with one that does not; leave it out");
  if (const auto whole = find_class(text, table)) return {*whole};  // a name may hold commas
  std::vector<int64_t> classes;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    if (const auto one = find_class(part, table)) {
      classes.push_back(*one);
    } else if (const auto range = find_range(part, table)) {
      for (int64_t i = range->first; i <= range->second; ++i) classes.push_back(i);
    } else {
      throw_unknown(part, table);
    }
    begin = end + 1;
  }
  return classes;
}

}  // namespace gan
