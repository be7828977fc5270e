// How the coefficients of a step change V and U, in every architecture and for every loss.
#pragma once

#include "kernels/products.hpp"
#include "kernels/step.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// The smallest range that covers both.
inline Range cover(Range a, Range b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

// The change of h_i for T centres, one row each.
struct HiddenChanges {
  float* row[T];
  HiddenChanges(float* change, int stride) {
    for (int i = 0; i < T; i++) row[i] = change + i * stride;
  }
};

// dh_i (+)= hidden_scale[i] sum_r g_ri u_r, from U before the step.
template <Into into, int Q>
inline void hidden_changes(const Step& step, const HiddenChanges& changes, int k) {
  for (int i = 0; i < step.block.centres; i += 2) {
    const Range paired = cover(step.paired_of[i], i + 1 < T ? step.paired_of[i + 1] : Range{0, 0});
    sum_rows<into, 2, Q>(changes.row + i, step.hidden_scale + i, {step.g + i, 1, T}, step.u, paired,
                         {step.paired, step.rows}, k);
  }
}

// u_r += scale[r] sum_i g_ri h_i, two rows at a time, so that they share the loads of h. The last
// of an odd number is alone, and two that are the same row take turns, as both sums must be added.
template <int Q>
inline void outside_changes(const Step& step, const float* scale, int k) {
  const auto pair = [&](int r, int end, Range centres) __attribute__((always_inline)) {
    const Coefficients g{step.g + r * T, T, 1};
    const Coefficients g_next{step.g + (r + 1) * T, T, 1};
    if (r + 1 < end && step.u[r] != step.u[r + 1]) {
      sum_rows<Into::add, 2, Q>(step.u + r, scale + r, g, step.h, centres, {0, 0}, k);
    } else {
      sum_rows<Into::add, 1, Q>(step.u + r, scale + r, g, step.h, centres, {0, 0}, k);
      if (r + 1 < end)
        sum_rows<Into::add, 1, Q>(step.u + r + 1, scale + r + 1, g_next, step.h, centres, {0, 0},
                                  k);
    }
  };
  for (int r = 0; r < step.paired; r += 2) {
    const Range more = r + 1 < step.paired ? step.centres_of[r + 1] : Range{0, 0};
    const Range centres = cover(step.centres_of[r], more);
    if (!centres.empty()) pair(r, step.paired, centres);
  }
  for (int r = step.paired; r < step.rows; r += 2) pair(r, step.rows, {0, step.block.centres});
}

// A step whose coefficients g are rows x block_centres: negative sampling, and full softmax.
struct DenseGradients {
  template <int Q>
  static void change_hidden(const Step& step, const HiddenChanges& changes, int k) {
    hidden_changes<Into::replace, Q>(step, changes, k);
  }
  template <int Q>
  static void change_outside(const Step& step, const float* scale_u, int k) {
    outside_changes<Q>(step, scale_u, k);
  }
};

// dh comes from U before the step, and dU from h before the step: V changes last.
template <class Architecture, class Gradients>
struct Apply {
  const Matrices& matrices;
  const Step& step;
  const float *scale_u, *scale_v;
  const Scratch& scratch;

  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    const HiddenChanges changes(scratch.change, matrices.stride);
    Gradients::template change_hidden<Q>(step, changes, k);
    Gradients::template change_outside<Q>(step, scale_u, k);
    Architecture::template scatter<Q>(matrices, step, scratch, scale_v, k);
  }
};

template <class Architecture, class Gradients>
void apply(const Matrices& matrices, const Step& step, const float* scale_u, const float* scale_v,
           const Scratch& scratch, Range columns) {
  for_each_strip(matrices, columns,
                 Apply<Architecture, Gradients>{matrices, step, scale_u, scale_v, scratch});
}

// Changes D only: words stay as they are.
template <class Architecture, class Gradients>
struct ApplyToTags {
  const Matrices& matrices;
  const Step& step;
  const float* scale_v;
  const Scratch& scratch;

  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    Gradients::template change_hidden<Q>(step, HiddenChanges(scratch.change, matrices.stride), k);
    Architecture::template scatter_to_tags<Q>(matrices, step, scratch, scale_v, k);
  }
};

template <class Architecture, class Gradients>
void apply_to_tags(const Matrices& matrices, const Step& step, const float* scale_v,
                   const Scratch& scratch) {
  for_each_strip(matrices, {0, matrices.stride},
                 ApplyToTags<Architecture, Gradients>{matrices, step, scale_v, scratch});
}

// Hidden vectors and their transpose.
template <class Architecture>
void hidden(const Matrices& matrices, Context context, const Scratch& scratch, Step& step) {
  Architecture::prepare(matrices, context, step);
  Architecture::hidden_columns(matrices, step, scratch, {0, matrices.stride});
  transpose(step.h, vectors_of(matrices, {0, matrices.stride}), scratch.transposed);
}

template <class Architecture>
struct Scatter {
  const Matrices& matrices;
  const Step& step;
  const Scratch& scratch;
  const float* scale_v;

  template <int Q>
  void run(int k) const {
    Architecture::template scatter<Q>(matrices, step, scratch, scale_v, k);
  }
};

// Changes V only, by dh.
template <class Architecture>
void scatter(const Matrices& matrices, const Step& step, const float* scale_v,
             const Scratch& scratch) {
  for_each_strip(matrices, {0, matrices.stride},
                 Scatter<Architecture>{matrices, step, scratch, scale_v});
}

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
