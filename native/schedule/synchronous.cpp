#include <barrier>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/curvature.hpp"
#include "schedule/scratch.hpp"
#include "schedule/training.hpp"
#include "schedule/visits.hpp"

namespace lemmavec {
namespace {

// Threads prepare the parts of a batch independently. There are enough for the work to divide
// evenly, each long enough that its last block, which is not full, does not matter.
int64_t parts_of(int64_t batch_tokens) { return std::clamp<int64_t>(batch_tokens / 256, 1, 32); }

// A prepared step, with the rows of U and V that it changes by their numbers.
struct PreparedStep {
  explicit PreparedStep(const Epoch& epoch)
      : memory(epoch.matrices.stride, epoch.max_span(), epoch.max_rows(), epoch.shared_negatives) {}

  void prepare(const Epoch& epoch, float alpha, Block block, const ThreadMemory& thread,
               std::optional<BlockVisits>& visits, Loss& loss) {
    if (visits) block.visits = visits->find(block, epoch.cbow);
    step = memory.step(block);
    epoch.objective().prepare(epoch.matrices, epoch.context, alpha, thread.scratch(), step, loss);
    const int32_t* centres = block.words + block.first;
    u.clear();
    if (visits)
      u.assign(block.visits->nodes, block.visits->nodes + block.visits->count);
    else if (epoch.cbow)
      u.assign(centres, centres + block.centres), u.resize(block_centres, centres[0]);
    else
      u.assign(block.words, block.words + block.span);
    u.insert(u.end(), block.negatives, block.negatives + block.negative_count);
    v = epoch.cbow ? block.words : centres;
    v_count = epoch.cbow ? block.span : block.centres;
  }

  // Of visits to nodes there are many: the first stand for all.
  MeanNorms norms(const Epoch& epoch) const {
    const auto mean = [&](float* const* rows, int count) {
      float squares[64], sum = 0;
      count = std::min(count, 64);
      if (count <= 0) return least_norm;
      epoch.kernels->squared_norms(rows, count, epoch.matrices.stride, squares);
      for (int r = 0; r < count; r++) sum += squares[r];
      return std::max(least_norm, sum / static_cast<float>(count));
    };
    const int words = epoch.tree ? step.rows : step.paired;
    return {mean(step.h, step.block.centres), mean(step.u, words),
            mean(step.u + words, step.rows - words)};
  }

  StepMemory memory;
  Step step{};
  std::vector<int32_t> u;
  const int32_t* v = nullptr;
  int v_count = 0;
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
      : epoch_(epoch), progress_(progress), curvature_(epoch) {
    for (int64_t p = 0; p < parts_of(epoch.piece_tokens); p++) parts_.emplace_back(epoch);
  }

  // What thread t of `threads` does; `meet` waits for all of them.
  template <class Meet>
  void work(int t, int threads, const Meet& meet) {
    const ThreadMemory memory(epoch_.matrices.stride, epoch_.max_span());
    std::optional<BlockVisits> visits;
    if (epoch_.tree) visits.emplace(*epoch_.tree, epoch_.matrices);
    for (int64_t batch = epoch_.first_piece; batch < epoch_.pieces(); batch++) {
      for (int64_t p = t; p < parts(); p += threads) prepare(batch, p, t, memory, visits);
      meet();
      if (t == 0) report();
      apply(stamp(batch), t, threads, memory);
      meet();
      if (stop_) return;
    }
  }

 private:
  int64_t parts() const { return static_cast<int64_t>(parts_.size()); }
  // Not 0, which fresh sums are of.
  static uint32_t stamp(int64_t batch) { return static_cast<uint32_t>(batch) + 1; }

  void prepare(int64_t batch, int64_t p, int thread, const ThreadMemory& memory,
               std::optional<BlockVisits>& visits) {
    Part& part = parts_[p];
    const int64_t from = epoch_.piece_begin(batch), size = epoch_.piece_end(batch) - from;
    part.blocks.read(from + size * p / parts(), from + size * (p + 1) / parts(),
                     static_cast<uint64_t>(batch * parts() + p));
    part.loss = {};
    part.count = 0;
    while (!part.blocks.empty()) {
      if (part.count == part.steps.size()) part.steps.emplace_back(epoch_);
      PreparedStep& prepared = part.steps[part.count++];
      part.blocks.draw_negatives(prepared.memory.negatives());
      const Block block = part.blocks.next(prepared.memory.negatives());
      prepared.prepare(epoch_, epoch_.alpha(batch), block, memory, visits, part.loss);
      curvature_.add(thread, stamp(batch), epoch_.alpha(batch), block, prepared.norms(epoch_));
    }
  }

  // Thread t changes its share of the coordinates, in whole vectors, for all steps in order.
  void apply(uint32_t batch, int t, int threads, const ThreadMemory& memory) const {
    const int lanes = epoch_.kernels->lanes, vectors = epoch_.matrices.stride / lanes;
    const int k = vectors * t / threads * lanes, k_end = vectors * (t + 1) / threads * lanes;
    if (k == k_end) return;
    std::vector<float> scale_u(epoch_.max_rows()), scale_v(epoch_.max_span());
    for (const Part& part : parts_)
      for (size_t s = 0; s < part.count; s++) {
        const PreparedStep& prepared = part.steps[s];
        if (s + 1 < part.count) prefetch(part.steps[s + 1], k, k_end);
        if (scale_u.size() < prepared.u.size()) scale_u.resize(prepared.u.size());
        for (size_t r = 0; r < prepared.u.size(); r++) 
          scale_u[r] = curvature_.bound_u(batch, prepared.u[r]);
        for (int i = 0; i < prepared.v_count; i++) 
          scale_v[i] = curvature_.bound_v(batch, prepared.v[i]);
        epoch_.objective().apply(epoch_.matrices, prepared.step, scale_u.data(), scale_v.data(),
                                 memory.scratch(), k, k_end);
      }
  }

  // The step's rows, in some coordinates.
  void prefetch(const PreparedStep& next, int k, int k_end) const {
    for (const int32_t row : next.u) prefetch_row(epoch_.matrices.u(row) + k, k_end - k);
    for (int i = 0; i < next.v_count; i++) prefetch_row(epoch_.matrices.v(next.v[i]) + k, k_end - k);
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
  Curvature curvature_;
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
