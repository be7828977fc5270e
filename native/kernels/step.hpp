// The data of one step: a block of neighbouring centre words, the coefficients of its gradient, and
// the memory that a kernel computes them in.
//
// The kernels are compiled once for each instruction set, and share this header with code that must
// run on every machine. Its functions are therefore always inlined: a copy that is not could be
// linked in its AVX-512 form, and then be called on a machine without it.
#pragma once

#include <cstddef>
#include <cstdint>

#define LEMMAVEC_INLINE [[gnu::always_inline]]

namespace lemmavec {

// Centres in a block: one lane each of the widest vectors.
constexpr int block_centres = 16;

// CBOW with negative sampling: neighbouring centres that share negatives.
constexpr int cbow_group = 2;

// Rows start on a multiple of 16 floats: whole vectors on every instruction set, whole cache lines.
constexpr int row_alignment = 16;
LEMMAVEC_INLINE constexpr int padded(int vector_size) {
  return (vector_size + row_alignment - 1) / row_alignment * row_alignment;
}

// V holds the centre vectors v, U the outside vectors u (the inner nodes' vectors in hierarchical
// softmax): `rows` rows of `stride` floats each, but `v_rows` of V where words are made of several, and
// none where the centres are documents. D holds the vectors d of the documents' tags, `d_rows` of
// them. The padding after `vector_size` stays zero.
struct Matrices {
  float* V;
  float* U;
  int32_t rows, v_rows;
  int vector_size;
  int stride;
  const float* centre_rates;  // factors of the steps of the rows of V; null where all are 1
  float* D;                   // null where there are no documents
  int32_t d_rows;

  LEMMAVEC_INLINE float* v(int32_t word) const { return V + static_cast<ptrdiff_t>(word) * stride; }
  // The number of a row of U.
  LEMMAVEC_INLINE int32_t row_of(const float* u) const {
    return static_cast<int32_t>((u - U) / stride);
  }
  LEMMAVEC_INLINE float* u(int32_t row) const { return U + static_cast<ptrdiff_t>(row) * stride; }
  LEMMAVEC_INLINE float* d(int32_t tag) const { return D + static_cast<ptrdiff_t>(tag) * stride; }
};

// A half-open range of rows, centres or columns.
struct Range {
  int begin, end;
  LEMMAVEC_INLINE bool empty() const { return begin >= end; }
};

// Some inner nodes of the Huffman tree, and C <= path_group_centres centres whose paths visit them.
constexpr int path_group_centres = 4;
struct PathGroup {
  Range rows;  // of the step
  int logits;  // the first one's number; they lie in rows x C
  int centres[path_group_centres];
};
struct PathGroups {
  const PathGroup* groups;
  int count;
};

// Hierarchical softmax: the inner nodes on the Huffman paths of the words that a block's centres
// predict. Row r of the step is node nodes[r]; a node may have several rows. Logit n belongs to
// turns_0[n] paths that turn to 0 at its node, and to turns_1[n] that turn to 1. Arrays of turns end
// with room for a vector.
struct PathNodes {
  const int32_t* nodes;
  float *turns_0, *turns_1;
  int count, logit_count;
  PathGroups groups_of[path_group_centres + 1];  // by number of centres
};

// `span` consecutive words. Centre i is span word `first + i`; its outside words are span words
// begin[i] .. end[i] - 1 without itself. All centres share the negatives in skip-gram, and
// `group_centres` of them in CBOW, where the negatives of the groups follow one another. Each counts
// `negative_weight` times for every prediction of the centre, so that with N shared negatives
// and weight K / N the expected gradient is that of K negatives a prediction.
//
// PV-DM: a centre's context are its outside words and the tags of its document. PV-DBOW: centre i is
// not a word but the one tag of tags[i], and predicts span words begin[i] .. end[i] - 1, all of them.
struct Block {
  const int32_t* words;
  int span;
  int first;
  int centres;
  int32_t begin[block_centres];
  int32_t end[block_centres];
  const int32_t* negatives;
  int negative_count;  // of all groups
  float negative_weight;
  const PathNodes* path_nodes;  // hierarchical softmax only, which has no negatives
  const int32_t* tags[block_centres];
  int32_t tag_count[block_centres];
  bool centres_are_tags;

  LEMMAVEC_INLINE int outside_words(int i) const {
    return end[i] > begin[i] ? end[i] - begin[i] - !centres_are_tags : 0;
  }
  LEMMAVEC_INLINE bool is_outside_word(int i, int j) const {
    return begin[i] <= j && j < end[i] && (centres_are_tags || j != first + i);
  }
  // CBOW and PV-DM: the vectors that make h_i.
  LEMMAVEC_INLINE int context_size(int i) const { return outside_words(i) + tag_count[i]; }
};

// A block, its rows of V and U, and the coefficients of its gradient.
//
// Hidden vectors h_i (centre vectors in skip-gram, sums or means of outside vectors in CBOW) are
// multiplied with rows u_r of U. The step of each loss is dh_i = sum_r g_ri u_r and
// du_r = sum_i g_ri h_i; a loss decides which rows there are, and the coefficients
// g_ri = -alpha dJ/d(u_r . h_i).
//
// Coefficients are a matrix of rows x block_centres, or, where each row serves a group of C
// centres, of rows x C: see groups.hpp.
struct Step {
  Block block;
  int rows;           // of U
  int paired;         // rows before this one have a coefficient for some centres only
  float* g;           // first logits, then coefficients
  float *label_1, *label_0;  // groups: how often each logit has the label 1, and 0
  float** u;          // rows
  Range* centres_of;  // by paired row: the centres whose coefficient may not be zero
  float** v;          // CBOW: the rows of the span's words, and then those of the centres' tags
  Range tags_of[block_centres];  // CBOW, by centre: its tags in v
  float* contexts;    // CBOW: the memory of h, block_centres x stride
  Range paired_of[block_centres];  // by centre or group: the paired rows with coefficients
  // By centre:
  float* h[block_centres];            // hidden vectors; those after the last centre are ignored
  float hidden_scale[block_centres];  // dJ/dv = scale * dJ/dh
  float context_scale[block_centres];  // CBOW: h = scale * sum of the context's v
};

// Whether a sum replaces its target, or is added to it.
enum class Into { replace, add };

// Memory of one thread, reused in each step.
struct Scratch {
  float* transposed;   // h, transposed: vector_size x block_centres; null where it is not needed
  float* change;       // of h: block_centres x stride
  float* window_sums;  // CBOW: (span + 1) x stride
};

// A sum of losses, and the number of predictions to divide it by.
struct Loss {
  double sum = 0;
  int64_t predictions = 0;
};

// How CBOW makes h from the n vectors of a context, and the gradient of each.
enum class Context {
  sum,            // h = sum v,     dv = dh
  mean,           // h = sum v / n, dv = dh / n
  word2vec_mean,  // h = sum v / n, dv = dh: as in word2vec.c; not the gradient of its loss
};

}  // namespace lemmavec
