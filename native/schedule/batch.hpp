// A synchronous batch: all its steps are prepared from one state, before the first is applied.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <vector>

#include "schedule/prepared_step.hpp"

namespace lemmavec {

// Threads read the parts of a batch independently. There are enough for the work to divide evenly,
// and each is long enough that its last block, which is not full, does not matter.
inline int64_t parts_of(int64_t batch_tokens) {
  return std::clamp<int64_t>(batch_tokens / 256, 1, 32);
}

// Of each step of a batch.
using BatchLogits = std::vector<StepLogits>;

class Batch {
 public:
  explicit Batch(const Epoch& epoch) : epoch_(epoch) {
    for (int64_t p = 0; p < parts_of(epoch.schedule.piece_tokens); p++) parts_.emplace_back(epoch);
  }

  // Begins a batch, before any thread reads it; beyond the last batch there is nothing to read.
  void begin(int64_t number) {
    number_ = number;
    for (Part& part : parts_) part.count = 0;
    next_part_ = number < epoch_.pieces() ? 0 : parts();
    next_step_ = 0;
  }

  // No batch has more steps.
  static size_t most_steps(const Epoch& epoch) {
    const int64_t tokens = epoch.schedule.piece_tokens, parts = parts_of(tokens);
    const int64_t centres = epoch.model.tree ? tree_block_centres : block_centres;
    const int64_t steps = parts * ((tokens / parts + 1) / centres + 1);
    if (!epoch.model.has_tag_centres()) return static_cast<size_t>(steps);
    // At worst, each token is a document.
    const int64_t of_tags =
        parts * ((tokens / parts + chunk_tokens) * epoch.model.documents->most_tags / centres + 1);
    return static_cast<size_t>(of_tags + (epoch.model.trains_words ? steps : 0));
  }

  // Reads parts until all are taken.
  void read(ThreadState& thread, Curvature& curvature) {
    for (int64_t p; (p = next_part_++) < parts();) {
      Part& part = parts_[p];
      const int64_t from = epoch_.piece_begin(number_), size = epoch_.piece_end(number_) - from;
      part.blocks.read(from + size * p / parts(), from + size * (p + 1) / parts(),
                       static_cast<uint64_t>(number_ * parts() + p));
      part.count = 0;
      while (!part.blocks.empty()) {
        if (part.count == part.steps.size()) part.steps.emplace_back(epoch_);
        curvature.count(thread.number, number_,
                        part.steps[part.count++].read(part.blocks, thread));
      }
    }
  }

  // The quarters of the logits that are a thread's.
  void find_logits(const Columns& columns, BatchLogits& logits, ThreadState& thread) {
    const Range own = columns.of_thread(thread.number);
    for_each_step([&](size_t s, PreparedStep& step, const PreparedStep* next) {
      if (next) next->prefetch(own);
      step.find_logits(columns, columns.of_step(s), measured(s), logits[s], thread);
    });
  }

  // Makes room for the logits of all steps.
  void reserve(BatchLogits& logits) {
    for_each_step([&](size_t s, const PreparedStep& step, const PreparedStep*) {
      step.reserve(logits[s]);
    });
  }

  // The coefficients of steps until all are taken; each makes room for its successor in `next`.
  void find_coefficients(const Columns& columns, const Curvature& curvature, BatchLogits& logits,
                         Batch& next) {
    Norms norms;
    for_each_step([&](size_t s, PreparedStep&, const PreparedStep*) {
      if (measured(s))
        for (const Norms& quarter : logits[s].norms) norms.add(quarter);
    });
    const Curvature::Scales scales = curvature.scales(number_, norms);
    const float alpha = epoch_.alpha(number_);
    for (size_t s; (s = next_step_++) < logits.size();) {
      if (PreparedStep* step = find(s))
        step->find_coefficients(alpha, columns.of_step(s), scales, logits[s]);
      if (const PreparedStep* successor = next.find(s)) successor->reserve(logits[s]);
    }
  }

  // Meanwhile the rows of the next batch are on their way into the second-level cache.
  void apply(const Columns& columns, Batch& next_batch, ThreadState& thread) {
    const Range own = columns.of_thread(thread.number);
    if (own.empty()) return;
    for_each_step([&](size_t s, PreparedStep& step, const PreparedStep* next) {
      if (next) next->prefetch(own);
      if (const PreparedStep* later = next_batch.find(s)) later->prefetch_early(own);
      step.apply(own, thread);
    });
  }

  Loss loss() const {
    Loss sum;
    for (const Part& part : parts_)
      for (size_t s = 0; s < part.count; s++) {
        sum.sum += part.steps[s].loss().sum;
        sum.predictions += part.steps[s].loss().predictions;
      }
    return sum;
  }
  int64_t raw_words() const {
    int64_t words = 0;
    for (const Part& part : parts_) words += part.blocks.raw_words();
    return words;
  }

 private:
  struct Part {
    explicit Part(const Epoch& epoch) : blocks(epoch) {}
    BlockReader blocks;
    std::deque<PreparedStep> steps;  // memory is kept from batch to batch
    size_t count = 0;                // steps of this batch
  };

  int64_t parts() const { return static_cast<int64_t>(parts_.size()); }
  // Norms change slowly: those of every eighth step are enough.
  static bool measured(size_t step) { return step % 8 == 0; }

  // Step s, or null.
  PreparedStep* find(size_t s) {
    for (Part& part : parts_) {
      if (s < part.count) return &part.steps[s];
      s -= part.count;
    }
    return nullptr;
  }

  // Calls call(number, step, next step or null) in order.
  template <class Call>
  void for_each_step(const Call& call) {
    size_t number = 0;
    for (Part& part : parts_)
      for (size_t s = 0; s < part.count; s++)
        call(number++, part.steps[s], s + 1 < part.count ? &part.steps[s + 1] : nullptr);
  }

  const Epoch& epoch_;
  std::deque<Part> parts_;
  int64_t number_ = 0;
  std::atomic<int64_t> next_part_{0};
  std::atomic<size_t> next_step_{0};
};

}  // namespace lemmavec
