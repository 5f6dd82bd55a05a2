// The page that shows runs: HTML that carries its style, its scripts, its chart library and its
// data, and asks the network for nothing. Its sources are in app/page/, which the build embeds.
#pragma once

#include <filesystem>
#include <string>

namespace gan {

// The page with its data in it.
std::string format_page(const std::string& data);

// A picture's bytes. throws Error as read_file() does, and over 1 GiB
std::string read_picture(const std::filesystem::path& picture);

// "data:image/png;base64,..."
std::string to_data_uri(const std::string& png);

}  // namespace gan
