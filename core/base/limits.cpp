#include "core/base/limits.h"

#include <unistd.h>

namespace gan {

uint64_t memory_to_spare() {
  return static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) / 2;
}

}  // namespace gan
