// Reads a part of the corpus as blocks, with their negatives.
#pragma once

#include <algorithm>

#include "schedule/epoch.hpp"
#include "schedule/prefetch.hpp"

namespace lemmavec {

// In hierarchical softmax the root is on the path of every prediction. Its row would overshoot if
// the gradients of a larger block, all from one state, were added to it.
constexpr int tree_block_centres = 8;

class BlockReader {
 public:
  explicit BlockReader(const Epoch& epoch)
      : epoch_(epoch),
        centres_(epoch.model.tree ? tree_block_centres : block_centres),
        hogwild_(epoch.schedule.mode != Mode::synchronous) {}

  // Reads tokens from .. to - 1; `stream` is the number of their random stream of negatives.
  void read(int64_t from, int64_t to, uint64_t stream) {
    windows_.read(epoch_.stream, from, to);
    const TokenStream& tokens = epoch_.stream;
    negatives_ = Random(tokens.seed ^ 0x5851f42d4c957f2du, mix(tokens.epoch) ^ stream);
    next_ = windows_.first_centre;
  }
  int64_t raw_words() const { return windows_.raw_words; }
  bool empty() const { return next_ >= windows_.last_centre; }

  // Those of a whole block.
  void draw_negatives(int32_t* negatives) {
    const int count = epoch_.model.negatives_of(block_centres);
    for (int k = 0; k < count; k++) negatives[k] = epoch_.model.noise->draw(negatives_.next());
    if (!hogwild_) return;
    for (int k = 0; k < count; k++)
      prefetch_row_early(epoch_.matrices.u(negatives[k]), epoch_.matrices.stride);
  }

  // The next block, whose words stay valid until the next `read`.
  Block next(const int32_t* negatives) {
    const int s = next_;
    next_ += centres_;
    if (hogwild_) prefetch(next_);
    Block block{};
    block.centres = std::min(centres_, windows_.last_centre - s);
    int low = s, high = s + block.centres;
    for (int i = s; i < s + block.centres; i++) {
      low = std::min(low, windows_.begin[i]);
      high = std::max(high, windows_.end[i]);
    }
    for (int i = 0; i < block.centres; i++) {
      block.begin[i] = windows_.begin[s + i] - low;
      block.end[i] = windows_.end[s + i] - low;
    }
    block.words = windows_.words.data() + low;
    block.span = high - low;
    block.first = s - low;
    const Model& model = epoch_.model;
    if (model.loss == WordLoss::negative_sampling) {
      block.negatives = negatives;
      block.negative_count = model.negatives_of(block.centres);
      block.negative_weight =
          static_cast<float>(model.negative) / static_cast<float>(model.shared_negatives);
    }
    return block;
  }

 private:
  // The rows that the block from word s is the first to need: those of its centres, and of the
  // words that enter its span.
  void prefetch(int s) const {
    const Matrices& matrices = epoch_.matrices;
    const bool cbow = epoch_.model.cbow();
    const int size = windows_.size();
    const int window = static_cast<int>(epoch_.stream.window);
    const auto prefetch_u = [&](int32_t word) {
      prefetch_row_early(matrices.u(word), matrices.stride);
    };
    for (int i = s; i < std::min(s + centres_, size); i++) {
      const int32_t centre = windows_.words[i];
      cbow ? prefetch_u(centre) : prefetch_v(centre);
      if (i + window >= size) continue;
      const int32_t outside = windows_.words[i + window];
      cbow ? prefetch_v(outside) : prefetch_u(outside);
    }
  }

  void prefetch_v(int32_t word) const {
    const Matrices& matrices = epoch_.matrices;
    const WordRows* lists = epoch_.model.word_rows;
    if (!lists) return prefetch_row_early(matrices.v(word), matrices.stride);
    for (int64_t p = lists->begin[word]; p < lists->begin[word + 1]; p++)
      prefetch_row(matrices.v(lists->rows[p]), matrices.stride);
  }

  const Epoch& epoch_;
  const int centres_;   // in a block
  const bool hogwild_;  // blocks are stepped on as they are read: their rows are prefetched
  Windows windows_;
  Random negatives_{0, 0};
  int next_ = 0;
};

}  // namespace lemmavec
