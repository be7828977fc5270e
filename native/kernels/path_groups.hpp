// The products of hierarchical softmax, on groups of rows of U and up to path_group_centres hidden
// vectors, whose coefficients lie in rows x C for a group of C.
#pragma once

#include "kernels/gradients.hpp"
#include "kernels/groups.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

template <int C>
struct GroupOf {
  static void logits(const Step& step, const PathGroup& group, Range vectors, Into into,
                     float* logits) {
    float* h[C];
    for (int c = 0; c < C; c++) h[c] = step.h[group.centres[c]];
    group_logits<C>(h, step.u + group.rows.begin, group.rows.end - group.rows.begin, vectors, into,
                    logits + group.logits);
  }

  // dh_i += hidden_scale[i] sum_r g_ri u_r, for `some` of the centres from `first` on: their sums
  // fit the registers.
  template <int Q, int first = 0>
  static void change_hidden(const Step& step, const PathGroup& group, const HiddenChanges& changes,
                            int k) {
    constexpr int most = accumulators / Q > 0 ? accumulators / Q : 1;
    constexpr int some = C - first <= most ? C - first : most;
    Floats sum[some][Q] = {};
    const float* g = step.g + group.logits + first;
    for (int r = group.rows.begin; r < group.rows.end; r++, g += C) {
      const float* u = step.u[r] + k;
      LEMMAVEC_UNROLL
      for (int c = 0; c < some; c++) {
        const Floats factor = all(g[c]);
        LEMMAVEC_UNROLL
        for (int q = 0; q < Q; q++) sum[c][q] += factor * load(u + q * lanes);
      }
    }
    LEMMAVEC_UNROLL
    for (int c = 0; c < some; c++) {
      const int i = group.centres[first + c];
      const Floats factor = all(step.hidden_scale[i]);
      LEMMAVEC_UNROLL
      for (int q = 0; q < Q; q++) {
        float* change = changes.row[i] + k + q * lanes;
        store(change, load(change) + factor * sum[c][q]);
      }
    }
    if constexpr (first + some < C)
      change_hidden<Q, first + some>(step, group, changes, k);
  }

  // u_r += scale[r] sum_i g_ri h_i.
  template <int Q>
  static void change_outside(const Step& step, const PathGroup& group, const float* scale, int k) {
    Floats h[C][Q];
    LEMMAVEC_UNROLL
    for (int c = 0; c < C; c++)
      for (int q = 0; q < Q; q++) h[c][q] = load(step.h[group.centres[c]] + k + q * lanes);
    const float* g = step.g + group.logits;
    for (int r = group.rows.begin; r < group.rows.end; r++, g += C) {
      float* u = step.u[r] + k;
      Floats sum[Q] = {};
      LEMMAVEC_UNROLL
      for (int c = 0; c < C; c++) {
        const Floats factor = all(g[c]);
        LEMMAVEC_UNROLL
        for (int q = 0; q < Q; q++) sum[q] += factor * h[c][q];
      }
      const Floats factor = all(scale[r]);
      LEMMAVEC_UNROLL
      for (int q = 0; q < Q; q++) store(u + q * lanes, load(u + q * lanes) + factor * sum[q]);
    }
  }

  static constexpr int accumulators = lanes == 16 ? 28 : 12;
};

// Calls call(GroupOf<C>, group) for each group of C centres, sorted by C: branches are then easy to
// predict.
template <int C = 1, class Call>
inline void for_each_group(const Step& step, const Call& call) {
  const PathGroups& same = step.block.path_nodes->groups_of[C];
  for (int n = 0; n < same.count; n++) call(GroupOf<C>{}, same.groups[n]);
  if constexpr (C < path_group_centres) for_each_group<C + 1>(step, call);
}

struct PathGradients {
  template <int Q>
  static void change_hidden(const Step& step, const HiddenChanges& changes, int k) {
    for (int i = 0; i < T; i++)
      for (int q = 0; q < Q; q++) store(changes.row[i] + k + q * lanes, Floats{});
    for_each_group(step, [&](auto kernel, const PathGroup& group) {
      kernel.template change_hidden<Q>(step, group, changes, k);
    });
  }

  template <int Q>
  static void change_outside(const Step& step, const float* scale_u, int k) {
    for_each_group(step, [&](auto kernel, const PathGroup& group) {
      kernel.template change_outside<Q>(step, group, scale_u, k);
    });
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
