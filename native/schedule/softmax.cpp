#include <algorithm>
#include <barrier>
#include <thread>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/softmax_batch.hpp"
#include "schedule/training.hpp"

namespace lemmavec {
namespace {

// Blocks that meet each tile of U while it is in the cache. They step from one state, so there are
// fewer where the vocabulary is small and each row is hit often.
int blocks_for(int32_t words) { return std::clamp(words / 512, 1, 4); }

class SoftmaxEpoch {
 public:
  SoftmaxEpoch(const Epoch& epoch, Progress& progress)
      : epoch_(epoch),
        progress_(progress),
        blocks_(epoch),
        piece_(epoch.first_piece),
        batch_(*epoch.kernels, epoch.matrices, epoch.rows, epoch.cbow, epoch.context,
               epoch.max_span(), blocks_for(epoch.rows)) {}

  // What thread t of `threads` does; `meet` waits for all of them.
  template <class Meet>
  void work(int t, int threads, const Meet& meet) {
    const auto own_stretches = [&](auto&& each) {
      for (int s = t; s < batch_.stretches(); s += threads) each(s);
    };
    while (true) {
      if (t == 0) read();
      meet();
      if (batch_.empty()) return;
      own_stretches([&](int s) { batch_.find_exponentials(s); });
      meet();
      if (t == 0) batch_.normalise(loss_);
      if (epoch_.frozen) continue;
      meet();
      own_stretches([&](int s) { batch_.change_outside(s, epoch_.alpha(piece_)); });
      meet();
      if (t == 0) batch_.change_centres();
    }
  }

 private:
  // The next blocks of the piece, or of the next piece.
  void read() {
    batch_.clear();
    while (blocks_.empty()) {
      if (reading_) {
        progress_.add(blocks_.raw_words(), loss_);
        loss_ = {};
        piece_++;
        reading_ = false;
      }
      if (piece_ >= epoch_.pieces() || progress_.stopped) return;
      blocks_.read(epoch_.piece_begin(piece_), epoch_.piece_end(piece_), 0);
      reading_ = true;
    }
    while (!blocks_.empty() && !batch_.full()) batch_.add(blocks_.next(nullptr));
  }

  const Epoch& epoch_;
  Progress& progress_;
  Blocks blocks_;
  int64_t piece_;
  bool reading_ = false;
  SoftmaxBatch batch_;
  Loss loss_;
};

}  // namespace

void train_softmax(const Epoch& epoch, Progress& progress) {
  progress.pieces = epoch.first_piece;
  SoftmaxEpoch softmax(epoch, progress);
  std::barrier barrier(epoch.threads);
  const auto work = [&](int t) { softmax.work(t, epoch.threads, [&] { barrier.arrive_and_wait(); }); };
  std::vector<std::thread> others;
  for (int t = 1; t < epoch.threads; t++) others.emplace_back(work, t);
  work(0);
  for (std::thread& thread : others) thread.join();
}

}  // namespace lemmavec
