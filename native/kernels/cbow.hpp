// CBOW: h_i is the sum or the mean of the n_i outside vectors of centre i, and predicts the centre.
// In PV-DM the d of the tags of the centre's document are among these vectors.
//
// The gradient reaches each outside vector as dJ/dv = c_i dJ/dh_i, with c_i = 1 for the sum and
// 1 / n_i for the mean.
//
// Window sums are differences of prefix sums: with S_j = v_0 + ... + v_{j-1} over the span,
//   sum of window i = S_end - S_begin - v_i,
// one addition for each word instead of one for each pair. The gradient is propagated the same way:
// dh_i is added where window i begins and subtracted where it ends, and the prefix sum of these
// differences is the change of v_j.
#pragma once

#include "kernels/gradients.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

struct WindowSums {
  const Matrices& matrices;
  const Step& step;
  float* prefix_sums;

  template <int Q>
  void run(int k) const {
    const Block& block = step.block;
    Floats sum[Q] = {};
    for (int j = 0; j < block.span; j++) {
      for (int q = 0; q < Q; q++) {
        store(at(j, k) + q * lanes, sum[q]);
        sum[q] += load(step.v[j] + k + q * lanes);
      }
    }
    for (int q = 0; q < Q; q++) store(at(block.span, k) + q * lanes, sum[q]);
    for (int i = 0; i < block.centres; i++) {
      const float *begin = at(block.begin[i], k), *end = at(block.end[i], k);
      const float* self = step.v[block.first + i] + k;
      for (int q = 0; q < Q; q++)
        sum[q] = load(end + q * lanes) - load(begin + q * lanes) - load(self + q * lanes);
      for (int t = step.tags_of[i].begin; t < step.tags_of[i].end; t++)
        for (int q = 0; q < Q; q++) sum[q] += load(step.v[t] + k + q * lanes);
      for (int q = 0; q < Q; q++)
        store(step.h[i] + k + q * lanes, step.context_scale[i] * sum[q]);
    }
  }
  float* at(int j, int k) const {
    return prefix_sums + static_cast<ptrdiff_t>(j) * matrices.stride + k;
  }
};

struct Cbow {
  static void prepare(const Matrices& matrices, Context context, Step& step) {
    const Block& block = step.block;
    for (int j = 0; j < block.span; j++) step.v[j] = matrices.v(block.words[j]);
    int inputs = block.span;
    for (int i = 0; i < T; i++) {
      step.h[i] = step.contexts + i * matrices.stride;
      const int n = i < block.centres ? block.context_size(i) : 0;
      const int tags = i < block.centres ? block.tag_count[i] : 0;
      step.tags_of[i] = {inputs, inputs + tags};
      for (int t = 0; t < tags; t++) step.v[inputs++] = matrices.d(block.tags[i][t]);
      step.context_scale[i] = n == 0 ? 0.0f : context == Context::sum ? 1.0f : 1.0f / n;
      step.hidden_scale[i] = context == Context::word2vec_mean ? 1.0f : step.context_scale[i];
    }
  }

  static void hidden_columns(const Matrices& matrices, const Step& step, const Scratch& scratch,
                             Range columns) {
    for_each_strip(matrices, columns, WindowSums{matrices, step, scratch.window_sums});
    const Range vectors = vectors_of(matrices, columns);
    for (int i = step.block.centres; i < T; i++)
      for (int k = vectors.begin; k < vectors.end; k += lanes) store(step.h[i] + k, Floats{});
  }

  static int predictions(const Block& block, int i) { return block.context_size(i) > 0; }

  // v_j += scale[j] times the sum of dh_i over the centres i that have j as an outside word.
  template <int Q>
  static void scatter(const Matrices& matrices, const Step& step, const Scratch& scratch,
                      const float* scale, int k) {
    const Block& block = step.block;
    const HiddenChanges changes(scratch.change, matrices.stride);
    const auto difference = [&](int j) {
      return scratch.window_sums + static_cast<ptrdiff_t>(j) * matrices.stride + k;
    };
    for (int j = 0; j <= block.span; j++)
      for (int q = 0; q < Q; q++) store(difference(j) + q * lanes, Floats{});
    for (int i = 0; i < block.centres; i++) {
      float *begin = difference(block.begin[i]), *end = difference(block.end[i]);
      for (int q = 0; q < Q; q++) {
        const Floats change = load(changes.row[i] + k + q * lanes);
        store(begin + q * lanes, load(begin + q * lanes) + change);
        store(end + q * lanes, load(end + q * lanes) - change);
      }
    }
    Floats windows[Q] = {};
    for (int j = 0; j < block.span; j++) {
      const int i = j - block.first;
      const bool is_centre = i >= 0 && i < block.centres;
      float* v = step.v[j] + k;
      for (int q = 0; q < Q; q++) {
        windows[q] += load(difference(j) + q * lanes);
        const Floats own = is_centre ? load(changes.row[i] + k + q * lanes) : Floats{};
        store(v + q * lanes, load(v + q * lanes) + scale[j] * (windows[q] - own));
      }
    }
    scatter_to_tags<Q>(matrices, step, scratch, scale, k);
  }

  // d_t += scale[t] dh_i for the tags t of centre i.
  template <int Q>
  static void scatter_to_tags(const Matrices& matrices, const Step& step, const Scratch& scratch,
                              const float* scale, int k) {
    const HiddenChanges changes(scratch.change, matrices.stride);
    for (int i = 0; i < step.block.centres; i++)
      for (int t = step.tags_of[i].begin; t < step.tags_of[i].end; t++)
        for (int q = 0; q < Q; q++) {
          float* d = step.v[t] + k + q * lanes;
          store(d, load(d) + scale[t] * load(changes.row[i] + k + q * lanes));
        }
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
