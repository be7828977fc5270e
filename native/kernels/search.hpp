// Dot products for searching a matrix of vectors, whose rows need neither padding nor alignment.
#pragma once

#include "kernels/products.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace search {
namespace {

// dots[r] = rows[r] . query for R rows at once, while as many others are fetched.
template <int R>
inline void few_dots(const float* const* rows, const float* const* others, const float* query,
                     int size, float* dots) {
  Floats total[R][2] = {};
  int k = 0;
  for (; k + 2 * lanes <= size; k += 2 * lanes) {
    LEMMAVEC_UNROLL
    for (int r = 0; r < R; r++) __builtin_prefetch(others[r] + k);
    LEMMAVEC_UNROLL
    for (int half = 0; half < 2; half++) {
      const Floats q = load(query + k + half * lanes);
      LEMMAVEC_UNROLL
      for (int r = 0; r < R; r++) total[r][half] += load(rows[r] + k + half * lanes) * q;
    }
  }
  LEMMAVEC_UNROLL
  for (int r = 0; r < R; r++) {
    float dot = sum(total[r][0] + total[r][1]);
    for (int i = k; i < size; i++) dot += rows[r][i] * query[i];
    dots[r] = dot;
  }
}

inline void query_dots(const float* const* rows, int count, const float* query, int size,
                       float* dots) {
  int r = 0;
  for (; r + 4 <= count; r += 4)
    few_dots<4>(rows + r, rows + (r + 12 <= count ? r + 8 : r), query, size, dots + r);
  for (; r < count; r++) few_dots<1>(rows + r, rows + r, query, size, dots + r);
}

inline void panel_dots(const float* const* rows, int count, const float* panel, int size,
                       float* dots) {
  int r = 0;
  if constexpr (lanes == 8)  // twelve accumulators: there is no third operand to find room for
    for (; r + 6 <= count; r += 6)
      lemmavec::LEMMAVEC_ISA::dots<Into::replace, 6>(rows + r, panel, Range{0, size}, dots + r * T);
  all_dots<Into::replace>(rows + r, count - r, panel, Range{0, size}, dots + r * T);
}

}  // namespace
}  // namespace search
}  // namespace lemmavec::LEMMAVEC_ISA
