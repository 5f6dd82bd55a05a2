#include "core/output/split.h"

#include "core/config/choices.h"

namespace gan {

std::optional<Split> find_split(const Json& line) {
  const auto name = find_text(line, "split");
  if (name == "floor") return Split::kReal;  // its name in the first builds of 0.1
  return name ? find_choice<Split>(*name) : std::nullopt;
}

}  // namespace gan
