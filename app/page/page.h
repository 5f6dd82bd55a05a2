// The page that shows runs: HTML that carries its style, its scripts, its chart library and its
// data, and asks the network for nothing. Its sources are in app/page/, which the build embeds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/runs/record.h"

namespace gan {

// Where a page finds a picture of a run, for <img src="...">.
// run  its place among the page's runs
using PictureSource = std::function<std::string(size_t run, const std::filesystem::path& picture)>;

// The data of a page as JSON.
// max_grids  of each run at most so many, evenly spread from its first to its last
std::string format_page_data(const std::vector<RunRecord>& records, int64_t max_grids,
                             const PictureSource& source);

// The page with its data in it.
std::string format_page(const std::string& data);

// A picture's bytes. throws Error as read_file() does, and over 1 GiB
std::string read_picture(const std::filesystem::path& picture);

// "data:image/png;base64,..."
std::string to_data_uri(const std::string& png);

}  // namespace gan
