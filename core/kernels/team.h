// Threads that share small tasks, of tens of microseconds each, with almost no overhead between
// them. Each thread has a share of its own: the same one whenever the numbers of tasks are the
// same, so that what a task works on stays in the caches of one core. A thread that is done takes
// from the others' shares, so one that the system interrupts delays a job by no more than a task. A
// task must not depend on the thread that runs it; then the results do not depend on it either.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
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

  int size() const { return size_; }

  // The index, in [0, size()), of the thread that calls this in a task: for memory of its own.
  static int thread() { return thread_; }

  // Calls task(index) once for each index in [0, count), count < 2^32, and returns when all are
  // done. A share is adjacent indices. Tasks must not throw. Only one thread at a time may call
  // this.
  template <class Task>
  void for_each(int64_t count, const Task& task) {
    for_each(count, 0, task);
  }

  // The same for indices in [0, first + second). A share is a part of the first ones, and the same
  // part of the second ones, which come last.
  template <class Task>
  void for_each(int64_t first, int64_t second, const Task& task) {
    run({[](const void* context, int64_t index) { (*static_cast<const Task*>(context))(index); },
         &task, first, second});
  }

 private:
  struct Job {
    void (*call)(const void* context, int64_t index);
    const void* context;
    int64_t first;
    int64_t second;
  };

  // A thread's part of a job: indices [first, first_end), and those from `second` on.
  struct alignas(64) Share {
    // Upper half: the job's number; lower half: how many tasks are not yet taken. To take one, a
    // thread decrements it by compare-and-swap, which fails if it has read an earlier job's.
    std::atomic<uint64_t> ticket{0};
    int64_t size, first, first_end, second;
  };

  void run(const Job& job);
  void work();
  void run_tasks();
  int64_t run_tasks_of(Share& share);
  int64_t begin_of(int64_t count, int owner) const { return count * owner / size(); }
  template <class Condition>
  void wait_until(const Condition& is_true, std::atomic<int>& sleepers);
  void wake(std::atomic<int>& sleepers);

  static thread_local int thread_;  // 0: a thread that no team has started

  int size_;
  int spins_;
  std::unique_ptr<Share[]> shares_;  // one for each thread
  std::atomic<bool> is_closing_{false};
  // Each group has a cache line of its own: a core waits for one that another has written.
  alignas(64) Job job_{};
  std::atomic<uint64_t> jobs_{0};  // begun so far
  alignas(64) std::atomic<int64_t> unfinished_{0};
  alignas(64) std::atomic<int> idle_workers_{0};
  std::atomic<int> waiting_caller_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::thread> workers_;
};

}  // namespace gan
