// CBOW with negative sampling, a block of centres at a time.
//
// h_i is the sum or the mean of the n_i outside vectors of centre i, and the block's loss
//   J = sum_i [ -log s(u_i . h_i) - w sum_k log s(-u_k . h_i) ],   s the sigmoid,
// over the centres that have outside words. Its gradient reaches each of them as dJ/dv = c_i dJ/dh_i
// with c_i = 1 for the sum and 1 / n_i for the mean.
//
// Neighbouring windows share their sums: with S_j = v_0 + ... + v_{j-1} over the span,
//   sum of window i = S_end - S_begin - v_i,
// one addition a word instead of one a pair; the changes go back over the same differences.
#pragma once

#include "negatives.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace cbow {
namespace {

// The window sums, shared, over the Q vectors from coordinate k.
struct WindowSums {
  const Matrices& matrices;
  const Step& step;
  const float* factor;  // 1 or 1 / n_i; 0 where n_i = 0

  template <int Q>
  void run(int k) const {
    Floats sums[Q] = {};
    for (int j = 0; j <= step.block.span; j++) {
      for (uint32_t bits = step.window_begins[j]; bits; bits &= bits - 1) {
        float* h = step.hidden + __builtin_ctz(bits) * matrices.stride + k;
        for (int q = 0; q < Q; q++) store(h + q * lanes, sums[q]);
      }
      for (uint32_t bits = step.window_ends[j]; bits; bits &= bits - 1) {
        const int i = __builtin_ctz(bits);
        float* h = step.hidden + i * matrices.stride + k;
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

// out[i] = a[i] . b[i] for T pairs of rows: products side by side, transposed, and summed.
inline void paired_dots(const float* const* a, const float* b, int stride, float* out) {
  for (int i = 0; i < T; i += lanes) {
    Floats x[lanes];
    for (int j = 0; j < lanes; j++) {
      Floats product{};
      for (int k = 0; k < stride; k += lanes)
        product += load(a[i + j] + k) * load(b + (i + j) * stride + k);
      x[j] = product;
    }
    transpose_stages<lanes / 2>(x);
    Floats total{};
    for (int j = 0; j < lanes; j++) total += x[j];
    store(out + i, total);
  }
}

inline void coefficients(Step& step, float alpha, const float* x, Loss& loss) {
  for (int p = 0; p < parts; p++) {
    const int first = p * lanes;
    Ints predicted;  // centres that have outside words to be predicted from
    for (int j = 0; j < lanes; j++) predicted[j] = step.block.outside_words(first + j) > 0 ? -1 : 0;
    const Sigmoid s = sigmoid(load(x + first));
    LogSigmoidSum positive;
    positive.add(-load(x + first), s.one_plus_exp);
    const Floats g = predicted ? alpha * s.of_minus_x : Floats{};
    for (int j = 0; j < lanes; j++) {
      const int i = first + j;
      for (int q = 0; q < T; q += lanes) store(step.g + i * T + q, Floats{});
      step.g[i * T + i] = g[j];
      loss.predictions -= predicted[j];
    }
    const Floats weight = predicted ? all(step.block.negative_weight) : Floats{};
    const Floats negatives = negative_coefficients(step, alpha, weight, p);
    loss.sum += sum(predicted ? positive.value() + negatives : Floats{});
  }
}

void prepare(const Matrices& matrices, Context context, float alpha, float* transposed, Step& step,
             Loss& loss) {
  const Block& block = step.block;
  step.paired = T;
  step.rows = T + block.negative_count;
  float factor[T];
  for (int j = 0; j <= block.span; j++) step.window_begins[j] = step.window_ends[j] = 0;
  for (int j = 0; j < block.span; j++) step.v[j] = matrices.v(block.words[j]);
  const float* h[T];
  for (int i = 0; i < T; i++) {
    const int n = i < block.centres ? block.outside_words(i) : 0;
    factor[i] = n == 0 ? 0.0f : context == Context::sum ? 1.0f : 1.0f / static_cast<float>(n);
    step.hidden_scale[i] = context == Context::word2vec_mean ? 1.0f : factor[i];
    const int centre = i < block.centres ? i : block.centres - 1;
    step.u[i] = matrices.u(block.words[block.first + centre]);
    step.paired_of[i] = step.centres_of[i] = i < block.centres ? Range{i, i + 1} : Range{0, 0};
    h[i] = step.hidden + i * matrices.stride;
    if (i < block.centres) {
      step.window_begins[block.begin[i]] |= 1u << i;
      step.window_ends[block.end[i]] |= 1u << i;
    } else {
      for (int k = 0; k < matrices.stride; k += lanes) store(step.hidden + i * matrices.stride + k, Floats{});
    }
  }
  for (int k = 0; k < block.negative_count; k++) step.u[T + k] = matrices.u(block.negatives[k]);

  for_each_strip(0, matrices.stride, WindowSums{matrices, step, factor});
  float x[T];
  paired_dots(step.u, step.hidden, matrices.stride, x);
  transpose(h, matrices.stride, transposed);
  all_dots(step.u + T, block.negative_count, transposed, matrices.vector_size, step.g + T * T);
  coefficients(step, alpha, x, loss);
}

struct Apply {
  const Matrices& matrices;
  const Step& step;
  const float *scale_u, *scale_v;
  const HiddenRows& rows;

  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    hidden_changes<Q>(step, rows, step.hidden_scale, k);
    outside_changes<Q>(step, rows, scale_u, k);
    Floats open[Q] = {};  // the changes of all windows that word j lies in
    for (int j = 0; j < step.block.span; j++) {
      for (uint32_t bits = step.window_begins[j]; bits; bits &= bits - 1)
        for (int q = 0; q < Q; q++) open[q] += load(rows.change[__builtin_ctz(bits)] + k + q * lanes);
      for (uint32_t bits = step.window_ends[j]; bits; bits &= bits - 1)
        for (int q = 0; q < Q; q++) open[q] -= load(rows.change[__builtin_ctz(bits)] + k + q * lanes);
      const int i = j - step.block.first;
      const bool is_centre = i >= 0 && i < step.block.centres;
      float* v = step.v[j] + k;
      for (int q = 0; q < Q; q++) {
        const Floats own = is_centre ? load(rows.change[i] + k + q * lanes) : Floats{};
        store(v + q * lanes, load(v + q * lanes) + scale_v[j] * (open[q] - own));
      }
    }
  }
};

void apply(const Matrices& matrices, const Step& step, const float* scale_u, const float* scale_v,
           float* change, int k, int k_end) {
  HiddenRows rows;
  for (int i = 0; i < T; i++) {
    rows.h[i] = step.hidden + i * matrices.stride;
    rows.change[i] = change + i * matrices.stride;
  }
  for_each_strip(k, k_end, Apply{matrices, step, scale_u, scale_v, rows});
}

}  // namespace
}  // namespace cbow
}  // namespace lemmavec::LEMMAVEC_ISA
