// How long the threads of an epoch spend in each of its parts, if somebody asks.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "kernels/step.hpp"

namespace lemmavec {

// A thread's work by part. Reading is of tokens, windows, negatives and paths, with finding their
// rows; the logits and the update are the products; waiting is for other threads.
enum class Part { reading, logits, coefficients, update, waiting };
constexpr const char* part_names[] = {"reading", "logits", "coefficients", "update", "waiting"};
constexpr int part_count = 5;

// The sums over all threads.
struct Profile {
  std::atomic<double> seconds[part_count]{};
  std::atomic<int64_t> path_nodes{0};  // of all predictions, in hierarchical softmax
};

// The clock of one thread, which adds its times to a profile when it is destroyed; without a profile
// it does nothing. Steps take microseconds: reading the steady clock would be a twentieth of them.
class PartClock {
 public:
  explicit PartClock(Profile* profile) : profile_(profile) {
    if (!profile_) return;
    begin_ = std::chrono::steady_clock::now();
    begin_ticks_ = last_ = ticks();
  }
  PartClock(const PartClock&) = delete;
  PartClock& operator=(const PartClock&) = delete;
  ~PartClock() {
    if (!profile_) return;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
    const double tick = passed.count() / static_cast<double>(ticks() - begin_ticks_);
    for (int p = 0; p < part_count; p++)
      profile_->seconds[p] += tick * static_cast<double>(spent_[p]);
    profile_->path_nodes += path_nodes_;
  }

  // The time since the last part ended was spent in this one.
  void ended(Part part) {
    if (!profile_) return;
    const uint64_t now = ticks();
    spent_[static_cast<int>(part)] += now - last_;
    last_ = now;
  }
  void count_path_nodes(const Step& step) {
    if (!profile_ || !step.block.path_nodes) return;
    for (int n = 0; n < step.block.path_nodes->logit_count; n++)
      path_nodes_ += static_cast<int64_t>(step.label_1[n] + step.label_0[n]);
  }

 private:
  static uint64_t ticks() {
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_ia32_rdtsc();
#else
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
  }

  Profile* const profile_;
  std::chrono::steady_clock::time_point begin_;
  uint64_t begin_ticks_ = 0, last_ = 0;
  uint64_t spent_[part_count]{};
  int64_t path_nodes_ = 0;
};

}  // namespace lemmavec
