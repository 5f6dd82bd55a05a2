// Reads metrics.jsonl into columns of numbers. Its lines are not trusted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/output/split.h"

namespace gan {

// The lines of one split: a column for each key, all of the same length; NaN where a line lacks the
// key. "step", "epoch", "images" and "seconds" always exist; "seconds" is the training time until
// then, from images_per_second. At most 16 keys.
using Columns = std::map<std::string, std::vector<double>>;

struct RunColumns {
  std::map<Split, Columns> splits;
  int64_t damaged = 0;  // number of lines left out
};

// Skips a last line without a line break: it is still being written, or was cut short.
RunColumns read_columns(std::string_view text);

}  // namespace gan
