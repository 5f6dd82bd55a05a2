// Shared by the fuzz targets. A target reads bytes as the program would, and may throw gan::Error
// only. The tests run all targets, in fuzz_replay; for libFuzzer, each is an executable of its own.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {

// Each file <name>_fuzz.cpp defines one.
struct FuzzTarget {
  using MakeSeeds = std::vector<std::string> (*)();
  using Run = void (*)(const std::string& bytes);

  // seeds  inputs to begin with, most of them valid
  FuzzTarget(std::string its_name, MakeSeeds seeds, Run its_run)
      : name(std::move(its_name)), make_seeds(seeds), run(its_run) {
    all().push_back(this);
  }

  // All targets in this executable.
  static std::vector<const FuzzTarget*>& all() {
    static std::vector<const FuzzTarget*> targets;
    return targets;
  }

  std::string name;
  MakeSeeds make_seeds;
  Run run;
};

// A temporary folder of this process, in memory if /dev/shm exists. It becomes the working folder.
inline const std::filesystem::path& fuzz_folder() {
  static const std::filesystem::path folder = [] {
    const bool has_memory = std::filesystem::is_directory("/dev/shm");
    std::string pattern = std::string(has_memory ? "/dev/shm" : "/tmp") + "/gan-fuzz-XXXXXX";
    std::filesystem::path made = ::mkdtemp(pattern.data());
    std::filesystem::current_path(made);
    std::atexit([] { std::filesystem::remove_all(fuzz_folder()); });
    return made;
  }();
  return folder;
}

// Writes the bytes to a file of this name in that folder.
inline std::filesystem::path fuzz_file(const std::string& name, std::string_view bytes) {
  std::filesystem::path path = fuzz_folder() / name;
  std::filesystem::remove(path);
  AppendFile(path).append(bytes);
  return path;
}

// Runs `work`, which a hostile file may cause to throw Error, but nothing else.
template <class Work>
void expect_error_at_most(Work work) {
  try {
    work();
  } catch (const Error& error) {
    if (std::string(error.what()).empty()) std::abort();
  }
}

}  // namespace gan
