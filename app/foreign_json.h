// JSON of files that anyone may have written.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/base/limits.h"
#include "core/config/config_json.h"

namespace gan {

using Json = nlohmann::ordered_json;

// Discarded (nlohmann's word) where the text is not JSON, or nests too deep to be worked on.
inline Json parse_foreign(std::string_view text) {
  return nests_too_deep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

// None where it is not one from 0 to kMaxWholeNumber.
inline std::optional<int64_t> whole_number(const Json& value) {
  if (!value.is_number_unsigned()) return std::nullopt;
  const auto number = value.get<uint64_t>();
  return number <= kMaxWholeNumber ? std::optional(static_cast<int64_t>(number)) : std::nullopt;
}

}  // namespace gan
