// The limits that a container or a batch system sets on this process: Linux control groups, of
// version 2 (cgroups(7)) or 1.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace gan {

// Where the system says which groups a process is in, and where their files are.
struct CgroupPaths {
  std::filesystem::path membership = "/proc/self/cgroup";
  std::filesystem::path groups = "/sys/fs/cgroup";
};

// Both return the tightest limit of this process's group and of the groups around it, as far as
// they can be seen; nullopt if there is none. Files that cannot be read or understood set no limit.

// Processor time per time, in cores: 1.5 is one and a half. Above 0.
std::optional<double> cpu_quota_cores(const CgroupPaths& paths = {});

// Above 0. Beyond it, the system kills the process.
std::optional<uint64_t> memory_limit_bytes(const CgroupPaths& paths = {});

}  // namespace gan
