#include "training.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include "scratch.hpp"

namespace lemmavec {
namespace {

// Tokens a thread takes at once: some milliseconds of work, so that threads end together and a
// stop is heeded at once.
constexpr int64_t piece_tokens = 8192;

void prefetch_row(const float* row, int stride) {
  for (int k = 0; k < stride; k += row_alignment) __builtin_prefetch(row + k, 1, 3);
}

class Worker {
 public:
  explicit Worker(const Epoch& epoch)
      : epoch_(epoch),
        scratch_(epoch.matrices.stride, block_centres + 2 * static_cast<int>(epoch.corpus.window) +
                                            epoch.shared_negatives),
        negatives_(epoch.shared_negatives),
        next_negatives_(epoch.shared_negatives) {}

  void train_piece(int64_t index, int64_t pieces, Progress& progress) {
    const int64_t from = index * piece_tokens;
    const int64_t to = std::min(from + piece_tokens, epoch_.corpus.size);
    piece_.read(epoch_.corpus, epoch_.index, from, to);
    random_ = Random(epoch_.corpus.seed ^ 0x5851f42d4c957f2du,
                     epoch_.index * static_cast<uint64_t>(pieces) + static_cast<uint64_t>(index));
    const float done = static_cast<float>(index) / static_cast<float>(pieces);
    const float alpha = epoch_.alpha_first + (epoch_.alpha_last - epoch_.alpha_first) * done;
    const Workspace workspace = scratch_.workspace();
    Loss loss;
    draw_next_negatives();
    for (int s = piece_.first_centre; s < piece_.last_centre; s += block_centres) {
      negatives_.swap(next_negatives_);
      draw_next_negatives();
      prefetch_block(s + block_centres);
      epoch_.kernels->skipgram_negative_sampling(epoch_.matrices, block_at(s), alpha, workspace, loss);
    }
    progress.pieces++;
    progress.words += piece_.raw_words;
    progress.predictions += loss.predictions;
    progress.loss += loss.sum;
  }

 private:
  Block block_at(int s) const {
    Block block{};
    block.centres = std::min(block_centres, piece_.last_centre - s);
    int low = s, high = s + block.centres;
    for (int i = s; i < s + block.centres; i++) {
      low = std::min(low, piece_.begin[i]);
      high = std::max(high, piece_.end[i]);
    }
    for (int i = 0; i < block.centres; i++) {
      block.begin[i] = piece_.begin[s + i] - low;
      block.end[i] = piece_.end[s + i] - low;
    }
    block.words = piece_.words.data() + low;
    block.span = high - low;
    block.first = s - low;
    block.negatives = negatives_.data();
    block.negative_count = epoch_.shared_negatives;
    block.negative_weight =
        static_cast<float>(epoch_.negative) / static_cast<float>(epoch_.shared_negatives);
    return block;
  }

  void draw_next_negatives() {
    for (int32_t& k : next_negatives_) {
      k = epoch_.noise->draw(random_.next());
      prefetch_row(epoch_.matrices.u(k), epoch_.matrices.stride);
    }
  }

  // The rows that the next block is the first to need.
  void prefetch_block(int s) const {
    const int size = static_cast<int>(piece_.words.size());
    const int window = static_cast<int>(epoch_.corpus.window);
    for (int i = s; i < std::min(s + block_centres, size); i++) {
      prefetch_row(epoch_.matrices.v(piece_.words[i]), epoch_.matrices.stride);
      if (i + window < size)
        prefetch_row(epoch_.matrices.u(piece_.words[i + window]), epoch_.matrices.stride);
    }
  }

  const Epoch& epoch_;
  Piece piece_;
  Random random_{0, 0};
  Scratch scratch_;
  std::vector<int32_t> negatives_, next_negatives_;
};

}  // namespace

int64_t pieces_of(int64_t tokens) { return (tokens + piece_tokens - 1) / piece_tokens; }

void train(const Epoch& epoch, Progress& progress) {
  const int64_t pieces = pieces_of(epoch.corpus.size);
  std::atomic<int64_t> next{epoch.first_piece};
  progress.pieces = epoch.first_piece;
  const auto work = [&] {
    Worker worker(epoch);
    for (int64_t i; !progress.stopped && (i = next++) < pieces;) worker.train_piece(i, pieces, progress);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < epoch.threads; t++) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
}

}  // namespace lemmavec
