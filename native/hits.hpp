// How often each row is hit in a synchronous batch, and how far it may move for it.
//
// A hit is a row's part in one prediction: as its word, as a (weighted) negative, as a node. A row
// that is hit c times from one state would overshoot, as each hit was computed as if it were the
// only one; it moves by 1 / max(1, bound c) of their sum. Counted is not each hit, but each centre
// and each negative, times the hits that they bring in the mean over the windows.
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "training.hpp"

namespace lemmavec {

class Hits {
 public:
  explicit Hits(const Epoch& epoch) : epoch_(epoch) {
    const float window = static_cast<float>(epoch.corpus.window) + 1;  // words in the mean window
    const float predictions = epoch.cbow ? 1 : window;
    const float rows = 1 + static_cast<float>(epoch.tree ? 0 : epoch.negative);
    const bool averaged = epoch.cbow && epoch.context == Context::mean;
    of_word_ = units(predictions);
    of_negative_ = units(block_centres * predictions * static_cast<float>(epoch.negative) /
                         static_cast<float>(std::max(1, epoch.shared_negatives)));
    of_centre_ = units((epoch.cbow ? window : predictions) * rows / (averaged ? window : 1));
    for (int t = 0; t < epoch.threads; t++) counts_.emplace_back(static_cast<size_t>(epoch.rows));
  }

  // Each thread counts apart, in whole units: their sum does not depend on who counted what.
  void add(int thread, uint32_t batch, const Block& block) {
    const auto count = [&](int32_t row) -> Counts& {
      Counts& counts = counts_[thread][row];
      if (counts.batch != batch) counts = {batch, 0, 0};
      return counts;
    };
    for (int i = 0; i < block.centres; i++) {
      const int32_t word = block.words[block.first + i];
      Counts& counts = count(word);
      if (epoch_.tree) {
        const int length = epoch_.tree->length(word);
        counts.v += of_centre_ * length;
        for (int t = 0; t < length; t++) count(epoch_.tree->nodes(word)[t]).u += of_word_;
      } else {
        counts.v += of_centre_;
        counts.u += of_word_;
      }
    }
    for (int k = 0; k < block.negative_count; k++) count(block.negatives[k]).u += of_negative_;
  }

  float bound_u(uint32_t batch, int32_t row) const { return bound(batch, row, &Counts::u); }
  float bound_v(uint32_t batch, int32_t row) const { return bound(batch, row, &Counts::v); }

 private:
  static constexpr float unit = 256.0f;  // of a hit
  struct Counts {
    uint32_t batch;  // that the others are of
    int32_t u, v;
  };
  static int32_t units(float hits) { return static_cast<int32_t>(hits * unit); }

  float bound(uint32_t batch, int32_t row, int32_t Counts::*of) const {
    int32_t sum = 0;
    for (const auto& counts : counts_) sum += counts[row].batch == batch ? counts[row].*of : 0;
    return 1.0f / std::max(1.0f, epoch_.bound / unit * static_cast<float>(sum));
  }

  const Epoch& epoch_;
  int32_t of_word_, of_negative_, of_centre_;
  std::deque<std::vector<Counts>> counts_;  // by thread
};

}  // namespace lemmavec
