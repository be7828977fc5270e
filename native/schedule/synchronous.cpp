// Synchronous training: all steps of a batch are prepared before the first is applied.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/curvature.hpp"
#include "schedule/prepared_step.hpp"
#include "schedule/threads.hpp"

namespace lemmavec {
namespace {

// Threads prepare the parts of a batch independently. There are enough for the work to divide
// evenly, and each is long enough that its last block, which is not full, does not matter.
int64_t parts_of(int64_t batch_tokens) { return std::clamp<int64_t>(batch_tokens / 256, 1, 32); }

struct Part {
  explicit Part(const Epoch& epoch) : blocks(epoch) {}
  BlockReader blocks;
  std::deque<PreparedStep> steps;  // memory is kept from batch to batch
  size_t count = 0;                // steps of this batch
  Loss loss;
};

class SynchronousEpoch {
 public:
  SynchronousEpoch(const Epoch& epoch, RunningEpoch& running)
      : epoch_(epoch), running_(running), threads_(epoch.schedule.threads), curvature_(epoch) {
    for (int64_t p = 0; p < parts_of(epoch.schedule.piece_tokens); p++) parts_.emplace_back(epoch);
  }

  void run() {
    threads_.run([&](int t) { work(t); });
  }

 private:
  void work(int t) {
    ThreadState thread(epoch_, t);
    for (int64_t batch = epoch_.schedule.first_piece; batch < epoch_.pieces(); batch++) {
      for (int64_t p = t; p < parts(); p += threads_.count()) prepare(batch, p, thread);
      threads_.wait_for_all();
      if (t == 0) report();
      apply(batch, thread);
      threads_.wait_for_all();
      if (stop_) return;
    }
  }

  int64_t parts() const { return static_cast<int64_t>(parts_.size()); }
  // The curvature's sums start with stamp 0, which is therefore no batch's.
  static uint32_t stamp(int64_t batch) { return static_cast<uint32_t>(batch) + 1; }

  void prepare(int64_t batch, int64_t p, ThreadState& thread) {
    Part& part = parts_[p];
    const float alpha = epoch_.alpha(batch);
    const int64_t from = epoch_.piece_begin(batch), size = epoch_.piece_end(batch) - from;
    part.blocks.read(from + size * p / parts(), from + size * (p + 1) / parts(),
                     static_cast<uint64_t>(batch * parts() + p));
    part.loss = {};
    part.count = 0;
    while (!part.blocks.empty()) {
      if (part.count == part.steps.size()) part.steps.emplace_back(epoch_);
      PreparedStep& step = part.steps[part.count++];
      const Block& block = step.prepare(part.blocks, alpha, thread, part.loss);
      curvature_.add(thread.number, stamp(batch), alpha, block, step.norms());
    }
  }

  // Each thread changes its share of the coordinates, in whole vectors, for all steps in order.
  void apply(int64_t batch, ThreadState& thread) const {
    const int lanes = epoch_.kernels.lanes, vectors = epoch_.matrices.stride / lanes;
    const Range own{vectors * thread.number / threads_.count() * lanes,
                    vectors * (thread.number + 1) / threads_.count() * lanes};
    if (own.empty()) return;
    for (const Part& part : parts_)
      for (size_t s = 0; s < part.count; s++) {
        if (s + 1 < part.count) part.steps[s + 1].prefetch(own);
        part.steps[s].apply(curvature_, stamp(batch), own, thread);
      }
  }

  void report() {
    Loss loss;
    int64_t words = 0;
    for (const Part& part : parts_) {
      loss.sum += part.loss.sum;
      loss.predictions += part.loss.predictions;
      words += part.blocks.raw_words();
    }
    running_.add_piece(words, loss);
    stop_ = running_.stopped;
  }

  const Epoch& epoch_;
  RunningEpoch& running_;
  Threads threads_;
  Curvature curvature_;
  std::deque<Part> parts_;
  bool stop_ = false;
};

}  // namespace

void train_synchronous(const Epoch& epoch, RunningEpoch& running) {
  SynchronousEpoch(epoch, running).run();
}

}  // namespace lemmavec
