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
      tickets_(std::make_unique<Ticket[]>(static_cast<size_t>(threads))) {
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
  for (int owner = 0; owner < size_; ++owner)
    tickets_[owner].value = number << 32 | static_cast<uint64_t>(size_of_share(owner));
  jobs_ = number;
  if (count > 1) wake(idle_workers_);
  while (run_one_task()) {
  }
  wait_until([this] { return unfinished_ == 0; }, waiting_caller_);
}

void Team::work() {
  while (!is_closing_) {
    const uint64_t seen = jobs_;
    while (run_one_task()) {
    }
    wait_until([&] { return jobs_ != seen || is_closing_; }, idle_workers_);
  }
}

// Of this thread's share, or else of another's.
bool Team::run_one_task() {
  for (int i = 0; i < size_; ++i)
    if (run_one_task_of((thread_ + i) % size_)) return true;
  return false;
}

bool Team::run_one_task_of(int owner) {
  std::atomic<uint64_t>& value = tickets_[owner].value;
  uint64_t ticket = value;
  do {
    if ((ticket & kTaskMask) == 0) return false;
  } while (!value.compare_exchange_weak(ticket, ticket - 1));
  // The task is ours now, and job_ cannot change until it is done.
  const auto left = static_cast<int64_t>(ticket & kTaskMask);
  job_.call(job_.context, index_of(owner, size_of_share(owner) - left));
  if (--unfinished_ == 0) wake(waiting_caller_);
  return true;
}

int64_t Team::size_of_share(int owner) const {
  return begin_of(job_.first, owner + 1) - begin_of(job_.first, owner) +
         begin_of(job_.second, owner + 1) - begin_of(job_.second, owner);
}

// The index of a share's task number `position`.
int64_t Team::index_of(int owner, int64_t position) const {
  const int64_t first = begin_of(job_.first, owner) + position;
  const int64_t beyond = first - begin_of(job_.first, owner + 1);
  return beyond < 0 ? first : job_.first + begin_of(job_.second, owner) + beyond;
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
