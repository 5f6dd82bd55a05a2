// Runs jobs in the background, such as writing files: on one thread, in the order of submission.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace gan {

class Background {
 public:
  Background();
  ~Background();  // finishes all jobs, but their exceptions are lost, so call wait() first
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // Adds a job. Waits while two are unfinished, so that a slow disk delays the training rather than
  // filling the memory.
  // throws  what an earlier job threw; the jobs after that one are dropped
  void submit(std::function<void()> job);

  // Throws what a job threw, if one did.
  void check();

  // Returns when all jobs are done. throws  as check() does
  void wait();

 private:
  void work();
  void rethrow(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;  // the first is running
  std::exception_ptr failure_;
  bool is_closing_ = false;
  std::thread thread_;
};

}  // namespace gan
