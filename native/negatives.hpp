// What all objectives with negative sampling share: coefficients, and the change of U.
#pragma once

#include "block.hpp"
#include "products.hpp"
#include "sigmoid.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// The least range that covers both.
inline Range cover(Range a, Range b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

// Negatives, for the centres of part p: logits become -alpha weight s(x) in place. Returns each
// centre's loss, weight * sum of -log s(-x).
inline Floats negative_coefficients(Step& step, float alpha, Floats weight, int p) {
  LogSigmoidSum negatives;
  for (int r = step.paired; r < step.rows; r++) {
    float* g = step.g + r * T + p * lanes;
    const Sigmoid s = sigmoid(load(g));
    negatives.add(load(g), s.one_plus_exp);
    store(g, -alpha * weight * s.of_x);
  }
  return weight * negatives.value();
}

// h rows for the products: pointers to T rows, and the change that each of them gets.
struct HiddenRows {
  float* h[T];
  float* change[T];
};

// dh_i = scale[i] sum_r g_ri u_r, from U as it was.
template <int Q>
inline void hidden_changes(const Step& step, const HiddenRows& rows, const float* scale, int k) {
  for (int i = 0; i < step.block.centres; i += 2) {
    const Range paired = cover(step.paired_of[i], i + 1 < T ? step.paired_of[i + 1] : Range{0, 0});
    sum_rows<Into::replace, 2, Q>(rows.change + i, scale + i, {step.g + i, 1, T}, step.u, paired,
                                  {step.paired, step.rows}, k);
  }
}

// u_r += scale[r] sum_i g_ri h_i, two rows at once unless they are one row, whose second sum must
// build on the first, or the last.
template <int Q>
inline void outside_changes(const Step& step, const HiddenRows& rows, const float* scale, int k) {
  const auto pair = [&](int r, int end, Range centres) __attribute__((always_inline)) {
    const Coefficients g{step.g + r * T, T, 1};
    const Coefficients g_next{step.g + (r + 1) * T, T, 1};
    if (r + 1 < end && step.u[r] != step.u[r + 1]) {
      sum_rows<Into::add, 2, Q>(step.u + r, scale + r, g, rows.h, centres, {0, 0}, k);
    } else {
      sum_rows<Into::add, 1, Q>(step.u + r, scale + r, g, rows.h, centres, {0, 0}, k);
      if (r + 1 < end)
        sum_rows<Into::add, 1, Q>(step.u + r + 1, scale + r + 1, g_next, rows.h, centres, {0, 0}, k);
    }
  };
  for (int r = 0; r < step.paired; r += 2) {
    const Range more = r + 1 < step.paired ? step.centres_of[r + 1] : Range{0, 0};
    const Range centres = cover(step.centres_of[r], more);
    if (!centres.empty()) pair(r, step.paired, centres);
  }
  for (int r = step.paired; r < step.rows; r += 2) pair(r, step.rows, {0, step.block.centres});
}

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
