// Input vectors that are made of a list of rows of V, and the way of their change back to the rows.
#pragma once

#include "kernels/products.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// sum = scale * sum_p v_p, in the order of the list: in float32 the order tells.
struct SumOfList {
  const Matrices& matrices;
  const RowList& list;
  float scale;
  float* sum;

  template <int Q>
  void run(int k) const {
    Floats total[Q] = {};
    for (int64_t p = 0; p < list.count; p++) {
      const float* v = matrices.v(list.rows[p]) + k;
      LEMMAVEC_UNROLL
      for (int q = 0; q < Q; q++) total[q] += load(v + q * lanes);
    }
    LEMMAVEC_UNROLL
    for (int q = 0; q < Q; q++) store(sum + k + q * lanes, scale * total[q]);
  }
};

// v_p += scale * row_scales[p] * change, one row after the other: a row may be twice in the list.
struct ChangeOfList {
  const Matrices& matrices;
  const RowList& list;
  float scale;
  const float* row_scales;
  const float* change;

  template <int Q>
  void run(int k) const {
    Floats scaled[Q];
    LEMMAVEC_UNROLL
    for (int q = 0; q < Q; q++) {
      scaled[q] = scale * load(change + k + q * lanes);
      keep_in_register(scaled[q]);
    }
    for (int64_t p = 0; p < list.count; p++) {
      float* v = matrices.v(list.rows[p]) + k;
      const Floats factor = all(row_scales ? row_scales[p] : 1.0f);
      LEMMAVEC_UNROLL
      for (int q = 0; q < Q; q++) store(v + q * lanes, load(v + q * lanes) + factor * scaled[q]);
    }
  }
};

void sum_list(const Matrices& matrices, const RowList& list, float scale, Range columns,
              float* sum) {
  for_each_strip(matrices, columns, SumOfList{matrices, list, scale, sum});
}

void change_list(const Matrices& matrices, const RowList& list, float scale,
                 const float* row_scales, const float* change, Range columns) {
  for_each_strip(matrices, columns, ChangeOfList{matrices, list, scale, row_scales, change});
}

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
