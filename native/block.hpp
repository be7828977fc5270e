// What a training step is given: a block of neighbouring centre words and the model's matrices.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lemmavec {

// Centres in a block: one lane each of the widest vectors.
constexpr int block_centres = 16;

// Rows start on a multiple of 16 floats, whole vectors on every instruction set and cache lines.
constexpr int row_alignment = 16;
constexpr int padded(int vector_size) {
  return (vector_size + row_alignment - 1) / row_alignment * row_alignment;
}

// V holds centre vectors v, U outside vectors u, `stride` floats a row; the padding stays zero.
struct Matrices {
  float* V;
  float* U;
  int vector_size;
  int stride;

  float* v(int32_t word) const { return V + static_cast<ptrdiff_t>(word) * stride; }
  float* u(int32_t word) const { return U + static_cast<ptrdiff_t>(word) * stride; }
};

// `span` words in a row. Centre i is span word `first + i`; its outside words are span words
// begin[i] .. end[i] - 1 without itself. All centres share the negatives; each counts
// `negative_weight` times for every outside word of the centre, so that with N shared negatives
// and weight K / N the expected gradient is that of K negatives a pair.
struct Block {
  const int32_t* words;
  int span;
  int first;
  int centres;
  int32_t begin[block_centres];
  int32_t end[block_centres];
  const int32_t* negatives;
  int negative_count;
  float negative_weight;
};

// The sums that make a mean loss per prediction.
struct Loss {
  double sum = 0;
  int64_t predictions = 0;
};

// A half-open range of rows or centres.
struct Range {
  int begin, end;
  bool empty() const { return begin >= end; }
};

// Scratch memory of one thread for blocks of at most `rows` span words and negatives together.
// The buffers start as zero.
struct Workspace {
  float* change;      // block_centres x stride, zero between steps
  float* transposed;  // stride x block_centres
  float* logits;      // rows x block_centres
  float** pointers;   // rows + block_centres
  Range* reached;     // rows
};

// One instruction set's kernels. Each adds -alpha * gradient of the block's loss to V and U, and
// the loss itself, taken before the step, to `loss`.
struct Kernels {
  using Step = void (*)(const Matrices&, const Block&, float alpha, const Workspace&, Loss&);
  const char* name;
  int lanes;
  Step skipgram_negative_sampling;
};

}  // namespace lemmavec
