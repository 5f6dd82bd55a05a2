#include "app/machine/cores.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "core/base/cgroup.h"
#include "core/base/errors.h"

namespace gan {
namespace {

constexpr int64_t kMaxThreads = 1024;

// The name of a processor's core: all its hyper-threads, because one of them keeps the core's
// multipliers busy.
std::string core_of(int processor) {
  std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(processor) +
                     "/topology/thread_siblings_list");
  std::string siblings;
  return std::getline(file, siblings) ? siblings : std::to_string(processor);
}

// The text without blanks at its ends.
std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

int64_t read_thread_count(const std::string& entry, const std::string& whole) {
  const std::string digits = trimmed(entry);
  const char* const end = digits.data() + digits.size();
  int64_t count = 0;
  const auto parsed = std::from_chars(digits.data(), end, count);
  if (parsed.ec != std::errc() || parsed.ptr != end || count < 1 || count > kMaxThreads)
    throw UsageError("OMP_NUM_THREADS: must be an integer in [1, " + std::to_string(kMaxThreads) +
                     "], or a list of them, got " + printable(whole) + "; correct it, or unset it");
  return count;
}

int64_t first_thread_count(const std::string& list) {
  std::istringstream entries(list + ",");  // so that what follows a last comma counts, too
  int64_t first = 0;
  for (std::string entry; std::getline(entries, entry, ',');) {
    const int64_t count = read_thread_count(entry, list);
    if (first == 0) first = count;
  }
  return first;
}

}  // namespace

Cores count_cores() {
  Cores cores;
  cores.processors = std::max<int64_t>(1, ::sysconf(_SC_NPROCESSORS_ONLN));
  cores.allowed = cores.cores = cores.processors;
  cores.quota = cpu_quota_cores();
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return cores;
  std::set<std::string> names;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor)
    if (CPU_ISSET(processor, &allowed)) names.insert(core_of(processor));
  cores.allowed = CPU_COUNT(&allowed);
  cores.cores = static_cast<int64_t>(names.size());
  return cores;
}

ThreadChoice choose_threads(const Cores& cores, const char* omp_num_threads) {
  if (omp_num_threads && !trimmed(omp_num_threads).empty())
    return {first_thread_count(omp_num_threads), "OMP_NUM_THREADS"};
  if (cores.quota && std::ceil(*cores.quota) < static_cast<double>(cores.cores))
    return {static_cast<int64_t>(std::ceil(*cores.quota)), "auto: the quota of its control group"};
  return {cores.cores, "auto: one per core"};
}

ThreadChoice choose_threads() {
  return choose_threads(count_cores(), std::getenv("OMP_NUM_THREADS"));
}

}  // namespace gan
