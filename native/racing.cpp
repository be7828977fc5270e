#include <thread>
#include <utility>
#include <vector>

#include "blocks.hpp"
#include "scratch.hpp"
#include "training.hpp"

namespace lemmavec {
namespace {

class Racer {
 public:
  explicit Racer(const Epoch& epoch)
      : epoch_(epoch),
        blocks_(epoch),
        memory_(epoch.matrices.stride),
        step_memory_(epoch.matrices.stride, epoch.max_span(), epoch.shared_negatives),
        negatives_(epoch.shared_negatives),
        next_negatives_(epoch.shared_negatives),
        unbounded_(epoch.max_span() + block_centres + epoch.shared_negatives, 1.0f) {}

  void train_piece(int64_t piece, Progress& progress) {
    const Matrices& matrices = epoch_.matrices;
    const float alpha = epoch_.alpha(piece);
    blocks_.read(epoch_.piece_begin(piece), epoch_.piece_end(piece), static_cast<uint64_t>(piece));
    blocks_.draw_negatives(next_negatives_.data());
    Loss loss;
    while (!blocks_.empty()) {
      negatives_.swap(next_negatives_);
      blocks_.draw_negatives(next_negatives_.data());
      Step step = step_memory_.step(blocks_.next(negatives_.data()));
      epoch_.objective->prepare(matrices, epoch_.context, alpha, memory_.transposed.get(), step, loss);
      epoch_.objective->apply(matrices, step, unbounded_.data(), unbounded_.data(),
                              memory_.change.get(), 0, matrices.stride);
    }
    progress.add(blocks_.raw_words(), loss);
  }

 private:
  const Epoch& epoch_;
  Blocks blocks_;
  ThreadMemory memory_;
  StepMemory step_memory_;
  std::vector<int32_t> negatives_, next_negatives_;
  std::vector<float> unbounded_;
};

}  // namespace

void train_racing(const Epoch& epoch, Progress& progress) {
  std::atomic<int64_t> next{epoch.first_piece};
  progress.pieces = epoch.first_piece;
  const auto work = [&] {
    Racer racer(epoch);
    for (int64_t piece; !progress.stopped && (piece = next++) < epoch.pieces();)
      racer.train_piece(piece, progress);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < epoch.threads; t++) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
}

}  // namespace lemmavec
