// Threads that share small tasks, of tens of microseconds each, with almost no overhead between
// them. A free thread takes the next task, so a thread that the system interrupts delays only one.
// A task must not depend on the thread that runs it; then the results do not depend on it either.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace gan {

class Team {
 public:
  // threads  >= 1, including the calling thread
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return static_cast<int>(workers_.size()) + 1; }

  // The index, in [0, size()), of the thread that calls this in a task: for memory of its own.
  static int thread() { return thread_; }

  // Calls task(index) once for each index in [0, count), count < 2^32, and returns when all are
  // done. Tasks must not throw. Only one thread at a time may call this.
  template <class Task>
  void for_each(int64_t count, const Task& task) {
    run({[](const void* context, int64_t index) { (*static_cast<const Task*>(context))(index); },
         &task, count});
  }

 private:
  struct Job {
    void (*call)(const void* context, int64_t index);
    const void* context;
    int64_t count;
  };

  void run(const Job& job);
  void work();
  bool run_one_task();
  template <class Condition>
  void wait_until(const Condition& is_true, std::atomic<int>& sleepers);
  void wake(std::atomic<int>& sleepers);

  static thread_local int thread_;  // 0: a thread that no team has started

  int spins_;
  Job job_{};
  // Upper half: the job's number; lower half: how many of its tasks are not yet taken. To take one,
  // a thread decrements it by compare-and-swap, which fails if it has read an earlier job's ticket.
  std::atomic<uint64_t> ticket_{0};
  std::atomic<int64_t> unfinished_{0};
  std::atomic<bool> is_closing_{false};
  std::atomic<int> idle_workers_{0};
  std::atomic<int> waiting_caller_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::thread> workers_;
};

}  // namespace gan
