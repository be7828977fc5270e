// Hierarchical softmax, a block of centres at a time: with the sigmoid s and, for centre i and node
// n, the numbers a_ni and b_ni of its paths that turn to 0 and to 1 there, the block's loss is
//   J = - sum_i sum_n [ a_ni log s(x_ni) + b_ni log s(-x_ni) ],    x_ni = u_n . h_i.
// Nodes near the root are on the paths of many words: each is computed once for a centre, not once
// for each word. A row of the step is one node of one centre.
#pragma once

#include "kernels/cbow.hpp"
#include "kernels/groups.hpp"
#include "kernels/skipgram.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

template <class Architecture>
struct HierarchicalSoftmax : Groups<1> {
  static void prepare(const Matrices& matrices, Context context, Step& step) {
    const PathNodes& path_nodes = *step.block.path_nodes;
    Architecture::prepare(matrices, context, step);
    step.rows = step.paired = path_nodes.count;
    for (int n = 0; n < step.rows; n++) step.u[n] = matrices.u(path_nodes.nodes[n]);
    for (int i = 0; i < T; i++) step.paired_of[i] = path_nodes.of_centre[i];
    step.label_1 = path_nodes.turns_0;
    step.label_0 = path_nodes.turns_1;
  }

  static void logits(const Matrices& matrices, const Step& step, const Scratch& scratch,
                     Range columns, Into into, float* logits) {
    Architecture::hidden_columns(matrices, step, scratch, columns);
    group_logits(matrices, step, columns, into, logits);
  }

  static void coefficients(float alpha, Step& step, Loss& loss) {
    label_coefficients(alpha, step, loss);
    for (int i = 0; i < step.block.centres; i++)
      loss.predictions += Architecture::predictions(step.block, i);
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
