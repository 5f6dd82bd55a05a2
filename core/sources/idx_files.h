// Where an IDX file is: by the name that a config gives, plain or .gz, or by the other of the two
// usual spellings, "train-images.idx3-ubyte" for "train-images-idx3-ubyte".
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace gan {

// Whether any of the files that `path` stands for exists.
bool has_idx_file(const std::filesystem::path& path);

// Called where several files lie there, with which is read.
using OnChoice = std::function<void(const std::string& what)>;

// The file to read for `path`: the first that exists of `path`, `path`.gz and these two in the
// other spelling, beside it or in a folder `path`, as some unpackers leave them.
// on_choice  is not called for a .gz that holds the same as the plain file
// throws     Error kMissing if there is none
std::filesystem::path find_idx_file(const std::filesystem::path& path,
                                    const OnChoice& on_choice = nullptr);

}  // namespace gan
