// Hogwild: threads change V and U without locks (Niu et al. 2011). Two threads that change one
// element at once may lose one of the changes.
#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/centre_rates.hpp"
#include "schedule/composed_rows.hpp"
#include "schedule/many_predictions.hpp"
#include "schedule/scratch.hpp"
#include "schedule/threads.hpp"
#include "schedule/tree_paths.hpp"

namespace lemmavec {
namespace {

// One thread, which takes pieces of the corpus and steps on their blocks in order. No two share a
// cache line.
class alignas(64) Worker {
 public:
  explicit Worker(const Epoch& epoch)
      : epoch_(epoch),
        blocks_(epoch),
        memory_(epoch.matrices.stride, epoch.max_span()),
        step_memory_(epoch.matrices.stride, epoch.max_inputs(), epoch.max_rows()),
        negatives_(epoch.model.negatives_of(block_centres)),
        next_negatives_(epoch.model.negatives_of(block_centres)),
        unscaled_(epoch.max_rows(), 1.0f),
        centre_rates_(epoch.matrices, epoch.model, epoch.max_inputs()),
        step_scale_(epoch),
        clock_(epoch.profile) {
    if (epoch.model.tree) paths_.emplace(*epoch.model.tree);
    if (!epoch.model.word_rows) return;
    composed_.emplace(epoch.kernels, epoch.matrices, epoch.model, epoch.max_span());
    row_changes_.emplace(epoch.kernels, epoch.matrices, epoch.model, epoch.max_span());
  }

  // Trains on one piece, unless the mode is frozen. Returns its loss, each block's before its step.
  Loss pass(int64_t piece) {
    const StepKernels& kernels = epoch_.step_kernels();
    const Matrices& matrices = epoch_.matrices;
    const Range all{0, matrices.stride};
    const float alpha = epoch_.alpha(piece);
    blocks_.read(epoch_.piece_begin(piece), epoch_.piece_end(piece), static_cast<uint64_t>(piece));
    blocks_.draw_negatives(next_negatives_.data());
    step_scale_.begin_piece();
    Loss loss;
    while (!blocks_.empty()) {
      Step step = step_memory_.new_step(next_block());
      kernels.prepare(matrices, epoch_.model.context, step);
      clock_.count_path_nodes(step);
      clock_.ended(Part::reading);
      if (composed_) {
        composed_->attach(step);
        composed_->compose(step.block, all);
      }
      kernels.logits(matrices, step, memory_.scratch(), all, Into::replace, step.g);
      clock_.ended(Part::logits);
      const float scale = epoch_.frozen() ? 1 : step_scale_.of(alpha, step);
      kernels.coefficients(alpha * scale, step, loss);
      clock_.ended(Part::coefficients);
      if (!epoch_.frozen()) apply(step);
      clock_.ended(Part::update);
    }
    return loss;
  }

  int64_t raw_words() const { return blocks_.raw_words(); }
  PartClock& clock() { return clock_; }

 private:
  void apply(const Step& step) {
    const Range all{0, epoch_.matrices.stride};
    if (row_changes_)
      row_changes_->apply(step, unscaled_.data(), nullptr, memory_.scratch(), all);
    else
      epoch_.step_kernels().apply(epoch_.matrices, step, unscaled_.data(),
                                  centre_rates_.of(step.block), memory_.scratch(), all);
  }

  // Negatives are drawn one block ahead, so that their rows are in the cache when they are needed.
  Block next_block() {
    negatives_.swap(next_negatives_);
    blocks_.draw_negatives(next_negatives_.data());
    Block block = blocks_.next(negatives_.data());
    if (paths_) {
      block.path_nodes = paths_->find(block, epoch_.model.cbow(), step_memory_.paths());
      for (const int32_t node : step_memory_.paths().rare_nodes)
        prefetch_row(epoch_.matrices.u(node), epoch_.matrices.stride);
      if (unscaled_.size() < static_cast<size_t>(block.path_nodes->count))
        unscaled_.resize(block.path_nodes->count, 1.0f);
    }
    return block;
  }

  const Epoch& epoch_;
  BlockReader blocks_;
  ThreadMemory memory_;
  StepMemory step_memory_;
  std::vector<int32_t> negatives_, next_negatives_;
  std::vector<float> unscaled_;
  CentreRates centre_rates_;
  StepScale step_scale_;
  std::optional<TreePaths> paths_;
  std::optional<ComposedRows> composed_;
  std::optional<RowChanges> row_changes_;
  PartClock clock_;
};

// Passes over all pieces, each in one thread, and calls ended(piece, raw words, loss) after each.
template <class Ended>
void pass_over_pieces(const Epoch& epoch, const RunningEpoch& running, const Ended& ended) {
  std::atomic<int64_t> next{epoch.schedule.first_piece};
  Threads threads(epoch.schedule.threads);
  std::deque<Worker> workers;
  const auto prepare = [&] {
    for (int t = 0; t < threads.count(); t++) workers.emplace_back(epoch);
  };
  threads.run(prepare, [&](int t) {
    Worker& worker = workers[static_cast<size_t>(t)];
    worker.clock().ended(Part::waiting);
    while (!running.stopped && !threads.failed()) {
      const int64_t piece = next++;
      if (piece >= epoch.pieces()) break;
      const Loss loss = worker.pass(piece);
      ended(piece, worker.raw_words(), loss);
    }
  });
}

}  // namespace

void train_hogwild(const Epoch& epoch, RunningEpoch& running) {
  pass_over_pieces(epoch, running, [&](int64_t, int64_t raw_words, const Loss& loss) {
    running.add_piece(raw_words, loss);
  });
}

// Without training, the loss of a piece is the same in any thread. The pieces' losses are added in
// order, so that the sum has the same bits for any number of threads.
void measure_loss(const Epoch& epoch, RunningEpoch& running) {
  struct PieceTotals {
    int64_t raw_words = 0;
    Loss loss;
  };
  std::vector<PieceTotals> totals(epoch.pieces());
  pass_over_pieces(epoch, running, [&](int64_t piece, int64_t raw_words, const Loss& loss) {
    totals[piece] = {raw_words, loss};
  });
  for (int64_t piece = epoch.schedule.first_piece; piece < epoch.pieces(); piece++)
    running.add_piece(totals[piece].raw_words, totals[piece].loss);
}

}  // namespace lemmavec
