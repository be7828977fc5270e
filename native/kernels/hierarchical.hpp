// Hierarchical softmax, a block of centres at a time: with the sigmoid s and, for centre i and node
// n, the numbers a_ni and b_ni of its paths that turn to 0 and to 1 there, the block's loss is
//   J = - sum_i sum_n [ a_ni log s(x_ni) + b_ni log s(-x_ni) ],    x_ni = u_n . h_i
// and its coefficients are
//   g_ni = -alpha dJ/dx_ni = alpha [ a_ni s(-x_ni) - b_ni s(x_ni) ].
// Nodes near the root are on the paths of many words: each is computed once for a centre, not once
// for each word. A row of the step is one node of one centre, with one coefficient.
#pragma once

#include "kernels/cbow.hpp"
#include "kernels/sigmoid.hpp"
#include "kernels/skipgram.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// out[r] (+)= rows[r] . h over the Q vectors from coordinate k, with h in registers. The lanes of
// each sum are added by a transpose.
struct DotsWithOne {
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

struct PathGradients {
  template <int Q>
  static void change_hidden(const Step& step, const HiddenChanges& changes, int k) {
    for (int i = 0; i < step.block.centres; i++) {
      Floats change[Q] = {};
      for (int n = step.paired_of[i].begin; n < step.paired_of[i].end; n++)
        for (int q = 0; q < Q; q++) change[q] += step.g[n] * load(step.u[n] + k + q * lanes);
      for (int q = 0; q < Q; q++)
        store(changes.row[i] + k + q * lanes, step.hidden_scale[i] * change[q]);
    }
  }

  template <int Q>
  static void change_outside(const Step& step, const float* scale_u, int k) {
    for (int i = 0; i < step.block.centres; i++) {
      Floats h[Q];
      for (int q = 0; q < Q; q++) h[q] = load(step.h[i] + k + q * lanes);
      for (int n = step.paired_of[i].begin; n < step.paired_of[i].end; n++) {
        const Floats g = all(scale_u[n] * step.g[n]);
        float* u = step.u[n] + k;
        for (int q = 0; q < Q; q++) store(u + q * lanes, load(u + q * lanes) + g * h[q]);
      }
    }
  }
};

template <class Architecture>
struct HierarchicalSoftmax {
  static void prepare(const Matrices& matrices, Context context, float alpha,
                      const Scratch& scratch, Step& step, Loss& loss) {
    const PathNodes& path_nodes = *step.block.path_nodes;
    Scratch untransposed = scratch;
    untransposed.transposed = nullptr;
    Architecture::hidden(matrices, context, untransposed, step);
    step.rows = path_nodes.count;
    for (int n = 0; n < step.rows; n++) step.u[n] = matrices.u(path_nodes.nodes[n]);
    for (int i = 0; i < step.block.centres; i++) {
      const Range own = step.paired_of[i] = path_nodes.of_centre[i];
      for_each_strip(0, matrices.stride, DotsWithOne{step.h[i], step.u + own.begin,
                                                     own.end - own.begin, step.g + own.begin});
      loss.predictions += Architecture::predictions(step.block, i);
    }
    loss.sum += coefficients(step, alpha);
  }

  // Logits become coefficients in place. Returns the loss.
  static float coefficients(Step& step, float alpha) {
    const PathNodes& path_nodes = *step.block.path_nodes;
    Floats losses{};
    for (int n = 0; n < step.rows; n += lanes) {
      const int left = step.rows - n;
      const Floats x = left >= lanes ? load(step.g + n) : first_of(step.g + n, left);
      const Floats a = load(path_nodes.turns_0 + n), b = load(path_nodes.turns_1 + n);
      const Sigmoid s = sigmoid(x);
      losses +=
          a * max(-x, Floats{}) + b * max(x, Floats{}) + (a + b) * log_positive(s.one_plus_exp);
      store(step.g + n, alpha * (a * s.of_minus_x - b * s.of_x));
    }
    return sum(losses);
  }

  // The memory after the last logit is undefined.
  static Floats first_of(const float* x, int count) {
    Floats found{};
    for (int j = 0; j < count; j++) found[j] = x[j];
    return found;
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
