// Reads and writes the JSON of a run's files. Input is not trusted. Logs have one object per line.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/strict_json.h"

namespace gan {

// Parses untrusted text. The result is_discarded() if it is not JSON or is nested too deep.
Json parse_foreign(std::string_view text);

// The value as a whole number; nullopt if it is not one in [0, kMaxWholeNumber].
std::optional<int64_t> whole_number(const Json& value);

// A member of `object`; nullopt if that is not an object or has no such member of this type.
std::optional<int64_t> find_whole_number(const Json& object, const char* key);
std::optional<std::string> find_text(const Json& object, const char* key);

// A member that is an array of texts; empty if there is none.
std::vector<std::string> find_texts(const Json& object, const char* key);

// The JSON with a line break. Invalid UTF-8 is replaced; numbers that are not finite become null.
std::string format_line(const Json& object);

// Calls use(line, its JSON) for each line, given without its line break. A last line without a line
// break is skipped: it is still being written, or was cut short.
void for_each_line(std::string_view text,
                   const std::function<void(std::string_view line, const Json& json)>& use);

// The value as JSON; whole numbers have no decimal point.
Json number(double value);

std::string now_utc();  // "2026-01-31T23:59:59Z"

}  // namespace gan
