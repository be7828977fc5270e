// Hierarchical softmax, a block of centres at a time: with the sigmoid s and, for centre i and node
// n, the numbers a_ni and b_ni of its paths that turn to 0 and to 1 there, the block's loss is
//   J = - sum_i sum_n [ a_ni log s(x_ni) + b_ni log s(-x_ni) ],    x_ni = u_n . h_i.
// Nodes near the root are on the paths of many words: each is one row for all centres, not one for
// each word. A word's other nodes are rows for the centres that predict it.
#pragma once

#include "kernels/cbow.hpp"
#include "kernels/path_groups.hpp"
#include "kernels/skipgram.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

template <class Architecture>
struct HierarchicalSoftmax {
  static void prepare(const Matrices& matrices, Context context, Step& step) {
    const PathNodes& path_nodes = *step.block.path_nodes;
    Architecture::prepare(matrices, context, step);
    step.rows = step.paired = path_nodes.count;
    for (int n = 0; n < step.rows; n++) step.u[n] = matrices.u(path_nodes.nodes[n]);
    step.label_1 = path_nodes.turns_0;
    step.label_0 = path_nodes.turns_1;
  }

  static int logit_count(const Step& step) { return step.block.path_nodes->logit_count; }

  static void logits(const Matrices& matrices, const Step& step, const Scratch& scratch,
                     Range columns, Into into, float* logits) {
    Architecture::hidden_columns(matrices, step, scratch, columns);
    const Range vectors = vectors_of(matrices, columns);
    for_each_group(step, [&](auto kernel, const PathGroup& group) {
      kernel.logits(step, group, vectors, into, logits);
    });
  }

  static void coefficients(float alpha, Step& step, Loss& loss) {
    label_coefficients(alpha, step, logit_count(step), loss);
    for (int i = 0; i < step.block.centres; i++)
      loss.predictions += Architecture::predictions(step.block, i);
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
