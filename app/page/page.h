// The page that shows runs: HTML that contains its style, scripts, chart library and data, and
// loads nothing from elsewhere. The build embeds its sources, which are in app/page/.
#pragma once

#include <filesystem>
#include <string>

namespace gan {

// The page with this data in it.
std::string format_page(const std::string& data);

// The bytes of a picture. throws Error as read_file() does; if they exceed 1 GiB
std::string read_picture(const std::filesystem::path& picture);

// "data:image/png;base64,..."
std::string to_data_uri(const std::string& png);

}  // namespace gan
