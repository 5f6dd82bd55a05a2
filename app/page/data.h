// The data of the page that shows runs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/runs/record.h"

namespace gan {

// Gives the address of a run's picture, for <img src="...">.
// run  its index among the page's runs
using PictureSource = std::function<std::string(size_t run, const std::filesystem::path& picture)>;

// The data of a page as JSON.
// max_grids  per run; if it has more, they are evenly spaced from its first to its last
std::string format_page_data(const std::vector<RunRecord>& records, int64_t max_grids,
                             const PictureSource& source);

}  // namespace gan
