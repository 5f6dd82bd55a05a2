// LibTorch's parallel_for, whose end the thread sanitizer sees, too: it does not know the barriers
// of OpenMP, and takes what comes after them for simultaneous.
#pragma once

#include <ATen/Parallel.h>

#include <atomic>
#include <cstdint>

namespace gan {

// Calls work(from, to) for parts of [begin, end) of at least `grain`, on several threads.
// throws  what a call throws
template <class Work>
void parallel_for(int64_t begin, int64_t end, int64_t grain, const Work& work) {
  std::atomic<int64_t> finished{0};
  at::parallel_for(begin, end, grain, [&](int64_t from, int64_t to) {
    work(from, to);
    finished.fetch_add(1, std::memory_order_release);
  });
  finished.load(std::memory_order_acquire);
}

}  // namespace gan
