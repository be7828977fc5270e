// A block of neighbouring centre words, and what becomes of it on its way to a change of V and U.
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
  float* u(int32_t row) const { return U + static_cast<ptrdiff_t>(row) * stride; }
};

// A half-open range of rows or centres.
struct Range {
  int begin, end;
  bool empty() const { return begin >= end; }
};

// Hierarchical softmax: the visits that a block's predictions pay to inner nodes of the Huffman
// tree. A centre visits a node once, whatever the number of its predictions that pass there:
// `turns_0` of them turn to 0 and `turns_1` to 1. Arrays end with room for a vector.
struct Visits {
  const int32_t* nodes;
  const float *turns_0, *turns_1;
  int count;
  Range of_centre[block_centres];
};

// `span` words in a row. Centre i is span word `first + i`; its outside words are span words
// begin[i] .. end[i] - 1 without itself. All centres share the negatives; each counts
// `negative_weight` times for every prediction of the centre, so that with N shared negatives
// and weight K / N the expected gradient is that of K negatives a prediction.
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
  const Visits* visits;  // hierarchical softmax only, which has no negatives

  int outside_words(int i) const { return end[i] > begin[i] ? end[i] - begin[i] - 1 : 0; }
  bool is_outside_word(int i, int j) const { return begin[i] <= j && j < end[i] && j != first + i; }
};

// A block between its two halves: the coefficients are found, V and U not yet changed.
//
// Hidden vectors h_i (centre vectors in skip-gram, sums or means of outside vectors in CBOW) meet
// rows u_r of U. The gradient of each of our losses is dh_i = sum_r g_ri u_r, du_r = sum_i g_ri h_i;
// what a loss decides is the rows and the coefficients g, which are -alpha dJ/d(u_r . h_i).
struct Step {
  Block block;
  int rows;             // hierarchical softmax: visits
  int paired;           // rows before this one have a coefficient for some centres only
  float* g;             // rows x block_centres; hierarchical softmax: rows
  float** u;            // rows
  Range* centres_of;    // by paired row: the centres whose coefficient may not be zero
  Range paired_of[block_centres];  // by centre: the paired rows, likewise
  float* h[block_centres];         // hidden vectors; those after the last centre take no part
  float** v;            // CBOW: the rows of the span's words
  float* contexts;      // CBOW: block_centres x stride, where h lies
  float hidden_scale[block_centres];  // dJ/dv = scale * dJ/dh
};

// Memory of one thread, used anew in each step.
struct Scratch {
  float* transposed;   // vector_size x block_centres; none where nobody reads it
  float* change;       // of h: block_centres x stride
  float* window_sums;  // CBOW: (span + 1) x stride
};

// The sums that make a mean loss per prediction.
struct Loss {
  double sum = 0;
  int64_t predictions = 0;
};

// How the context of CBOW makes h, and what flows back from dh to each of its n vectors.
enum class Context {
  sum,            // h = sum v,     dv = dh
  mean,           // h = sum v / n, dv = dh / n
  word2vec_mean,  // h = sum v / n, dv = dh: what word2vec does, no gradient of its loss
};

// Rows of U that full softmax takes at once: they stay in the first cache with their logits.
constexpr int tile_rows = 64;

// A word that a centre predicts in full softmax, with its logit.
struct Target {
  int32_t row;
  int32_t centre;
  float logit;
};

// One instruction set's kernels.
struct Kernels {
  // `prepare` finds a block's coefficients and adds its loss, taken before the step; `apply`
  // changes V and U in the coordinates from k to k_end, multiples of the vectors' width. Row r of
  // U moves by scale_u[r] and row i of V by scale_v[i] times its gradient.
  struct Objective {
    void (*prepare)(const Matrices&, Context, float alpha, const Scratch&, Step&, Loss&);
    void (*apply)(const Matrices&, const Step&, const float* scale_u, const float* scale_v,
                  const Scratch&, int k, int k_end);
  };
  // `hidden` finds h and its transpose; `scatter` changes V by the change of h.
  struct Architecture {
    void (*hidden)(const Matrices&, Context, const Scratch&, Step&);
    void (*scatter)(const Matrices&, const Step&, const float* scale_v, const Scratch&);
    Objective negative_sampling, hierarchical_softmax;
  };
  // Full softmax, a tile of U and a block of centres at a time. `exponentials` gives
  // e = exp(logit - maximum), with maximum and sum over the tile's rows for each centre.
  // `normalise` finds log sum_w exp(u_w . h_i) from those of all tiles. `hidden_changes` turns e
  // into coefficients and adds the tile's share of dh; `outside_changes` changes the tile.
  struct Softmax {
    void (*exponentials)(const Matrices&, Range rows, const float* transposed, float* e,
                         float* maximum, float* sum, Target* targets, int target_count);
    void (*normalise)(const float* maxima, const float* sums, int tiles, float* log_sum);
    void (*hidden_changes)(const Matrices&, Range rows, const Step&, float alpha,
                           const float* predictions, const float* maximum, const float* log_sum,
                           float* e, const Target* targets, int target_count, float* change);
    void (*outside_changes)(const Matrices&, Range rows, const Step&, float* coefficients);
  };
  const char* name;
  int lanes;
  Architecture skipgram, cbow;
  Softmax softmax;
  void (*squared_norms)(const float* const* rows, int count, int stride, float* out);
  // As many multiply-adds as the CPU can do: `peak_chains` vectors of them a round.
  float (*multiply_adds)(int64_t rounds);
  int peak_chains;
};

}  // namespace lemmavec
