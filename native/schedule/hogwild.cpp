#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/scratch.hpp"
#include "schedule/training.hpp"
#include "schedule/visits.hpp"

namespace lemmavec {
namespace {

class Racer {
 public:
  explicit Racer(const Epoch& epoch)
      : epoch_(epoch),
        blocks_(epoch),
        memory_(epoch.matrices.stride, epoch.max_span()),
        step_memory_(epoch.matrices.stride, epoch.max_span(), epoch.max_rows(), 0),
        negatives_(epoch.shared_negatives),
        next_negatives_(epoch.shared_negatives),
        unbounded_(epoch.max_rows(), 1.0f) {
    if (epoch.tree) visits_.emplace(*epoch.tree, epoch.matrices);
  }

  // Trains one piece, and gives its loss before each step.
  Loss train(int64_t piece) {
    const Matrices& matrices = epoch_.matrices;
    const Kernels::Objective& objective = epoch_.objective();
    const float alpha = epoch_.alpha(piece);
    blocks_.read(epoch_.piece_begin(piece), epoch_.piece_end(piece), static_cast<uint64_t>(piece));
    blocks_.draw_negatives(next_negatives_.data());
    Loss loss;
    while (!blocks_.empty()) {
      negatives_.swap(next_negatives_);
      blocks_.draw_negatives(next_negatives_.data());
      Block block = blocks_.next(negatives_.data());
      if (visits_) find_visits(block);
      Step step = step_memory_.step(block);
      objective.prepare(matrices, epoch_.context, alpha, memory_.scratch(), step, loss);
      if (!epoch_.frozen)
        objective.apply(matrices, step, unbounded_.data(), unbounded_.data(), memory_.scratch(), 0,
                        matrices.stride);
    }
    return loss;
  }
  void find_visits(Block& block) {
    block.visits = visits_->find(block, epoch_.cbow);
    if (unbounded_.size() < static_cast<size_t>(block.visits->count))
      unbounded_.resize(block.visits->count, 1.0f);
  }
  int64_t raw_words() const { return blocks_.raw_words(); }

 private:
  const Epoch& epoch_;
  Blocks blocks_;
  ThreadMemory memory_;
  StepMemory step_memory_;
  std::vector<int32_t> negatives_, next_negatives_;
  std::vector<float> unbounded_;
  std::optional<BlockVisits> visits_;
};

struct PieceSum {
  int64_t raw_words = 0;
  Loss loss;
};

}  // namespace

void train_racing(const Epoch& epoch, Progress& progress) {
  std::atomic<int64_t> next{epoch.first_piece};
  progress.pieces = epoch.first_piece;
  // Where nothing is trained, the pieces' losses are the same for any number of threads; summed in
  // the order of the pieces, so is their sum.
  std::vector<PieceSum> sums(epoch.frozen ? epoch.pieces() : 0);
  const auto work = [&] {
    Racer racer(epoch);
    for (int64_t piece; !progress.stopped && (piece = next++) < epoch.pieces();) {
      const Loss loss = racer.train(piece);
      if (epoch.frozen)
        sums[piece] = {racer.raw_words(), loss};
      else
        progress.add(racer.raw_words(), loss);
    }
  };
  std::vector<std::thread> others;
  for (int t = 1; t < epoch.threads; t++) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
  for (const PieceSum& sum : sums) progress.add(sum.raw_words, sum.loss);
}

}  // namespace lemmavec
