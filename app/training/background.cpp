#include "app/training/background.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gan {
namespace {

constexpr size_t kMaxJobs = 2;

}  // namespace

Background::Background() : thread_([this] { work(); }) {}

Background::~Background() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Background::submit(std::function<void()> job) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return jobs_.size() < kMaxJobs; });
  rethrow(lock);
  jobs_.push_back(std::move(job));
  changed_.notify_all();
}

void Background::check() {
  std::unique_lock<std::mutex> lock(mutex_);
  rethrow(lock);
}

void Background::wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return jobs_.empty(); });
  rethrow(lock);
}

void Background::rethrow(std::unique_lock<std::mutex>& lock) {
  if (!failure_) return;
  const std::exception_ptr failure = failure_;
  lock.unlock();
  std::rethrow_exception(failure);
}

void Background::work() {
  // The training has priority; while it waits for this thread, the cores are free anyway.
  constexpr int kNice = 10;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), kNice);
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_closing_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const std::function<void()> job = std::move(jobs_.front());
    lock.unlock();
    std::exception_ptr failure;
    try {
      job();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure) {
      failure_ = failure;
      jobs_.clear();
    } else {
      jobs_.pop_front();
    }
    changed_.notify_all();
  }
}

}  // namespace gan
