// Work beside the training: writing files on a thread of its own, in the order it was given.
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
  ~Background();  // waits for what is under way; what it throws is lost, so wait() first
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // Takes a job on; waits while two are still to be done, so that a slow disk holds the training
  // up rather than fill the memory.
  // throws  what an earlier job threw; no job after that one is begun
  void submit(std::function<void()> job);

  // Throws what a job threw, if one did.
  void check();

  // Returns when all jobs are done. throws  as check()
  void wait();

 private:
  void work();
  void rethrow(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;  // the first is under way
  std::exception_ptr failure_;
  bool is_closing_ = false;
  std::thread thread_;
};

}  // namespace gan
