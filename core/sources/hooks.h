// What a reader of data sets tells while it reads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/sources/idx_files.h"

namespace gan {

// Either may be null.
struct ReadHooks {
  OnChoice on_choice;
  // what         is being done, and to which file: "reading data/images.npy"
  // done, total  in units of any kind; the last call has done = total
  std::function<void(const std::string& what, uint64_t done, uint64_t total)> on_progress;
};

}  // namespace gan
