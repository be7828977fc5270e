// Factors of the steps of the rows of V, so that some words keep their vectors. Rows of D have none.
#pragma once

#include <algorithm>
#include <vector>

#include "schedule/model.hpp"

namespace lemmavec {

class CentreRates {
 public:
  CentreRates(const Matrices& matrices, const Model& model, int max_inputs)
      : all_(matrices.centre_rates), model_(model), rates_(max_inputs, 1.0f) {}

  // One for each row of V and D that a step on the block changes, in its order.
  const float* of(const Block& block) {
    if (all_ != nullptr) {
      const int words = model_.v_count(block);
      for (int i = 0; i < words; i++) rates_[i] = all_[model_.v_words(block)[i]];
      if (model_.documents) std::fill(rates_.begin() + words, rates_.end(), 1.0f);
    }
    return rates_.data();
  }

 private:
  const float* all_;
  const Model& model_;
  std::vector<float> rates_;
};

}  // namespace lemmavec
