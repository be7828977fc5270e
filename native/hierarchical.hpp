// Hierarchical softmax, a block of centres at a time: with the sigmoid s and, for centre i and node
// n, the numbers a_ni and b_ni of its predictions that turn to 0 and to 1 there, the block's loss is
//   J = - sum_i sum_n [ a_ni log s(x_ni) + b_ni log s(-x_ni) ],    x_ni = u_n . h_i
// and its coefficients are
//   g_ni = -alpha dJ/dx_ni = alpha [ a_ni s(-x_ni) - b_ni s(x_ni) ].
// Nodes near the root are on the way to many words: they are met once a centre, not once a word.
#pragma once

#include "cbow.hpp"
#include "sigmoid.hpp"
#include "skipgram.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

template <class Architecture>
struct HierarchicalSoftmax {
  static void prepare(const Matrices& matrices, Context context, float alpha,
                      const Scratch& scratch, Step& step, Loss& loss) {
    const Paths& paths = step.block.paths;
    Architecture::hidden(matrices, context, scratch.transposed, step);
    step.rows = paths.count;
    step.paired = paths.local;
    for (int i = 0; i < T; i++) step.paired_of[i] = {0, 0};
    for (int r = 0; r < paths.count; r++) step.u[r] = matrices.u(paths.nodes[r]);
    for (int r = 0; r < paths.local; r++) {
      const Range centres = step.centres_of[r] = paths.centres_of[r];
      for (int i = centres.begin; i < centres.end; i++)
        step.paired_of[i] = cover(step.paired_of[i], {r, r + 1});
    }
    all_dots(step.u, step.rows, scratch.transposed, matrices.vector_size, step.g);
    count_turns(step.block, scratch.turns);
    for (int p = 0; p < parts; p++) coefficients(step, alpha, scratch.turns, p, loss);
    for (int i = 0; i < step.block.centres; i++)
      loss.predictions += Architecture::predictions(step.block, i);
  }

  // turns[n][b][i]: how many predictions of centre i take turn b at node n.
  static void count_turns(const Block& block, float* turns) {
    const Paths& paths = block.paths;
    for (int i = 0; i < 2 * paths.count * T; i += lanes) store(turns + i, Floats{});
    for (int j = 0; j < block.span; j++) {
      if (paths.begin[j] == paths.begin[j + 1]) continue;
      Floats predicts[parts];
      for (int p = 0; p < parts; p++)
        predicts[p] = Architecture::predicts(block, p * lanes, j) ? all(1.0f) : Floats{};
      for (int e = paths.begin[j]; e < paths.begin[j + 1]; e++) {
        float* counts = turns + (2 * paths.at[e] + paths.turn[e]) * T;
        for (int p = 0; p < parts; p++)
          store(counts + p * lanes, load(counts + p * lanes) + predicts[p]);
      }
    }
  }

  static void coefficients(Step& step, float alpha, const float* turns, int p, Loss& loss) {
    Floats losses{};
    for (int n = 0; n < step.rows; n++) {
      float* g = step.g + n * T + p * lanes;
      const Floats x = load(g);
      const Floats a = load(turns + 2 * n * T + p * lanes);
      const Floats b = load(turns + (2 * n + 1) * T + p * lanes);
      const Sigmoid s = sigmoid(x);
      losses += a * max(-x, Floats{}) + b * max(x, Floats{}) + (a + b) * log_positive(s.one_plus_exp);
      store(g, alpha * (a * s.of_minus_x - b * s.of_x));
    }
    loss.sum += sum(losses);
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
