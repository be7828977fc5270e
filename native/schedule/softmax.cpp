// Training with full softmax: blocks in order, and each step divided among the threads.
#include <algorithm>
#include <cstdint>

#include "schedule/block_reader.hpp"
#include "schedule/softmax_batch.hpp"
#include "schedule/threads.hpp"

namespace lemmavec {
namespace {

// Blocks that use a tile of U while it is in the cache. They step from one state, so there are
// fewer if the vocabulary is small, as each row then changes in more of the steps.
int blocks_for(int32_t words) { return std::clamp(words / 512, 1, 4); }

class SoftmaxEpoch {
 public:
  SoftmaxEpoch(const Epoch& epoch, RunningEpoch& running)
      : epoch_(epoch),
        running_(running),
        threads_(epoch.schedule.threads),
        blocks_(epoch),
        piece_(epoch.schedule.first_piece),
        batch_(epoch.kernels, epoch.matrices, epoch.model, epoch.max_span(),
               blocks_for(epoch.matrices.rows)) {}

  void run() {
    threads_.run([&](int t) { work(t); });
  }

 private:
  void work(int t) {
    const auto for_own_shards = [&](auto&& call) {
      for (int s = t; s < batch_.shards(); s += threads_.count()) call(s);
    };
    while (true) {
      if (t == 0) read();
      if (!threads_.wait_for_all()) return;
      if (batch_.empty()) return;
      for_own_shards([&](int s) { batch_.find_exponentials(s); });
      if (!threads_.wait_for_all()) return;
      if (t == 0) batch_.normalise(loss_);
      if (epoch_.frozen()) continue;
      if (!threads_.wait_for_all()) return;
      for_own_shards([&](int s) { batch_.change_outside(s, epoch_.alpha(piece_)); });
      if (!threads_.wait_for_all()) return;
      if (t == 0) batch_.change_centres();
    }
  }

  // Fills the batch with the next blocks of the piece, or of the next piece; with none at the end.
  void read() {
    batch_.clear();
    while (blocks_.empty()) {
      if (reading_) {
        running_.add_piece(blocks_.raw_words(), loss_);
        loss_ = {};
        piece_++;
        reading_ = false;
      }
      if (piece_ >= epoch_.pieces() || running_.stopped) return;
      blocks_.read(epoch_.piece_begin(piece_), epoch_.piece_end(piece_), 0);
      reading_ = true;
    }
    while (!blocks_.empty() && !batch_.full()) batch_.add(blocks_.next(nullptr));
  }

  const Epoch& epoch_;
  RunningEpoch& running_;
  Threads threads_;
  BlockReader blocks_;
  int64_t piece_;
  bool reading_ = false;
  SoftmaxBatch batch_;
  Loss loss_;
};

}  // namespace

void train_softmax(const Epoch& epoch, RunningEpoch& running) {
  SoftmaxEpoch(epoch, running).run();
}

}  // namespace lemmavec
