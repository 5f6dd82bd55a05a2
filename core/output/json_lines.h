// The JSON of a run's files, read as if a stranger had written it. Its logs have an object a line.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace gan {

using Json = nlohmann::ordered_json;

// Discarded (nlohmann's word) where the text is not JSON, or nests too deep to be worked on.
Json parse_foreign(std::string_view text);

// None where it is not one from 0 to kMaxWholeNumber.
std::optional<int64_t> whole_number(const Json& value);

// The same of an object's member, if it is one and has it.
std::optional<int64_t> find_whole_number(const Json& object, const char* key);
std::optional<std::string> find_text(const Json& object, const char* key);

// With its end. What is not UTF-8 is replaced, what is not finite becomes null.
std::string format_line(const Json& object);

// Calls use(line, its JSON) for each; the text of the line is without its end. A last line that has
// no end is being written now, or was cut short: it does not count.
void for_each_line(std::string_view text,
                   const std::function<void(std::string_view line, const Json& json)>& use);

// A whole number without a point, as people write it.
Json number(double value);

std::string now_utc();  // "2026-01-31T23:59:59Z"

}  // namespace gan
