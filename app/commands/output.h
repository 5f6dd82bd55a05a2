// What a command writes must not cost what it reads.
#pragma once

#include <filesystem>
#include <vector>

#include "core/config/config.h"

namespace gan {

// Where the images and labels lie that a config means; none if they cannot be found.
std::vector<std::filesystem::path> list_data_files(const Config::Data& data,
                                                   const std::filesystem::path& folder);

// flag    such as "--output"
// output  a file or folder, which need not exist
// read    files and folders
// throws  UsageError if the output is one of those, or lies in one
void check_output(const char* flag, const std::filesystem::path& output,
                  const std::vector<std::filesystem::path>& read);

}  // namespace gan
