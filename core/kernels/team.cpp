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
    : size_(threads),
      spins_(static_cast<unsigned>(threads) <= std::thread::hardware_concurrency() ? kSpins : 0),
      shares_(std::make_unique<Share[]>(static_cast<size_t>(threads))) {
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
  const int64_t count = job.first + job.second;
  if (count == 0) return;
  job_ = job;
  unfinished_ = count;
  const uint64_t number = jobs_ + 1;
  for (int owner = 0; owner < size_; ++owner) {
    Share& share = shares_[static_cast<size_t>(owner)];
    share.first = begin_of(job.first, owner);
    share.first_end = begin_of(job.first, owner + 1);
    share.second = job.first + begin_of(job.second, owner);
    share.size = share.first_end - share.first + begin_of(job.second, owner + 1) -
                 begin_of(job.second, owner);
    share.ticket = number << 32 | static_cast<uint64_t>(share.size);
  }
  jobs_ = number;
  if (count > 1) wake(idle_workers_);
  run_tasks();
  wait_until([this] { return unfinished_ == 0; }, waiting_caller_);
}

void Team::work() {
  while (!is_closing_) {
    const uint64_t seen = jobs_;
    run_tasks();
    wait_until([&] { return jobs_ != seen || is_closing_; }, idle_workers_);
  }
}

// Those of this thread's share, then those left of the others'.
void Team::run_tasks() {
  int64_t done = 0;
  for (int i = 0; i < size_; ++i)
    done += run_tasks_of(shares_[static_cast<size_t>((thread_ + i) % size_)]);
  if (done > 0 && (unfinished_ -= done) == 0) wake(waiting_caller_);
}

// returns  how many
int64_t Team::run_tasks_of(Share& share) {
  int64_t done = 0;
  uint64_t ticket = share.ticket;
  while ((ticket & kTaskMask) > 0) {
    if (!share.ticket.compare_exchange_weak(ticket, ticket - 1)) continue;
    // The task is ours now, and the job cannot change until all that we did is counted.
    const int64_t position = share.size - static_cast<int64_t>(ticket & kTaskMask);
    const int64_t beyond = share.first + position - share.first_end;
    job_.call(job_.context, beyond < 0 ? share.first + position : share.second + beyond);
    ++done;
    ticket = share.ticket;
  }
  return done;
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
