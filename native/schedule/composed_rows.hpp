// Steps on input vectors that are composed of several rows of V.
//
// Before a step, the vectors of a block's words are composed in scratch memory, where the kernels
// find them in the place of rows of V. They step on them as usual. The change of each composed
// vector then goes to all of its rows.
#pragma once

#include <algorithm>
#include <vector>

#include "schedule/model.hpp"
#include "schedule/scratch.hpp"

namespace lemmavec {

// The composed vectors of one step: of its centres in skip-gram, of its span's words in CBOW.
class ComposedRows {
 public:
  ComposedRows(const Kernels& kernels, const Matrices& matrices, const Model& model, int max_span)
      : kernels_(kernels.row_lists),
        matrices_(matrices),
        model_(model),
        vectors_(static_cast<size_t>(model.cbow() ? max_span : block_centres) * matrices.stride) {}

  // Puts the composed vectors in the place of the rows of a step that the kernel has prepared.
  void attach(Step& step) {
    const int count = model_.v_count(step.block);
    for (int i = 0; i < count; i++) (model_.cbow() ? step.v : step.h)[i] = vector(i);
    if (!model_.cbow())
      for (int i = count; i < block_centres; i++) step.h[i] = vector(count - 1);
  }

  // Composes some columns.
  void compose(const Block& block, Range columns) {
    const WordRows& word_rows = *model_.word_rows;
    const int32_t* words = model_.v_words(block);
    for (int i = 0; i < model_.v_count(block); i++)
      kernels_.sum(matrices_, {word_rows.of(words[i]), word_rows.count(words[i])},
                   word_rows.share(words[i]), columns, vector(i));
  }

 private:
  float* vector(int i) { return vectors_.get() + static_cast<ptrdiff_t>(i) * matrices_.stride; }

  const RowListKernels& kernels_;
  const Matrices& matrices_;
  const Model& model_;
  AlignedFloats vectors_;
};

// What a thread needs to bring the changes of composed vectors to their rows.
class RowChanges {
 public:
  RowChanges(const Kernels& kernels, const Matrices& matrices, const Model& model, int max_span)
      : kernels_(kernels.row_lists),
        step_kernels_(model.step_of(kernels)),
        matrices_(matrices),
        model_(model),
        changes_(model.cbow() ? static_cast<size_t>(max_span) * matrices.stride : 0),
        ones_(std::max(max_span, block_centres), 1.0f) {
    if (!model.cbow()) return;
    for (int j = 0; j < max_span; j++)
      v_.push_back(changes_.get() + static_cast<ptrdiff_t>(j) * matrices.stride);
  }

  // Applies a step, whose rows of V are composed. The rows of all its words have a scale each in
  // `row_scales`, one word's after the other's; null where all are 1.
  void apply(Step step, const float* scale_u, const float* row_scales, const Scratch& scratch,
             Range columns) {
    const int count = model_.v_count(step.block);
    if (model_.cbow()) {
      // The kernel adds each change to a zero.
      for (int j = 0; j < count; j++)
        std::fill(v_[j] + columns.begin, v_[j] + columns.end, 0.0f);
      step.v = v_.data();
    }
    step_kernels_.apply(matrices_, step, scale_u, ones_.data(), scratch, columns);
    const float* changes = model_.cbow() ? changes_.get() : scratch.change;
    const WordRows& word_rows = *model_.word_rows;
    const int32_t* words = model_.v_words(step.block);
    for (int i = 0; i < count; i++) {
      const RowList list{word_rows.of(words[i]), word_rows.count(words[i])};
      kernels_.change(matrices_, list, word_rows.change_share(words[i]), row_scales,
                      changes + static_cast<ptrdiff_t>(i) * matrices_.stride, columns);
      if (row_scales) row_scales += list.count;
    }
  }

 private:
  const RowListKernels& kernels_;
  const StepKernels& step_kernels_;
  const Matrices& matrices_;
  const Model& model_;
  AlignedFloats changes_;  // CBOW: of the span's words
  std::vector<float*> v_;
  const std::vector<float> ones_;
};

}  // namespace lemmavec
