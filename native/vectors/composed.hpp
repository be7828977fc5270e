// Vectors that are composed of several rows of a matrix.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "schedule/threads.hpp"
#include "schedule/word_rows.hpp"

namespace lemmavec {

// The sum of a word's rows, times its share: in float32 and in the order of the list, as fastText
// does it, so that the bits agree.
inline void compose_vector(const float* matrix, std::ptrdiff_t stride, int size,
                           const WordRows& lists, std::int32_t word, float* vector) {
  std::fill_n(vector, size, 0.0f);
  const std::int32_t* const rows = lists.of(word);
  for (std::int64_t p = 0; p < lists.count(word); p++) {
    const float* const row = matrix + rows[p] * stride;
    for (int k = 0; k < size; k++) vector[k] += row[k];
  }
  const float share = lists.share(word);
  for (int k = 0; k < size; k++) vector[k] *= share;
}

// The vectors of all words, one after the other.
inline void compose_vectors(const float* matrix, std::ptrdiff_t stride, int size,
                            const WordRows& lists, int threads, float* vectors) {
  constexpr std::int32_t at_once = 256;
  std::atomic<std::int64_t> next{0};
  Threads(threads).run([&](int) {
    for (std::int64_t first; (first = next.fetch_add(at_once)) < lists.words;)
      for (std::int64_t w = first; w < std::min<std::int64_t>(first + at_once, lists.words); w++)
        compose_vector(matrix, stride, size, lists, static_cast<std::int32_t>(w),
                       vectors + w * size);
  });
}

}  // namespace lemmavec
