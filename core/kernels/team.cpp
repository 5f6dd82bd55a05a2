#include "core/kernels/team.h"

namespace gan {
namespace {

constexpr uint64_t kTaskMask = 0xffffffff;
constexpr int kSpins = 20000;  // about half a millisecond, longer than the gap between two steps

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

thread_local int Team::thread_ = 0;

Team::Team(int threads)
    : spins_(static_cast<unsigned>(threads) <= std::thread::hardware_concurrency() ? kSpins : 0) {
  for (int i = 1; i < threads; ++i)
    workers_.emplace_back([this, i] {
      thread_ = i;
      work();
    });
}

Team::~Team() {
  is_closing_ = true;
  wake(idle_workers_);
  for (std::thread& worker : workers_) worker.join();
}

void Team::run(const Job& job) {
  if (job.count == 0) return;
  job_ = job;
  unfinished_ = job.count;
  const uint64_t round = (ticket_ >> 32) + 1;
  ticket_ = round << 32 | static_cast<uint64_t>(job.count);
  if (job.count > 1) wake(idle_workers_);
  while (run_one_task()) {
  }
  wait_until([this] { return unfinished_ == 0; }, waiting_caller_);
}

void Team::work() {
  while (!is_closing_) {
    while (run_one_task()) {
    }
    wait_until([this] { return (ticket_ & kTaskMask) > 0 || is_closing_; }, idle_workers_);
  }
}

bool Team::run_one_task() {
  uint64_t ticket = ticket_;
  do {
    if ((ticket & kTaskMask) == 0) return false;
  } while (!ticket_.compare_exchange_weak(ticket, ticket - 1));
  // The task is ours now, and job_ cannot change until it is done.
  job_.call(job_.context, job_.count - static_cast<int64_t>(ticket & kTaskMask));
  if (--unfinished_ == 0) wake(waiting_caller_);
  return true;
}

// Spins for a while, then sleeps. With more threads than cores it sleeps at once, to leave its core
// to the thread that it waits for.
template <class Condition>
void Team::wait_until(const Condition& is_true, std::atomic<int>& sleepers) {
  for (int spin = 0; spin < spins_; ++spin) {
    if (is_true()) return;
    pause();
  }
  std::unique_lock<std::mutex> lock(mutex_);
  ++sleepers;  // before the last check, so that either we see the change or wake() sees us
  changed_.wait(lock, is_true);
  --sleepers;
}

void Team::wake(std::atomic<int>& sleepers) {
  if (sleepers == 0) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  changed_.notify_all();
}

}  // namespace gan
