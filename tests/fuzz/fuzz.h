// What the targets share. A target reads bytes as the program would, and may throw gan::Error and
// nothing else. All of them are in fuzz_replay, for the tests; each is one of libFuzzer's, too.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {

// A file that ends in _fuzz.cpp defines one, under its name.
struct FuzzTarget {
  using MakeSeeds = std::vector<std::string> (*)();
  using Run = void (*)(const std::string& bytes);

  // seeds  inputs to begin with, most of them without fault
  FuzzTarget(std::string its_name, MakeSeeds seeds, Run its_run)
      : name(std::move(its_name)), make_seeds(seeds), run(its_run) {
    all().push_back(this);
  }

  // Those that are linked into this executable.
  static std::vector<const FuzzTarget*>& all() {
    static std::vector<const FuzzTarget*> targets;
    return targets;
  }

  std::string name;
  MakeSeeds make_seeds;
  Run run;
};

// A folder of this process's own, in memory where there is /dev/shm; the working folder, too.
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

// The bytes as a file of that name in it.
inline std::filesystem::path fuzz_file(const std::string& name, std::string_view bytes) {
  std::filesystem::path path = fuzz_folder() / name;
  std::filesystem::remove(path);
  AppendFile(path).append(bytes);
  return path;
}

// Runs `work`; what a hostile file may bring about is an Error.
template <class Work>
void expect_error_at_most(Work work) {
  try {
    work();
  } catch (const Error& error) {
    if (std::string(error.what()).empty()) std::abort();
  }
}

}  // namespace gan
