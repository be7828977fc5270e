// The kernels of one instruction set, as a table of functions.
#pragma once

#include <cstdint>

#include "kernels/step.hpp"

namespace lemmavec {

// One step of one loss, in four parts; columns begin on multiples of row_alignment.
//
// `prepare` finds the rows of a block. `logits` computes the part of u_r . h_i that some columns
// contribute, and in CBOW these columns of h. `coefficients` turns the logits in step.g into
// coefficients, and adds the loss before the step. `apply` changes some columns of V and U: row r
// of U by scale_u[r], and row i of V (or D) by scale_v[i], times its part of the step.
// `apply_to_tags` takes its place where words are frozen.
struct StepKernels {
  void (*prepare)(const Matrices&, Context, Step&);
  int (*logit_count)(const Step&);
  void (*logits)(const Matrices&, const Step&, const Scratch&, Range columns, Into, float* logits);
  void (*coefficients)(float alpha, Step&, Loss&);
  void (*apply)(const Matrices&, const Step&, const float* scale_u, const float* scale_v,
                const Scratch&, Range columns);
  void (*apply_to_tags)(const Matrices&, const Step&, const float* scale_v, const Scratch&);
};

// `hidden` computes h and its transpose; `scatter` changes V by the change of h.
struct ArchitectureKernels {
  void (*hidden)(const Matrices&, Context, const Scratch&, Step&);
  void (*scatter)(const Matrices&, const Step&, const float* scale_v, const Scratch&);
  StepKernels negative_sampling, hierarchical_softmax;
};

// Rows of U that full softmax processes at once: they stay in the first-level cache together with
// their logits.
constexpr int tile_rows = 64;

// A word that a centre predicts in full softmax, and its logit.
struct Target {
  int32_t row;
  int32_t centre;
  float logit;
};

// A tile of U and the softmax of one block over it. `exponentials` holds exp(logit - maximum), and
// then the coefficients, rows x block_centres; `maximum` and `sum` are over the rows, by centre.
struct SoftmaxTile {
  Range rows;
  float* exponentials;
  float* maximum;
  float* sum;
  Target* targets;  // those in `rows`
  int target_count;
};

// By centre: the number of predictions, and the logarithm of the sum of exponentials over all of U.
struct SoftmaxCentres {
  float predictions[block_centres];
  float log_sum[block_centres];
};

// Full softmax, for one block and one tile at a time. `exponentials` computes those of the tile,
// and the targets' logits; `normalise` computes log_sum from the maxima and sums of all tiles;
// `hidden_changes` turns the tile's exponentials into coefficients, and adds its part of dh to
// `change`; `outside_changes` changes the tile's rows.
struct SoftmaxKernels {
  void (*exponentials)(const Matrices&, const float* transposed, const SoftmaxTile&);
  void (*normalise)(const float* maxima, const float* sums, int tiles, float* log_sum);
  void (*hidden_changes)(const Matrices&, const Step&, float alpha, const SoftmaxCentres&,
                         const SoftmaxTile&, float* change);
  void (*outside_changes)(const Matrices&, const Step&, const SoftmaxTile&);
};

// Searching: the products of `count` rows with one query, and with the block_centres queries of a
// panel, which holds one coordinate of all of them after the other (size x block_centres); dots are
// count, or count x block_centres.
struct SearchKernels {
  void (*query_dots)(const float* const* rows, int count, const float* query, int size,
                     float* dots);
  void (*panel_dots)(const float* const* rows, int count, const float* panel, int size,
                     float* dots);
};

// Rows of V, one of which may come twice.
struct RowList {
  const int32_t* rows;
  int64_t count;
};

// Subwords: the sum of a list's rows times `scale`, and the change of each of its rows by
// scale * row_scales[p] * change, in some columns. No row_scales are scales of 1.
struct RowListKernels {
  void (*sum)(const Matrices&, const RowList&, float scale, Range columns, float* sum);
  void (*change)(const Matrices&, const RowList&, float scale, const float* row_scales,
                 const float* change, Range columns);
};

struct Kernels {
  const char* instruction_set;
  int lanes;  // floats in a vector
  ArchitectureKernels skipgram, cbow;
  SoftmaxKernels softmax;
  // The sum of |row|^2 over some rows, in some columns.
  float (*squared_norms)(const Matrices&, const float* const* rows, int count, Range columns);
  SearchKernels search;
  RowListKernels row_lists;
};

}  // namespace lemmavec
