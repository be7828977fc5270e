// Factors of the steps of the rows of V, so that some words keep their vectors.
#pragma once

#include <vector>

#include "schedule/model.hpp"

namespace lemmavec {

class CentreRates {
 public:
  CentreRates(const Matrices& matrices, const Model& model, int max_rows)
      : all_(matrices.centre_rates), model_(model), rates_(max_rows, 1.0f) {}

  // One for each row of V that a step on the block changes, in its order.
  const float* of(const Block& block) {
    if (all_ != nullptr) {
      const int32_t* words = model_.v_words(block);
      for (int i = 0; i < model_.v_count(block); i++) rates_[i] = all_[words[i]];
    }
    return rates_.data();
  }

 private:
  const float* all_;
  const Model& model_;
  std::vector<float> rates_;
};

}  // namespace lemmavec
