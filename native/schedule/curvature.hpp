// Scales down the change of rows that would overshoot in a synchronous batch.
//
// A logit x = u_r . h has curvature d2J/dx2 = s(x) s(-x) <= 1/4, so each logit of a row, as a
// predicted word, a weighted negative or a node, adds at most alpha |h|^2 / 4 to the curvature c of
// the row's change; for h likewise with |u|^2. Where c is above 1, a sum of gradients that all come
// from one state would overshoot: the row changes by 1 / max(1, bound c) of the sum.
//
// The curvature is an estimate: it is not summed over pairs but over centres and negatives, with
// the number of predictions in a window of mean size, and the mean squared norms of the block.
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "schedule/epoch.hpp"

namespace lemmavec {

// The least value of a squared norm here: vectors are short when training begins, and grow within
// the very batch that would overshoot.
constexpr float least_norm = 16.0f;

// Mean squared norms of a step's hidden vectors and rows of U.
struct MeanNorms {
  float h, words, negatives;
};

class Curvature {
 public:
  explicit Curvature(const Epoch& epoch) : epoch_(epoch) {
    const bool cbow = epoch.model.cbow();
    const float words = static_cast<float>(epoch.stream.window) + 1;  // in a window of mean size
    const float to_one_row = epoch.model.context == Context::mean ? 1 / words : words;
    predictions_ = cbow ? 1 : words;
    through_v_ = cbow ? to_one_row : 1;
    for (int t = 0; t < epoch.schedule.threads; t++)
      sums_.emplace_back(static_cast<size_t>(epoch.matrices.rows));
  }

  // Each thread has sums of its own, in integers: their total does not depend on which thread added
  // what.
  void add(int thread, uint32_t batch, float alpha, const Block& block, const MeanNorms& norms) {
    const auto row = [&](int32_t id) -> Sums& {
      Sums& sums = sums_[thread][id];
      if (sums.batch != batch) sums = {batch, 0, 0};
      return sums;
    };
    const HuffmanTree* tree = epoch_.model.tree;
    const float negatives = static_cast<float>(epoch_.model.negative);
    const float quarter = alpha / 4 * predictions_;
    const int64_t by_h = units(quarter * norms.h);
    for (int i = 0; i < block.centres; i++) {
      const int32_t word = block.words[block.first + i];
      const int length = tree ? tree->length(word) : 1;
      const float rows = length * norms.words + (tree ? 0 : negatives * norms.negatives);
      row(word).v += units(quarter * through_v_ * rows);
      if (tree)
        for (int t = 0; t < length; t++) row(tree->nodes(word)[t]).u += by_h;
      else
        row(word).u += by_h;
    }
    const int64_t by_all_h = units(quarter * block.centres * block.negative_weight * norms.h);
    for (int k = 0; k < block.negative_count; k++) row(block.negatives[k]).u += by_all_h;
  }

  float scale_u(uint32_t batch, int32_t row) const { return scale(batch, row, &Sums::u); }
  float scale_v(uint32_t batch, int32_t row) const { return scale(batch, row, &Sums::v); }

 private:
  static constexpr float unit = 1 << 20;
  struct Sums {
    uint32_t batch;  // sums of an earlier batch count as 0
    int64_t u, v;
  };
  static int64_t units(float c) { return static_cast<int64_t>(std::min(c, 1e9f) * unit); }

  float scale(uint32_t batch, int32_t row, int64_t Sums::*of) const {
    int64_t c = 0;
    for (const auto& sums : sums_) c += sums[row].batch == batch ? sums[row].*of : 0;
    return 1.0f / std::max(1.0f, epoch_.schedule.curvature_bound / unit * static_cast<float>(c));
  }

  const Epoch& epoch_;
  float predictions_;  // of a centre
  float through_v_;    // by what dh is multiplied on its way to one row of V
  std::deque<std::vector<Sums>> sums_;  // by thread
};

}  // namespace lemmavec
