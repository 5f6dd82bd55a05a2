// Finds the images of a run again, wherever the command is given.
#pragma once

#include <filesystem>
#include <string>

#include "core/output/run_folder.h"

namespace gan {

// A relative data.folder is relative to the folder in which the run was begun, as events.jsonl
// records it; without such a record, or if nothing is there any more, to the working folder.
// data_folder  the run's setting
// returns      an absolute path
// throws       Error if events.jsonl cannot be read
std::filesystem::path find_data_folder(const RunFolder& run, const std::string& data_folder);

// The absolute path of what is relative to the working folder.
std::filesystem::path from_working_folder(const std::filesystem::path& folder);

}  // namespace gan
