// Skip-gram: the hidden vector h_i is the centre's v_i, and the centre predicts its outside words.
// In PV-DBOW the centre is a document's tag, with its d.
#pragma once

#include "kernels/gradients.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

struct SkipGram {
  // Lanes after the last centre repeat it, with coefficients of zero.
  static void prepare(const Matrices& matrices, Context, Step& step) {
    const Block& block = step.block;
    for (int i = 0; i < T; i++) {
      const int centre = i < block.centres ? i : block.centres - 1;
      step.h[i] = block.centres_are_tags ? matrices.d(block.tags[centre][0])
                                         : matrices.v(block.words[block.first + centre]);
      step.hidden_scale[i] = 1.0f;
    }
  }

  static void hidden_columns(const Matrices&, const Step&, const Scratch&, Range) {}

  // For the centres from i on, one in each lane: all bits set if the centre predicts span word j.
  static Ints predicts(const Block& block, int i, int j) {
    Ints self;
    for (int lane = 0; lane < lanes; lane++)
      self[lane] = block.centres_are_tags ? -1 : block.first + i + lane;
    return (load(block.begin + i) <= j) & (load(block.end + i) > j) & (self != j);
  }

  static int predictions(const Block& block, int i) { return block.outside_words(i); }

  // v_i += scale[i] dh_i, or d_i.
  template <int Q>
  static void scatter(const Matrices& matrices, const Step& step, const Scratch& scratch,
                      const float* scale, int k) {
    const HiddenChanges changes(scratch.change, matrices.stride);
    for (int i = 0; i < step.block.centres; i++)
      for (int q = 0; q < Q; q++) {
        float* v = step.h[i] + k + q * lanes;
        store(v, load(v) + scale[i] * load(changes.row[i] + k + q * lanes));
      }
  }
  template <int Q>
  static void scatter_to_tags(const Matrices& matrices, const Step& step, const Scratch& scratch,
                              const float* scale, int k) {
    scatter<Q>(matrices, step, scratch, scale, k);
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
