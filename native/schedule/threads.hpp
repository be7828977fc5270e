// Threads that run one function together, and their barrier.
#pragma once

#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "schedule/barrier.hpp"

namespace lemmavec {

// The system has no room for more threads; its message is for the person who asked for them.
struct CannotStartThreads : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Threads {
 public:
  explicit Threads(int count) : count_(count), barrier_(count) {}

  int count() const { return count_; }

  // Runs work(t) for t = 0 .. count - 1 at once, the first on the calling thread, once all threads
  // have started and prepare() has run on the calling thread. If a thread fails or cannot be started,
  // the others leave their work at the next barrier; the error is thrown when all have ended.
  //
  // The threads allocate and throw as little as possible, and nothing before all have started: where
  // memory runs out in many threads at once, there is none left for their exceptions either, and the
  // C library ends the process. See start() for the rest of this.
  template <class Prepare, class Work>
  void run(const Prepare& prepare, const Work& work) {
    std::atomic<bool> started{false};
    std::atomic<int> ready{0};
    const auto guarded = [&](int t) {
      ready = can_throw() ? t : no_memory;
      ready.notify_all();
      started.wait(false);
      if (failed_) return;
      try {
        work(t);
      } catch (...) {
        fail(std::current_exception());
      }
    };
    std::vector<std::thread> others;
    try {
      start(others, ready, guarded);
      prepare();
    } catch (...) {
      fail(std::current_exception());
    }
    started = true;
    started.notify_all();
    guarded(0);
    for (std::thread& thread : others) thread.join();
    if (error_) std::rethrow_exception(error_);
  }

  template <class Work>
  void run(const Work& work) {
    run([] {}, work);
  }

  // The barrier. If it returns false, a thread has failed, and the work is to be left.
  [[nodiscard]] bool wait_for_all() {
    barrier_.wait(failed_);
    return !failed_;
  }

  bool failed() const { return failed_; }

 private:
  // The C library gives a thread the memory that it needs to throw when it first uses it, and ends the
  // process if there is none: a new thread uses it here, if there is some. It may map a megabyte.
  static bool can_throw() {
    void* volatile room = std::malloc(size_t{4} << 20);  // volatile, or it would be left out
    if (!room) return false;
    std::free(room);
    return std::uncaught_exceptions() == 0;
  }
  static constexpr int no_memory = -1;

  // Starts the threads in turn, so that none takes the memory that another has found.
  template <class Guarded>
  void start(std::vector<std::thread>& others, std::atomic<int>& ready, const Guarded& guarded) {
    try {
      others.reserve(count_);
      for (int t = 1; t < count_; t++) {
        others.emplace_back(guarded, t);
        ready.wait(t - 1);
        if (ready == no_memory) throw std::bad_alloc();
      }
    } catch (const std::system_error& error) {
      throw CannotStartThreads("cannot start " + std::to_string(count_) + " threads (" +
                               error.code().message() + "); use fewer workers");
    }
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
