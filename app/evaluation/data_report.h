// What data sets hold, for people and as JSON.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data/pixel_statistics.h"
#include "core/sources/source.h"

namespace gan {

struct DescribedSet {
  std::string role;  // "training", "test", "stacked"; empty: it is the only one
  std::filesystem::path path;
  ReadDataSet set;
  PixelStatistics pixels;
};

// A paragraph for each set. Of classes the first twenty are listed, of files the first ten.
std::string format_data_sets(const std::vector<DescribedSet>& sets);

// {"sets": [{"role", "path", "kind", "count", "height", "width", "channels", "least", "most",
// "mean", "standard_deviation", "channel_means", "crc32", "labels", "odd_files", "damaged"}, ...]}.
// "labels" is null, or {"parts", "crc32", "classes": [{"name", "count"}, ...]}; "odd_files" and
// "damaged" are {"count", "first"}, with the first ten.
std::string format_data_sets_as_json(const std::vector<DescribedSet>& sets);

}  // namespace gan
