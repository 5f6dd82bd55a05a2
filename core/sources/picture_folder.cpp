#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/system_call.h"
#include "core/sources/picture_list.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFiles = 10'000'000;

// A walk through a folder that enters each folder once.
class FolderWalk {
 public:
  explicit FolderWalk(fs::path top) : top_(std::move(top)) {}

  std::vector<std::string> list_all() {
    struct stat status {};
    if (::stat(top_.c_str(), &status) != 0) throw_errno(top_, "cannot read", errno);
    enter("", status);
    while (!folders_.empty()) {
      const std::string folder = folders_.back();
      folders_.pop_back();
      list_one(folder);
    }
    std::sort(files_.begin(), files_.end());
    return std::move(files_);
  }

 private:
  // folder  from the top, with "/" at its end
  void enter(const std::string& folder, const struct stat& status) {
    const auto [place, is_new] =
        seen_.emplace(std::make_pair(status.st_dev, status.st_ino), folder);
    if (!is_new)
      throw Error((top_ / folder).string() + ": leads to the same folder as " +
                  (top_ / place->second).string() + "; remove the link");
    folders_.push_back(folder);
  }

  void list_one(const std::string& folder) {
    std::vector<fs::path> paths = list_folder(top_ / folder);
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      const std::string name = path.filename().string();
      if (name.front() == '.') continue;
      struct stat status {};
      // What cannot be followed, such as a broken link, is a file: reading it says why.
      if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
        enter(folder + name + "/", status);
      else
        files_.push_back(folder + name);
    }
    if (files_.size() > kMaxFiles)
      throw Error(top_.string() + ": at most 10 million files are read, got more; " +
                  "split the folder");
  }

  fs::path top_;
  std::map<std::pair<dev_t, ino_t>, std::string> seen_;
  std::vector<std::string> folders_;  // yet to be listed
  std::vector<std::string> files_;
};

}  // namespace

std::vector<std::string> list_files(const fs::path& folder) {
  return FolderWalk(folder).list_all();
}

}  // namespace gan
