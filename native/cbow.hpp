// CBOW: h_i is the sum or the mean of the n_i outside vectors of centre i, and predicts the centre.
//
// The gradient reaches each outside vector as dJ/dv = c_i dJ/dh_i, with c_i = 1 for the sum and
// 1 / n_i for the mean.
//
// Neighbouring windows share their sums: with S_j = v_0 + ... + v_{j-1} over the span,
//   sum of window i = S_end - S_begin - v_i,
// one addition a word instead of one a pair; the changes go back over the same differences.
#pragma once

#include "changes.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// The window sums, shared, over the Q vectors from coordinate k.
struct WindowSums {
  const Step& step;
  const float* factor;  // 1 or 1 / n_i; 0 where n_i = 0

  template <int Q>
  void run(int k) const {
    Floats sums[Q] = {};
    for (int j = 0; j <= step.block.span; j++) {
      for (uint32_t bits = step.window_begins[j]; bits; bits &= bits - 1) {
        float* h = step.h[__builtin_ctz(bits)] + k;
        for (int q = 0; q < Q; q++) store(h + q * lanes, sums[q]);
      }
      for (uint32_t bits = step.window_ends[j]; bits; bits &= bits - 1) {
        const int i = __builtin_ctz(bits);
        float* h = step.h[i] + k;
        const float* v = step.v[step.block.first + i] + k;
        for (int q = 0; q < Q; q++)
          store(h + q * lanes,
                factor[i] * (sums[q] - load(h + q * lanes) - load(v + q * lanes)));
      }
      if (j < step.block.span)
        for (int q = 0; q < Q; q++) sums[q] += load(step.v[j] + k + q * lanes);
    }
  }
};

struct Cbow {
  static void hidden(const Matrices& matrices, Context context, float* transposed, Step& step) {
    const Block& block = step.block;
    float factor[T] = {};
    for (int j = 0; j <= block.span; j++) step.window_begins[j] = step.window_ends[j] = 0;
    for (int j = 0; j < block.span; j++) step.v[j] = matrices.v(block.words[j]);
    for (int i = 0; i < T; i++) {
      step.h[i] = step.sums + i * matrices.stride;
      const int n = i < block.centres ? block.outside_words(i) : 0;
      if (n > 0) factor[i] = context == Context::sum ? 1.0f : 1.0f / static_cast<float>(n);
      step.hidden_scale[i] = context == Context::word2vec_mean ? 1.0f : factor[i];
      if (i < block.centres) {
        step.window_begins[block.begin[i]] |= 1u << i;
        step.window_ends[block.end[i]] |= 1u << i;
      } else {
        for (int k = 0; k < matrices.stride; k += lanes) store(step.h[i] + k, Floats{});
      }
    }
    for_each_strip(0, matrices.stride, WindowSums{step, factor});
    transpose(step.h, matrices.stride, transposed);
  }

  // Of the centres from i on, lane by lane: all bits set where the centre is span word j, and has
  // outside words to be predicted from.
  static Ints predicts(const Block& block, int i, int j) {
    Ints found{};
    const int lane = j - block.first - i;
    if (lane >= 0 && lane < lanes && i + lane < block.centres)
      found[lane] = -predictions(block, i + lane);
    return found;
  }

  static int predictions(const Block& block, int i) { return block.outside_words(i) > 0; }

  // v_j += scale[j] (the sum of dh_i over the windows that span word j lies in).
  template <int Q>
  static void scatter(const Step& step, const HiddenChanges& changes, const float* scale, int k) {
    Floats open[Q] = {};
    for (int j = 0; j < step.block.span; j++) {
      for (uint32_t bits = step.window_begins[j]; bits; bits &= bits - 1)
        for (int q = 0; q < Q; q++)
          open[q] += load(changes.row[__builtin_ctz(bits)] + k + q * lanes);
      for (uint32_t bits = step.window_ends[j]; bits; bits &= bits - 1)
        for (int q = 0; q < Q; q++)
          open[q] -= load(changes.row[__builtin_ctz(bits)] + k + q * lanes);
      const int i = j - step.block.first;
      const bool is_centre = i >= 0 && i < step.block.centres;
      float* v = step.v[j] + k;
      for (int q = 0; q < Q; q++) {
        const Floats own = is_centre ? load(changes.row[i] + k + q * lanes) : Floats{};
        store(v + q * lanes, load(v + q * lanes) + scale[j] * (open[q] - own));
      }
    }
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
