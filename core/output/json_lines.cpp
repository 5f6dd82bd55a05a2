#include "core/output/json_lines.h"

#include <cmath>
#include <ctime>

#include "core/base/limits.h"
#include "core/config/strict_json.h"

namespace gan {

Json parse_foreign(std::string_view text) {
  return nests_too_deep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

std::optional<int64_t> whole_number(const Json& value) {
  if (!value.is_number_unsigned()) return std::nullopt;
  const auto number = value.get<uint64_t>();
  return number <= kMaxWholeNumber ? std::optional(static_cast<int64_t>(number)) : std::nullopt;
}

std::optional<int64_t> find_whole_number(const Json& object, const char* key) {
  if (!object.is_object()) return std::nullopt;
  const auto member = object.find(key);
  return member == object.end() ? std::nullopt : whole_number(*member);
}

std::optional<std::string> find_text(const Json& object, const char* key) {
  if (!object.is_object()) return std::nullopt;
  const auto member = object.find(key);
  if (member == object.end() || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::vector<std::string> find_texts(const Json& object, const char* key) {
  std::vector<std::string> texts;
  if (!object.is_object()) return texts;
  const auto member = object.find(key);
  if (member == object.end() || !member->is_array()) return texts;
  for (const Json& text : *member)
    if (text.is_string()) texts.push_back(text.get<std::string>());
  return texts;
}

std::string format_line(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void for_each_line(std::string_view text,
                   const std::function<void(std::string_view line, const Json& json)>& use) {
  for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    const std::string_view line = text.substr(0, end);
    use(line, parse_foreign(line));
    text.remove_prefix(end + 1);
  }
}

Json number(double value) {
  const bool is_whole = std::trunc(value) == value && std::abs(value) <= kMaxWholeNumber;
  return is_whole ? Json(static_cast<int64_t>(value)) : Json(value);
}

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace gan
