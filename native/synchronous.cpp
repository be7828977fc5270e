#include <barrier>
#include <deque>
#include <thread>
#include <vector>

#include "blocks.hpp"
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
      : memory(epoch.matrices.stride, epoch.max_span(), epoch.shared_negatives),
        scale_u(epoch.max_span() + block_centres + epoch.shared_negatives, 1.0f),
        scale_v(epoch.max_span() + block_centres, 1.0f) {}

  // In skip-gram the centres' rows of V meet the span's rows of U; in CBOW it is the other way.
  void count(bool cbow, float negatives_a_prediction) {
    const Block& block = step.block;
    std::vector<ChangedRow>& of_centres = cbow ? u : v;
    std::vector<ChangedRow>& of_span = cbow ? v : u;
    u.clear();
    v.clear();
    for (int j = 0; j < block.span; j++) of_span.push_back({block.words[j], 0});
    float predictions = 0;
    for (int i = 0; i < block.centres; i++) {
      const int n = block.outside_words(i);
      const float made = static_cast<float>(cbow ? n > 0 : n);
      const float flow = cbow ? (1 + negatives_a_prediction) * step.hidden_scale[i] : 1.0f;
      for (int j = block.begin[i]; j < block.end[i]; j++)
        if (j != block.first + i) of_span[j].hits += flow;
      of_centres.push_back({block.words[block.first + i],
                            cbow ? made : made * (1 + negatives_a_prediction)});
      predictions += made;
    }
    if (cbow) u.resize(block_centres, ChangedRow{u.back().word, 0});
    for (int k = 0; k < block.negative_count; k++)
      u.push_back({block.negatives[k], predictions * block.negative_weight});
  }

  StepMemory memory;
  Step step{};
  std::vector<ChangedRow> u, v;
  std::vector<float> scale_u, scale_v;
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
    ThreadMemory memory(epoch_.matrices.stride);
    const auto own_parts = [&](auto&& each) {
      for (size_t p = t; p < parts_.size(); p += threads) each(parts_[p], p);
    };
    for (int64_t batch = epoch_.first_piece; batch < epoch_.pieces(); batch++) {
      own_parts([&](Part& part, size_t p) { prepare(part, batch, p, memory); });
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
  void prepare(Part& part, int64_t batch, size_t p, ThreadMemory& memory) {
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
      prepared.step = prepared.memory.step(part.blocks.next(prepared.memory.negatives()));
      epoch_.objective->prepare(epoch_.matrices, epoch_.context, epoch_.alpha(batch),
                                memory.transposed.get(), prepared.step, part.loss);
      prepared.count(epoch_.cbow, static_cast<float>(epoch_.negative));
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
  void apply(int t, int threads, ThreadMemory& memory) const {
    const int vectors = epoch_.matrices.stride / epoch_.lanes;
    const int k = vectors * t / threads * epoch_.lanes;
    const int k_end = vectors * (t + 1) / threads * epoch_.lanes;
    if (k == k_end) return;
    for (const Part& part : parts_)
      for (size_t s = 0; s < part.count; s++) {
        const PreparedStep& prepared = part.steps[s];
        epoch_.objective->apply(epoch_.matrices, prepared.step, prepared.scale_u.data(),
                                prepared.scale_v.data(), memory.change.get(), k, k_end);
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
