// Hierarchical softmax, a block of centres at a time: with the sigmoid s and, for centre i and node
// n, the numbers a_ni and b_ni of its predictions that turn to 0 and to 1 there, the block's loss is
//   J = - sum_i sum_n [ a_ni log s(x_ni) + b_ni log s(-x_ni) ],    x_ni = u_n . h_i
// and its coefficients are
//   g_ni = -alpha dJ/dx_ni = alpha [ a_ni s(-x_ni) - b_ni s(x_ni) ].
// Nodes near the root are on the way to many words: a centre visits them once, not once a word.
#pragma once

#include "kernels/cbow.hpp"
#include "kernels/sigmoid.hpp"
#include "kernels/skipgram.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// out[r] (+)= rows[r] . h over the Q vectors from coordinate k, with h in registers: the products
// side by side, transposed, and summed.
struct DotsOf {
  const float* h;
  float* const* rows;
  int count;
  float* out;

  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    Floats held[Q];
    for (int q = 0; q < Q; q++) held[q] = load(h + k + q * lanes);
    for (int r = 0; r < count; r += lanes) {
      Floats x[lanes];
      LEMMAVEC_UNROLL
      for (int j = 0; j < lanes; j++) {
        const float* row = rows[r + j < count ? r + j : count - 1] + k;
        x[j] = load(row) * held[0];
        for (int q = 1; q < Q; q++) x[j] += load(row + q * lanes) * held[q];
      }
      transpose_stages<lanes / 2>(x);
      Floats total = k > 0 ? load(out + r) : Floats{};
      for (int j = 0; j < lanes; j++) total += x[j];
      store(out + r, total);
    }
  }
};

template <class Architecture>
struct HierarchicalSoftmax {
  static void prepare(const Matrices& matrices, Context context, float alpha,
                      const Scratch& scratch, Step& step, Loss& loss) {
    const Visits& visits = *step.block.visits;
    Scratch untransposed = scratch;
    untransposed.transposed = nullptr;
    Architecture::hidden(matrices, context, untransposed, step);
    step.rows = visits.count;
    for (int n = 0; n < visits.count; n++) step.u[n] = matrices.u(visits.nodes[n]);
    for (int i = 0; i < step.block.centres; i++) {
      const Range visited = step.paired_of[i] = visits.of_centre[i];
      for_each_strip(0, matrices.stride, DotsOf{step.h[i], step.u + visited.begin,
                                                visited.end - visited.begin, step.g + visited.begin});
      loss.predictions += Architecture::predictions(step.block, i);
    }
    Floats losses{};
    for (int n = 0; n < visits.count; n += lanes) {
      const Floats x = n + lanes <= visits.count ? load(step.g + n) : first_of(step.g + n, visits.count - n);
      const Floats a = load(visits.turns_0 + n), b = load(visits.turns_1 + n);
      const Sigmoid s = sigmoid(x);
      losses += a * max(-x, Floats{}) + b * max(x, Floats{}) + (a + b) * log_positive(s.one_plus_exp);
      store(step.g + n, alpha * (a * s.of_minus_x - b * s.of_x));
    }
    loss.sum += sum(losses);
  }

  // The vector's places after the last visit hold nothing.
  static Floats first_of(const float* x, int count) {
    Floats found{};
    for (int j = 0; j < count; j++) found[j] = x[j];
    return found;
  }

  // As in negative sampling, dh_i is taken from U as it was, and V changes last.
  struct Apply {
    const Matrices& matrices;
    const Step& step;
    const float *scale_u, *scale_v;
    const Scratch& scratch;

    template <int Q>
    __attribute__((noinline)) void run(int k) const {
      for (int i = 0; i < step.block.centres; i++) {
        Floats change[Q] = {};
        for (int n = step.paired_of[i].begin; n < step.paired_of[i].end; n++)
          for (int q = 0; q < Q; q++) change[q] += step.g[n] * load(step.u[n] + k + q * lanes);
        for (int q = 0; q < Q; q++)
          store(scratch.change + i * matrices.stride + k + q * lanes, step.hidden_scale[i] * change[q]);
      }
      for (int i = 0; i < step.block.centres; i++) {
        Floats h[Q];
        for (int q = 0; q < Q; q++) h[q] = load(step.h[i] + k + q * lanes);
        for (int n = step.paired_of[i].begin; n < step.paired_of[i].end; n++) {
          const Floats g = all(scale_u[n] * step.g[n]);
          float* u = step.u[n] + k;
          for (int q = 0; q < Q; q++) store(u + q * lanes, load(u + q * lanes) + g * h[q]);
        }
      }
      Architecture::template scatter<Q>(matrices, step, scratch, scale_v, k);
    }
  };

  static void apply(const Matrices& matrices, const Step& step, const float* scale_u,
                    const float* scale_v, const Scratch& scratch, int k, int k_end) {
    for_each_strip(k, k_end, Apply{matrices, step, scale_u, scale_v, scratch});
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
