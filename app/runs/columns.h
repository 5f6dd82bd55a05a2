// metrics.jsonl as columns of numbers. Each of its lines may be a stranger's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

// Lines of one split, a column for each key, all of one length; NaN where a line lacks it. "step",
// "epoch", "images" and "seconds" are always there; the last is the time that training took until
// then, by images_per_second. At most 16 keys.
using Columns = std::map<std::string, std::vector<double>>;

struct RunColumns {
  std::map<std::string, Columns> splits;  // "train", "validation" and the others
  int64_t damaged = 0;                    // lines that were left out
};

// A last line without its end is being written now, or was cut short: it does not count.
RunColumns read_columns(std::string_view text);

}  // namespace gan
