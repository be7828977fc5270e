// The blocks of a stretch of the corpus, with their negatives.
#pragma once

#include <algorithm>
#include <vector>

#include "schedule/prefetch.hpp"
#include "schedule/training.hpp"

namespace lemmavec {

// Every prediction of hierarchical softmax passes the root, whose row would overshoot if it was hit by
// a whole block's predictions from one state.
constexpr int tree_block_centres = 8;

class Blocks {
 public:
  explicit Blocks(const Epoch& epoch)
      : epoch_(epoch), centres_(epoch.tree ? tree_block_centres : block_centres) {}

  // Reads tokens from .. to of the corpus; `stream` numbers its stream of negatives.
  void read(int64_t from, int64_t to, uint64_t stream) {
    piece_.read(epoch_.corpus, epoch_.index, from, to);
    random_ = Random(epoch_.corpus.seed ^ 0x5851f42d4c957f2du, mix(epoch_.index) ^ stream);
    next_ = piece_.first_centre;
  }
  int64_t raw_words() const { return piece_.raw_words; }
  bool empty() const { return next_ >= piece_.last_centre; }

  void draw_negatives(int32_t* negatives) {
    if (epoch_.loss != WordLoss::negative_sampling) return;
    for (int k = 0; k < epoch_.shared_negatives; k++) {
      negatives[k] = epoch_.noise->draw(random_.next());
      prefetch_row(epoch_.matrices.u(negatives[k]), epoch_.matrices.stride);
    }
  }

  // The next block, whose words stay valid until the next `read`.
  Block next(const int32_t* negatives) {
    const int s = next_;
    next_ += centres_;
    prefetch(next_);
    Block block{};
    block.centres = std::min(centres_, piece_.last_centre - s);
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
    if (epoch_.loss == WordLoss::negative_sampling) {
      block.negatives = negatives;
      block.negative_count = epoch_.shared_negatives;
      block.negative_weight =
          static_cast<float>(epoch_.negative) / static_cast<float>(epoch_.shared_negatives);
    }
    return block;
  }

 private:
  // The rows that the block from s is the first to need: those of its centres, and of the words
  // that enter its span.
  void prefetch(int s) const {
    const Matrices& matrices = epoch_.matrices;
    const int size = piece_.size();
    const int window = static_cast<int>(epoch_.corpus.window);
    for (int i = s; i < std::min(s + centres_, size); i++) {
      const int32_t centre = piece_.words[i];
      prefetch_row(epoch_.cbow ? matrices.u(centre) : matrices.v(centre), matrices.stride);
      if (i + window >= size) continue;
      const int32_t outside = piece_.words[i + window];
      prefetch_row(epoch_.cbow ? matrices.v(outside) : matrices.u(outside), matrices.stride);
    }
  }

  const Epoch& epoch_;
  const int centres_;  // in a block
  Piece piece_;
  Random random_{0, 0};
  int next_ = 0;
};

}  // namespace lemmavec
