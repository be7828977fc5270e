// The rows of a matrix with any strides, and their exact lengths and cosines.
#pragma once

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "schedule/threads.hpp"

namespace lemmavec {

// Rows that a thread takes at once: with 300 dimensions they stay in the second-level cache.
constexpr int search_tile = 128;

struct Rows {
  const float* first;
  std::ptrdiff_t count;
  int size;
  std::ptrdiff_t row_stride, column_stride;  // in floats

  const float* operator[](std::ptrdiff_t row) const { return first + row * row_stride; }
};

// Pointers to the rows of a tile, whose columns are copied together if they lie apart.
class Tile {
 public:
  void take(const Rows& rows, std::ptrdiff_t begin) {
    const std::ptrdiff_t left = rows.count - begin;
    count = left < search_tile ? static_cast<int>(left) : search_tile;
    if (rows.column_stride != 1) copied_.resize(static_cast<std::size_t>(count) * rows.size);
    for (int r = 0; r < count; ++r) {
      pointers[r] = rows[begin + r];
      if (rows.column_stride == 1) continue;
      float* const copy = copied_.data() + static_cast<std::size_t>(r) * rows.size;
      for (int k = 0; k < rows.size; ++k) copy[k] = pointers[r][k * rows.column_stride];
      pointers[r] = copy;
    }
  }

  int count = 0;
  const float* pointers[search_tile];

 private:
  std::vector<float> copied_;
};

// Calls work(begin, tile) for every tile, each thread with a tile of its own.
template <class Work>
void for_each_tile(const Rows& rows, int threads, const Work& work) {
  std::atomic<std::ptrdiff_t> next{0};
  Threads(threads).run([&](int thread) {
    Tile tile;
    for (std::ptrdiff_t begin; (begin = next.fetch_add(search_tile)) < rows.count;) {
      tile.take(rows, begin);
      work(thread, begin, tile);
    }
  });
}

struct Products {
  double with_query, with_itself;
};

// Sums in double, in an order that depends on nothing but `size`: equal rows have equal products.
inline Products products(const float* row, const double* query, int size) {
  constexpr int lanes = 4;
  double dots[lanes] = {}, squares[lanes] = {};
  int k = 0;
  for (; k + lanes <= size; k += lanes)
    for (int i = 0; i < lanes; ++i) {
      const double x = row[k + i];
      dots[i] += x * query[k + i];
      squares[i] += x * x;
    }
  for (; k < size; ++k) {
    const double x = row[k];
    dots[0] += x * query[k];
    squares[0] += x * x;
  }
  return {(dots[0] + dots[1]) + (dots[2] + dots[3]),
          (squares[0] + squares[1]) + (squares[2] + squares[3])};
}

// The cosine of a row with a query of length 1; 0 for a zero row.
inline float cosine(const float* row, const double* query, int size) {
  const Products p = products(row, query, size);
  return p.with_itself > 0 ? static_cast<float>(p.with_query / std::sqrt(p.with_itself))
                           : static_cast<float>(p.with_itself);  // 0, or NaN
}

inline void cosines(const Rows& rows, const double* query, int threads, float* out) {
  for_each_tile(rows, threads, [&](int, std::ptrdiff_t begin, const Tile& tile) {
    for (int r = 0; r < tile.count; ++r)
      out[begin + r] = cosine(tile.pointers[r], query, rows.size);
  });
}

// The length of each row. Returns the first row with NaN or infinity, or -1. A length that float32
// cannot hold becomes infinite.
inline std::ptrdiff_t norms(const Rows& rows, int threads, float* out) {
  constexpr auto none = std::numeric_limits<std::ptrdiff_t>::max();
  std::atomic<std::ptrdiff_t> bad{none};
  const std::vector<double> zeros(rows.size);
  for_each_tile(rows, threads, [&](int, std::ptrdiff_t begin, const Tile& tile) {
    for (int r = 0; r < tile.count; ++r) {
      const double squares = products(tile.pointers[r], zeros.data(), rows.size).with_itself;
      out[begin + r] = static_cast<float>(std::sqrt(squares));
      if (std::isfinite(squares)) continue;
      std::ptrdiff_t least = bad;
      while (begin + r < least && !bad.compare_exchange_weak(least, begin + r)) {
      }
    }
  });
  return bad == none ? -1 : bad.load();
}

}  // namespace lemmavec
