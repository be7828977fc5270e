// A barrier that spins for some microseconds, and then sleeps.
//
// Threads that do equal work arrive nearly together: going to sleep and being woken would take
// longer than the wait. On a busy machine, or with more threads than cores, a thread may wait for one that
// is not running, which it would only keep from its core.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace lemmavec {

inline void pause_briefly() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

class Barrier {
 public:
  explicit Barrier(int count)
      : count_(count),
        spins_(static_cast<unsigned>(count) <= std::thread::hardware_concurrency()) {}

  // Waits for all threads, or for `release`; not if `broken`, which is set before the release. It is
  // read after the phase: a release between the two has changed the phase that is waited for.
  void wait(const std::atomic<bool>& broken) {
    const uint32_t phase = phase_.load(std::memory_order_acquire);
    if (broken) return;
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == count_) {
      arrived_.store(0, std::memory_order_relaxed);
      release();
    } else if (!spins_ || !spin(phase)) {
      phase_.wait(phase, std::memory_order_acquire);
    }
  }

  // Lets all waiting threads go.
  void release() {
    phase_.fetch_add(1, std::memory_order_acq_rel);
    phase_.notify_all();
  }

 private:
  static constexpr std::chrono::microseconds patience{20};
  static constexpr int pauses = 32;  // between two looks at the clock

  bool spin(uint32_t phase) const {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + patience;
    do {
      for (int i = 0; i < pauses; i++) {
        if (phase_.load(std::memory_order_acquire) != phase) return true;
        pause_briefly();
      }
    } while (Clock::now() < end);
    return false;
  }

  const int count_;
  const bool spins_;
  std::atomic<int> arrived_{0};
  std::atomic<uint32_t> phase_{0};
};

}  // namespace lemmavec
