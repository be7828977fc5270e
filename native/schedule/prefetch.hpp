// Rows that will be needed soon.
#pragma once

#include "schedule/kernel_table.hpp"

namespace lemmavec {

inline void prefetch_row(const float* row, int stride) {
  for (int k = 0; k < stride; k += row_alignment) __builtin_prefetch(row + k, 1, 3);
}

}  // namespace lemmavec
