#include <barrier>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

#include "blocks.hpp"
#include "paths.hpp"
#include "scratch.hpp"
#include "training.hpp"

namespace lemmavec {
namespace {

// Threads prepare the parts of a batch independently; this many, so that the work divides evenly.
constexpr int64_t parts_of_batch = 32;

// How often each row of V and U is hit in a batch, a hit being a prediction that moves it, in
// units of 1 / 1024: the sum of whole numbers does not depend on its order.
class Hits {
 public:
  explicit Hits(int32_t rows) : counts_(rows) {}
  void add(int32_t row, float hits) {
    counts_[row].fetch_add(static_cast<uint32_t>(hits * 1024.0f), std::memory_order_relaxed);
  }
  void clear(int32_t row) { counts_[row].store(0, std::memory_order_relaxed); }
  float of(int32_t row) const {
    return static_cast<float>(counts_[row].load(std::memory_order_relaxed)) / 1024.0f;
  }

 private:
  std::vector<std::atomic<uint32_t>> counts_;
};

// A row that a step changes, and how often the step hits it.
struct ChangedRow {
  int32_t word;
  float hits;
};

// A prepared step, the rows it changes, and the bounds on their moves.
struct PreparedStep {
  explicit PreparedStep(const Epoch& epoch)
      : memory(epoch.matrices.stride, epoch.max_span(), epoch.max_rows(), epoch.shared_negatives),
        scale_u(epoch.max_rows(), 1.0f),
        scale_v(epoch.max_span(), 1.0f) {}

  // A hit is a row's part in one prediction: as its word, as a (weighted) negative, as a node.
  void count_hits(const Epoch& epoch) {
    const Block& block = step.block;
    float hits_of_centre[block_centres] = {};
    u.clear();
    v.clear();
    if (epoch.loss == WordLoss::negative_sampling)
      count_words(epoch, hits_of_centre);
    else
      count_nodes(epoch, hits_of_centre);
    if (!epoch.cbow) {
      for (int i = 0; i < block.centres; i++)
        v.push_back({block.words[block.first + i], hits_of_centre[i]});
      return;
    }
    for (int j = 0; j < block.span; j++) {
      float hits = 0;
      for (int i = 0; i < block.centres; i++)
        if (block.is_outside_word(i, j)) hits += hits_of_centre[i] * step.hidden_scale[i];
      v.push_back({block.words[j], hits});
    }
  }

  StepMemory memory;
  Step step{};
  std::vector<ChangedRow> u, v;
  std::vector<float> scale_u, scale_v;

 private:
  // The step's rows are span words (skip-gram) or the centres (CBOW), then the negatives.
  void count_words(const Epoch& epoch, float* hits_of_centre) {
    const Block& block = step.block;
    float predictions = 0;
    if (!epoch.cbow)
      for (int j = 0; j < block.span; j++) u.push_back({block.words[j], 0});
    for (int i = 0; i < block.centres; i++) {
      const int n = block.outside_words(i);
      const float made = static_cast<float>(epoch.cbow ? n > 0 : n);
      if (epoch.cbow) u.push_back({block.words[block.first + i], made});
      if (!epoch.cbow)
        for (int j = block.begin[i]; j < block.end[i]; j++)
          if (block.is_outside_word(i, j)) u[j].hits += 1;
      hits_of_centre[i] = made * (1 + static_cast<float>(epoch.negative));
      predictions += made;
    }
    if (epoch.cbow) u.resize(block_centres, ChangedRow{u.back().word, 0});
    for (int k = 0; k < block.negative_count; k++)
      u.push_back({block.negatives[k], predictions * block.negative_weight});
  }

  void count_nodes(const Epoch& epoch, float* hits_of_centre) {
    const Block& block = step.block;
    const Paths& paths = block.paths;
    for (int n = 0; n < paths.count; n++) u.push_back({paths.nodes[n], 0});
    for (int j = 0; j < block.span; j++) {
      const int length = paths.begin[j + 1] - paths.begin[j];
      float predictors = 0;
      for (int i = 0; i < block.centres; i++) {
        const bool predicts = epoch.cbow ? j == block.first + i : block.is_outside_word(i, j);
        if (!predicts) continue;
        hits_of_centre[i] += static_cast<float>(length);
        predictors += 1;
      }
      for (int e = paths.begin[j]; e < paths.begin[j + 1]; e++) u[paths.at[e]].hits += predictors;
    }
  }
};

// A part of a batch: its stretch of the corpus, and its steps in order.
struct Part {
  explicit Part(const Epoch& epoch) : blocks(epoch) {}
  Blocks blocks;
  std::deque<PreparedStep> steps;  // memory is kept from batch to batch
  size_t count = 0;
  Loss loss;
};

class Batches {
 public:
  Batches(const Epoch& epoch, Progress& progress)
      : epoch_(epoch), progress_(progress), hits_u_(epoch.rows), hits_v_(epoch.rows) {
    for (int64_t p = 0; p < parts_of_batch; p++) parts_.emplace_back(epoch);
  }

  // What thread t of `threads` does; `meet` waits for all of them.
  template <class Meet>
  void work(int t, int threads, const Meet& meet) {
    ThreadMemory memory(epoch_.matrices.stride, epoch_.max_rows());
    std::optional<BlockPaths> paths;
    if (epoch_.tree) paths.emplace(*epoch_.tree);
    const auto own_parts = [&](auto&& each) {
      for (size_t p = t; p < parts_.size(); p += threads) each(parts_[p], p);
    };
    for (int64_t batch = epoch_.first_piece; batch < epoch_.pieces(); batch++) {
      own_parts([&](Part& part, size_t p) { prepare(part, batch, p, memory, paths); });
      meet();
      own_parts([&](Part& part, size_t) { bound(part); });
      meet();
      apply(t, threads, memory);
      own_parts([&](Part& part, size_t) { forget(part); });
      if (t == 0) report();
      meet();
      if (stop_) return;
    }
  }

 private:
  void prepare(Part& part, int64_t batch, size_t p, const ThreadMemory& memory,
               std::optional<BlockPaths>& paths) {
    const int64_t from = epoch_.piece_begin(batch), size = epoch_.piece_end(batch) - from;
    const int64_t index = static_cast<int64_t>(p);
    part.blocks.read(from + size * index / parts_of_batch,
                     from + size * (index + 1) / parts_of_batch,
                     static_cast<uint64_t>(batch * parts_of_batch + index));
    part.loss = {};
    part.count = 0;
    while (!part.blocks.empty()) {
      if (part.count == part.steps.size()) part.steps.emplace_back(epoch_);
      PreparedStep& prepared = part.steps[part.count++];
      part.blocks.draw_negatives(prepared.memory.negatives());
      Block block = part.blocks.next(prepared.memory.negatives());
      if (paths) block.paths = paths->find(block, epoch_.cbow);
      prepared.step = prepared.memory.step(block);
      epoch_.objective().prepare(epoch_.matrices, epoch_.context, epoch_.alpha(batch),
                                 memory.scratch(), prepared.step, part.loss);
      prepared.count_hits(epoch_);
      for (const ChangedRow& row : prepared.u) hits_u_.add(row.word, row.hits);
      for (const ChangedRow& row : prepared.v) hits_v_.add(row.word, row.hits);
    }
  }

  // A row that is hit c times from one state would overshoot: each hit was computed as if it were
  // the only one. It moves by 1 / max(1, bound c) of the sum of its hits.
  void bound(Part& part) const {
    const auto bounded = [&](const Hits& hits, const std::vector<ChangedRow>& rows, float* scale) {
      for (size_t r = 0; r < rows.size(); r++)
        scale[r] = 1.0f / std::max(1.0f, epoch_.bound * hits.of(rows[r].word));
    };
    for (size_t s = 0; s < part.count; s++) {
      bounded(hits_u_, part.steps[s].u, part.steps[s].scale_u.data());
      bounded(hits_v_, part.steps[s].v, part.steps[s].scale_v.data());
    }
  }

  // Thread t changes its share of the coordinates, in whole vectors, for all steps in order.
  void apply(int t, int threads, const ThreadMemory& memory) const {
    const int lanes = epoch_.kernels->lanes, vectors = epoch_.matrices.stride / lanes;
    const int k = vectors * t / threads * lanes, k_end = vectors * (t + 1) / threads * lanes;
    if (k == k_end) return;
    for (const Part& part : parts_)
      for (size_t s = 0; s < part.count; s++) {
        const PreparedStep& prepared = part.steps[s];
        epoch_.objective().apply(epoch_.matrices, prepared.step, prepared.scale_u.data(),
                                 prepared.scale_v.data(), memory.change(), k, k_end);
      }
  }

  void forget(Part& part) {
    for (size_t s = 0; s < part.count; s++) {
      for (const ChangedRow& row : part.steps[s].u) hits_u_.clear(row.word);
      for (const ChangedRow& row : part.steps[s].v) hits_v_.clear(row.word);
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
    progress_.add(words, loss);
    stop_ = progress_.stopped;
  }

  const Epoch& epoch_;
  Progress& progress_;
  Hits hits_u_, hits_v_;
  std::deque<Part> parts_;
  bool stop_ = false;
};

}  // namespace

void train_synchronous(const Epoch& epoch, Progress& progress) {
  progress.pieces = epoch.first_piece;
  Batches batches(epoch, progress);
  std::barrier barrier(epoch.threads);
  const auto work = [&](int t) { batches.work(t, epoch.threads, [&] { barrier.arrive_and_wait(); }); };
  std::vector<std::thread> others;
  for (int t = 1; t < epoch.threads; t++) others.emplace_back(work, t);
  work(0);
  for (std::thread& thread : others) thread.join();
}

}  // namespace lemmavec
