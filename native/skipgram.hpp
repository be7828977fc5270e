// Skip-gram with negative sampling, a block of centres at a time.
//
// The block's loss, for centres i, their outside words o and the shared negatives k:
//   J = sum_i [ sum_o -log s(u_o . v_i) - n_i w sum_k log s(-u_k . v_i) ],   s the sigmoid,
// with n_i outside words and w the weight of a negative. Its gradient needs three products:
//   logits       x_ri = u_r . v_i              for every row r, an outside word or a negative
//   coefficients g_ri = -alpha dJ/dx_ri        = alpha s(-x) or -alpha n_i w s(x)
//   changes      dv_i = sum_r g_ri u_r,        du_r = sum_i g_ri v_i
// All logits come from the matrices as they were, so repeated words get the true gradient too.
#pragma once

#include "negatives.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace skipgram {
namespace {

inline void coefficients(Step& step, float alpha, Loss& loss) {
  const Block& block = step.block;
  for (int p = 0; p < parts; p++) {
    const int i = p * lanes;
    const Ints begin = load(block.begin + i), end = load(block.end + i);
    Ints self;
    for (int j = 0; j < lanes; j++) self[j] = block.first + i + j;

    LogSigmoidSum positives;
    for (int r = 0; r < step.paired; r++) {
      const Ints outside = (begin <= r) & (end > r) & (self != r);
      float* g = step.g + r * T + i;
      const Sigmoid s = sigmoid(load(g));
      positives.add(outside ? -load(g) : Floats{}, outside ? s.one_plus_exp : all(1.0f));
      store(g, outside ? alpha * s.of_minus_x : Floats{});
    }
    const Ints outside_words = end > begin ? end - begin - 1 : Ints{};
    const Floats weight = __builtin_convertvector(outside_words, Floats) * block.negative_weight;
    loss.sum += sum(positives.value() + negative_coefficients(step, alpha, weight, p));
    for (int j = 0; j < lanes; j++) loss.predictions += outside_words[j];
  }
}

void prepare(const Matrices& matrices, Context, float alpha, float* transposed, Step& step,
             Loss& loss) {
  const Block& block = step.block;
  step.paired = block.span;
  step.rows = block.span + block.negative_count;
  for (int i = 0; i < T; i++) {
    const int centre = i < block.centres ? i : block.centres - 1;
    step.v[i] = matrices.v(block.words[block.first + centre]);
    step.paired_of[i] = {block.begin[i], block.end[i]};
  }
  for (int r = 0; r < block.span; r++) {
    step.u[r] = matrices.u(block.words[r]);
    step.centres_of[r] = {0, 0};
  }
  for (int k = 0; k < block.negative_count; k++)
    step.u[block.span + k] = matrices.u(block.negatives[k]);
  for (int i = 0; i < block.centres; i++)
    for (int r = block.begin[i]; r < block.end[i]; r++)
      step.centres_of[r] = cover(step.centres_of[r], {i, i + 1});

  transpose(step.v, matrices.stride, transposed);
  all_dots(step.u, step.rows, transposed, matrices.vector_size, step.g);
  coefficients(step, alpha, loss);
}

// V changes last, as the change of U needs it as it was.
struct Apply {
  const Matrices& matrices;
  const Step& step;
  const float *scale_u, *scale_v;
  const HiddenRows& rows;

  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    hidden_changes<Q>(step, rows, scale_v, k);
    outside_changes<Q>(step, rows, scale_u, k);
    for (int i = 0; i < step.block.centres; i++)
      for (int q = 0; q < Q; q++) {
        float* v = step.v[i] + k + q * lanes;
        store(v, load(v) + load(rows.change[i] + k + q * lanes));
      }
  }
};

void apply(const Matrices& matrices, const Step& step, const float* scale_u, const float* scale_v,
           float* change, int k, int k_end) {
  HiddenRows rows;
  for (int i = 0; i < T; i++) {
    rows.h[i] = step.v[i];
    rows.change[i] = change + i * matrices.stride;
  }
  for_each_strip(k, k_end, Apply{matrices, step, scale_u, scale_v, rows});
}

}  // namespace
}  // namespace skipgram
}  // namespace lemmavec::LEMMAVEC_ISA
