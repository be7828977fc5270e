// Synchronous training: threads own columns of V and U, and exchange logits.
//
// Per batch there are two barriers. Between the first and the second, logits become coefficients,
// step by step; after the second, each thread changes its columns by the batch's steps, computes its
// part of the logits of the next batch, which needs no other thread's columns, and reads blocks of
// the batch after that. A row therefore never leaves its core. With three threads, or more than
// four, the logits do need other threads' columns, and a third barrier.
#include <cstdint>
#include <deque>

#include "schedule/batch.hpp"
#include "schedule/threads.hpp"

namespace lemmavec {
namespace {

class SynchronousEpoch {
 public:
  SynchronousEpoch(const Epoch& epoch, RunningEpoch& running)
      : epoch_(epoch),
        running_(running),
        threads_(epoch.schedule.threads),
        columns_(epoch.matrices, epoch.schedule.threads),
        curvature_(epoch),
        logits_(Batch::most_steps(epoch)) {
    for (int b = 0; b < buffers; b++) batches_.emplace_back(epoch);
    for (int64_t b = first(); b < first() + 2; b++) batch(b).begin(b);
  }

  void run() {
    std::deque<ThreadState> states;
    const auto prepare = [&] {
      for (int t = 0; t < threads_.count(); t++) states.emplace_back(epoch_, t);
    };
    threads_.run(prepare, [&](int t) { work(t, states[static_cast<size_t>(t)]); });
  }

 private:
  void work(int t, ThreadState& thread) {
    PartClock& clock = thread.clock;
    batch(first()).read(thread, curvature_);
    clock.ended(Part::reading);
    if (!threads_.wait_for_all()) return;
    clock.ended(Part::waiting);
    if (t == 0) batch(first()).reserve(logits_);
    if (!threads_.wait_for_all()) return;
    clock.ended(Part::waiting);
    for (int64_t b = first(); b < epoch_.pieces(); b++) {
      batch(b).find_logits(columns_, logits_, thread);
      clock.ended(Part::logits);
      batch(b + 1).read(thread, curvature_);
      clock.ended(Part::reading);
      if (!threads_.wait_for_all()) return;
      clock.ended(Part::waiting);
      if (t == 0) batch(b + 2).begin(b + 2);
      batch(b).find_coefficients(columns_, curvature_, logits_, batch(b + 1));
      clock.ended(Part::coefficients);
      if (t == 0) stop_ = running_.stopped;
      if (!threads_.wait_for_all()) return;
      clock.ended(Part::waiting);
      if (t == 0) running_.add_piece(batch(b).raw_words(), batch(b).loss());
      batch(b).apply(columns_, batch(b + 1), thread);
      clock.ended(Part::update);
      if (stop_) return;
      if (!columns_.are_quarters()) {
        if (!threads_.wait_for_all()) return;
        clock.ended(Part::waiting);
      }
    }
  }

  int64_t first() const { return epoch_.schedule.first_piece; }
  // While a slow thread applies batch b, a fast one may already read batch b + 2.
  static constexpr int buffers = 3;
  Batch& batch(int64_t number) { return batches_[number % buffers]; }

  const Epoch& epoch_;
  RunningEpoch& running_;
  Threads threads_;
  const Columns columns_;
  Curvature curvature_;
  std::deque<Batch> batches_;
  BatchLogits logits_;
  bool stop_ = false;
};

}  // namespace

void train_synchronous(const Epoch& epoch, RunningEpoch& running) {
  SynchronousEpoch(epoch, running).run();
}

}  // namespace lemmavec
