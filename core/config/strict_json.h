// Parses JSON strictly: what nlohmann lets pass in silence is a fault here, and numbers keep what
// their digits say. Comments are all that is taken beyond JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

using Json = nlohmann::ordered_json;

// Whether brackets are nested deeper than in any config or line of metrics. Do not parse such JSON:
// it could exhaust the stack.
bool nests_too_deep(std::string_view json);

// Parses a value without comments. A number whose value is whole, such as 2.0 or 1e4, is an integer
// if it is at most 2^53 - 1; the digits decide, so that 64.00000000000000001 is not one.
// returns  nullopt if the text is not JSON, or is nested too deep
std::optional<Json> parse_json_value(std::string_view text);

// Parses a file: UTF-8, with or without a byte order mark, and with // and /* */ comments. Numbers
// are as above.
// where    names the file in messages
// faults   gets a line for each key that appears twice, or one that says why the file is not JSON
// returns  nullopt if it is not JSON
std::optional<Json> parse_json_file(std::string text, const std::string& where,
                                    std::vector<std::string>& faults);

// A choice's name as it stands in a config: a name that is one digit is a number.
Json choice_to_json(const std::string& name);

}  // namespace gan
