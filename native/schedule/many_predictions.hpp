// Shortens Hogwild steps on blocks whose centres make many predictions, as they do in large windows.
//
// The gradients of a block all come from one state. A logit x = u . h has d2J/dx2 <= 1/4, so that the
// step of a centre with P predictions of L logits each has a curvature of up to
// c = alpha P L max(|u|^2, |h|^2) / 4; where c is far above 1 it overshoots, and training diverges. In
// text the vectors point in many directions: the step is multiplied by 1 / max(1, c / 5). With few
// predictions it stays as it is. Centres that are the same document's tag count together.
#pragma once

#include <algorithm>

#include "schedule/epoch.hpp"

namespace lemmavec {

constexpr float few_predictions = 8.0f;  // of a centre
constexpr float parallel = 0.2f;         // of c, what acts in one direction

// All logits of a block's predictions.
inline float count_logits(const Epoch& epoch, const Step& step, float predictions) {
  if (!step.block.path_nodes) return predictions * (1 + static_cast<float>(epoch.model.negative));
  float logits = 0;
  for (int n = 0; n < step.block.path_nodes->logit_count; n++)
    logits += step.label_1[n] + step.label_0[n];
  return logits;
}

// By what alpha is multiplied in the steps on the blocks of one piece after the other. Norms change
// slowly where predictions are not very many: then those of every eighth block are enough.
class StepScale {
 public:
  explicit StepScale(const Epoch& epoch) : epoch_(epoch) {}

  void begin_piece() { block_ = 0; }

  float of(float alpha, const Step& step) {
    const Block& block = step.block;
    if (epoch_.model.cbow()) return 1;  // a centre is one prediction
    const auto centres = static_cast<float>(block.centres);
    float predictions = 0;
    for (int i = 0; i < block.centres; i++)
      predictions += static_cast<float>(block.outside_words(i));
    const int same = block.centres_are_tags ? most_of_one_tag(block) : 1;
    if (same * predictions <= few_predictions * centres) return 1;
    if (same > 1 || predictions > 2 * few_predictions * centres || block_++ % 8 == 0)
      norm_ = std::max(mean_norm(step.h, block.centres), mean_norm(step.u, step.rows));
    const float c = alpha / 4 * same * count_logits(epoch_, step, predictions) / centres * norm_;
    return 1 / std::max(1.0f, parallel * c);
  }

 private:
  // Documents may share a tag, which then moves by the sum of the steps of several centres.
  static int most_of_one_tag(const Block& block) {
    int most = 1;
    for (int i = 0; i < block.centres; i++) {
      int same = 0;
      for (int j = i; j < block.centres; j++) same += *block.tags[j] == *block.tags[i];
      most = std::max(most, same);
    }
    return most;
  }

  float mean_norm(const float* const* rows, int count) const {
    const Range all{0, epoch_.matrices.stride};
    return epoch_.kernels.squared_norms(epoch_.matrices, rows, count, all) /
           static_cast<float>(count);
  }

  const Epoch& epoch_;
  int64_t block_ = 0;
  float norm_ = 0;
};

}  // namespace lemmavec
