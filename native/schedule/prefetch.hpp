// Loads rows into the cache before they are needed.
#pragma once

#include "kernels/step.hpp"

namespace lemmavec {

inline void prefetch_row(const float* row, int stride) {
  for (int k = 0; k < stride; k += row_alignment) __builtin_prefetch(row + k, 1, 3);
}

// Into the second-level cache, long before.
inline void prefetch_row_early(const float* row, int stride) {
  for (int k = 0; k < stride; k += row_alignment) __builtin_prefetch(row + k, 1, 2);
}

}  // namespace lemmavec
