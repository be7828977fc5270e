// How far each row may move in a synchronous batch.
//
// A logit x = u_r . h has curvature d2J/dx2 = s(x) s(-x) <= 1/4, so each part that a row takes in a
// prediction (as its word, as a weighted negative, as a node) adds at most alpha |h|^2 / 4 to the
// curvature of the row's step; for h likewise with |u|^2. Where the sum c is above 1, the sum of
// many gradients from one state would overshoot: the row moves by 1 / max(1, bound c) of it.
//
// Counted is not each pair, but each centre and each negative, with the predictions of a mean
// window and the mean squared norms of the block.
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "schedule/training.hpp"

namespace lemmavec {

// Squared norms count as at least this: vectors are short when training begins, and grow within the
// batch that would overshoot.
constexpr float least_norm = 16.0f;

// Mean squared norms of a step's hidden vectors and rows of U.
struct MeanNorms {
  float h, words, negatives;
};

class Curvature {
 public:
  explicit Curvature(const Epoch& epoch) : epoch_(epoch) {
    const float window = static_cast<float>(epoch.corpus.window) + 1;  // words in the mean window
    const bool averaged = epoch.cbow && epoch.context == Context::mean;
    predictions_ = epoch.cbow ? 1 : window;
    shares_ = epoch.cbow ? (averaged ? 1 / window : window) : 1;
    for (int t = 0; t < epoch.threads; t++) sums_.emplace_back(static_cast<size_t>(epoch.rows));
  }

  // Each thread sums apart, in whole units: their total does not depend on who summed what.
  void add(int thread, uint32_t batch, float alpha, const Block& block, const MeanNorms& norms) {
    const auto row = [&](int32_t id) -> Sums& {
      Sums& sums = sums_[thread][id];
      if (sums.batch != batch) sums = {batch, 0, 0};
      return sums;
    };
    const float negatives = static_cast<float>(epoch_.negative);
    const float quarter = alpha / 4 * predictions_;
    const int64_t of_word = units(quarter * norms.h);
    for (int i = 0; i < block.centres; i++) {
      const int32_t word = block.words[block.first + i];
      const int length = epoch_.tree ? epoch_.tree->length(word) : 1;
      const float rows = length * norms.words + (epoch_.tree ? 0 : negatives * norms.negatives);
      row(word).v += units(quarter * shares_ * rows);
      if (epoch_.tree)
        for (int t = 0; t < length; t++) row(epoch_.tree->nodes(word)[t]).u += of_word;
      else
        row(word).u += of_word;
    }
    const int64_t of_negative = units(quarter * block.centres * block.negative_weight * norms.h);
    for (int k = 0; k < block.negative_count; k++) row(block.negatives[k]).u += of_negative;
  }

  float bound_u(uint32_t batch, int32_t row) const { return bound(batch, row, &Sums::u); }
  float bound_v(uint32_t batch, int32_t row) const { return bound(batch, row, &Sums::v); }

 private:
  static constexpr float unit = 1 << 20;
  struct Sums {
    uint32_t batch;  // that the others are of
    int64_t u, v;
  };
  static int64_t units(float c) { return static_cast<int64_t>(std::min(c, 1e9f) * unit); }

  float bound(uint32_t batch, int32_t row, int64_t Sums::*of) const {
    int64_t c = 0;
    for (const auto& sums : sums_) c += sums[row].batch == batch ? sums[row].*of : 0;
    return 1.0f / std::max(1.0f, epoch_.bound / unit * static_cast<float>(c));
  }

  const Epoch& epoch_;
  float predictions_;  // of a centre
  float shares_;       // what a change of h does to h through one of its centres' rows of V
  std::deque<std::vector<Sums>> sums_;  // by thread
};

}  // namespace lemmavec
