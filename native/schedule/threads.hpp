// Threads that run one function together, and their barrier.
#pragma once

#include <atomic>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "schedule/barrier.hpp"

namespace lemmavec {

class Threads {
 public:
  explicit Threads(int count) : count_(count), barrier_(count) {}

  int count() const { return count_; }

  // Runs work(t) for t = 0 .. count - 1 at once, the first on the calling thread. If a thread fails
  // or cannot be started, the others leave their work at the next barrier; the error is thrown when
  // all have ended.
  template <class Work>
  void run(const Work& work) {
    const auto guarded = [&](int t) {
      try {
        work(t);
      } catch (...) {
        fail(std::current_exception());
      }
    };
    std::vector<std::thread> others;
    if (start(others, guarded)) guarded(0);
    for (std::thread& thread : others) thread.join();
    if (error_) std::rethrow_exception(error_);
  }

  // The barrier.
  void wait_for_all() {
    if (!failed_) barrier_.wait();
    if (failed_) throw Abandoned{};
  }

  bool failed() const { return failed_; }

 private:
  struct Abandoned {};

  template <class Guarded>
  bool start(std::vector<std::thread>& others, const Guarded& guarded) {
    try {
      others.reserve(count_);
      while (static_cast<int>(others.size()) < count_ - 1)
        others.emplace_back(guarded, static_cast<int>(others.size()) + 1);
      return true;
    } catch (const std::system_error& error) {
      fail(std::make_exception_ptr(std::runtime_error(
          "cannot start " + std::to_string(count_) + " threads (" + error.code().message() +
          "); use fewer workers")));
    } catch (...) {
      fail(std::current_exception());
    }
    return false;
  }

  // Keeps the first error. The other threads no longer wait for the one that calls this.
  void fail(std::exception_ptr error) {
    if (!failed_.exchange(true)) error_ = std::move(error);
    barrier_.release();
  }

  const int count_;
  Barrier barrier_;
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
};

}  // namespace lemmavec
