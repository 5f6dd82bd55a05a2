// Which classes the samples are of, as a person names them.
#pragma once

#include <string>

#include "core/models/classes.h"

namespace gan {

// The classes that a text lists: "7", "cat", "cat,dog", "0-9" for all from 0 to 9 in their order.
// Where no class is named by a number, a number is a class's place, from 0 on.
// returns  indices into the table, at least one
// throws   UsageError naming --class: unknown classes, or a run without any
std::vector<int64_t> parse_classes(const std::string& text, const ClassTable& table);

}  // namespace gan
