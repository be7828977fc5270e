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

  int outside_words(int i) const { return end[i] > begin[i] ? end[i] - begin[i] - 1 : 0; }
};

// A block between its two halves: the coefficients are found, V and U not yet changed.
//
// Hidden vectors h_i (centre vectors in skip-gram, sums or means of outside vectors in CBOW) meet
// rows u_r of U. The gradient of each of our losses is dh_i = sum_r g_ri u_r, du_r = sum_i g_ri h_i;
// what a loss decides is the rows and the coefficients g, which are -alpha dJ/d(u_r . h_i).
struct Step {
  Block block;
  int rows;
  int paired;           // rows before this one have a coefficient for some centres only
  float* g;             // rows x block_centres
  float** u;            // rows
  Range* centres_of;    // by paired row: the centres whose coefficient may not be zero
  Range paired_of[block_centres];  // by centre: the paired rows, likewise
  float** v;            // skip-gram: the centres' rows, padded by repeating the last;
                        // CBOW: the rows of the span's words
  float* hidden;        // CBOW: block_centres x stride, h
  float hidden_scale[block_centres];  // CBOW: dJ/dv = scale * dJ/dh for an outside word
  uint32_t *window_begins, *window_ends;  // CBOW: by place in the span, a bit for each centre
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

// One instruction set's kernels. `prepare` finds a block's coefficients and adds its loss, taken
// before the step; `apply` changes V and U in the coordinates from k to k_end, multiples of the
// vectors' width. Row r of U moves by scale_u[r] and row i of V by scale_v[i] times its gradient.
struct Kernels {
  using Prepare = void (*)(const Matrices&, Context, float alpha, float* transposed, Step&, Loss&);
  using Apply = void (*)(const Matrices&, const Step&, const float* scale_u, const float* scale_v,
                         float* change, int k, int k_end);
  struct Objective {
    Prepare prepare;
    Apply apply;
  };
  const char* name;
  int lanes;
  Objective skipgram_negative_sampling, cbow_negative_sampling;
};

}  // namespace lemmavec
