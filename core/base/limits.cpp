#include "core/base/limits.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "core/base/cgroup.h"

namespace gan {

uint64_t physical_memory() {
  return static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

uint64_t usable_memory() {
  static const uint64_t bytes =
      std::min(physical_memory(), memory_limit_bytes().value_or(physical_memory()));
  return bytes;
}

uint64_t memory_left() {
  std::ifstream file("/proc/self/statm");
  uint64_t all = 0, resident = 0, shared = 0;  // in pages; those of files can be given back
  file >> all >> resident >> shared;
  const uint64_t taken =
      (resident - std::min(shared, resident)) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  return usable_memory() - std::min(taken, usable_memory());
}

uint64_t memory_to_spare() { return usable_memory() / 2; }

}  // namespace gan
