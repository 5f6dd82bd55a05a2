#include "core/base/cgroup.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace gan {
namespace {

namespace fs = std::filesystem;

// A group's folder, and that of the outermost group around it; both empty if there is none.
struct Group {
  fs::path outermost;
  fs::path folder;
};

// This process's group for a controller. Version 2 has one hierarchy for all controllers, whose
// line names none ("0::/path"); version 1 has one for each ("4:cpu,cpuacct:/path").
Group find_group(const CgroupPaths& paths, const std::string& controller) {
  std::ifstream membership(paths.membership);
  Group unified;
  for (std::string line; std::getline(membership, line);) {
    std::istringstream fields(line);
    std::string number, controllers, path;
    std::getline(fields, number, ':');
    std::getline(fields, controllers, ':');
    std::getline(fields, path);
    // Seen from another container, a path may begin with "/..".
    const fs::path below = fs::path("/" + path).lexically_normal().relative_path();
    if (("," + controllers + ",").find("," + controller + ",") != std::string::npos)
      return {paths.groups / controller, paths.groups / controller / below};
    if (controllers.empty()) unified = {paths.groups, paths.groups / below};
  }
  return unified;
}

// The smallest limit of a group and those around it. A container may see only its own group, as the
// root, but be told the whole path; then the folders that are missing set no limit.
// read_limit  takes a group's folder, and returns its own limit or nullopt
template <class ReadLimit>
auto find_tightest(const Group& group, const ReadLimit& read_limit) {
  decltype(read_limit(group.folder)) tightest;
  if (group.outermost.empty()) return tightest;
  for (fs::path folder = group.folder;; folder = folder.parent_path()) {
    if (const auto limit = read_limit(folder))
      tightest = std::min(tightest.value_or(*limit), *limit);
    if (folder == group.outermost || folder == folder.parent_path()) return tightest;
  }
}

// nullopt also for "max", or -1, which is no limit.
std::optional<double> read_ratio(std::istream& above, std::istream& below) {
  double quota = 0, period = 0;
  if (!(above >> quota) || !(below >> period) || quota <= 0 || period <= 0) return std::nullopt;
  return quota / period;
}

std::optional<double> read_quota(const fs::path& folder) {
  if (std::ifstream both(folder / "cpu.max"); both) return read_ratio(both, both);
  std::ifstream quota(folder / "cpu.cfs_quota_us"), period(folder / "cpu.cfs_period_us");
  return read_ratio(quota, period);
}

std::optional<uint64_t> read_memory(const fs::path& folder) {
  constexpr int64_t kUnlimited = int64_t{1} << 62;  // version 1 has a number near 2^63 for it
  for (const char* const name : {"memory.max", "memory.limit_in_bytes"}) {
    std::ifstream file(folder / name);
    int64_t bytes = 0;
    if (file >> bytes && bytes > 0 && bytes < kUnlimited) return static_cast<uint64_t>(bytes);
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> cpu_quota_cores(const CgroupPaths& paths) {
  return find_tightest(find_group(paths, "cpu"), read_quota);
}

std::optional<uint64_t> memory_limit_bytes(const CgroupPaths& paths) {
  return find_tightest(find_group(paths, "memory"), read_memory);
}

}  // namespace gan
