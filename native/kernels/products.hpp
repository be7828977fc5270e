// The matrix products of a block, on rows scattered through a large matrix.
#pragma once

#include <utility>

#include "kernels/simd.hpp"
#include "kernels/step.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

constexpr int T = block_centres;
constexpr int parts = T / lanes;  // vectors that it takes to hold one number for each centre

// Accumulators fit the registers, of which AVX-512 has 32 and older instruction sets 16.
constexpr int dot_rows = lanes == 16 ? 12 : lanes == 8 ? 4 : 2;
constexpr int strip_vectors = lanes == 16 ? 8 : 4;

template <Into into>
inline void put(float* target, Floats x) {
  store(target, into == Into::add ? load(target) + x : x);
}

// One butterfly of a transpose: swaps the off-diagonal squares of `size` in two rows.
template <int size, int... lane>
inline void butterfly(Floats& a, Floats& b, std::integer_sequence<int, lane...>) {
  const Floats x = a, y = b;
  a = __builtin_shufflevector(x, y, (lane & size ? lanes + (lane ^ size) : lane)...);
  b = __builtin_shufflevector(x, y, (lane & size ? lanes + lane : lane ^ size)...);
}

template <int size>
inline void transpose_stages(Floats (&x)[lanes]) {
  if constexpr (size > 0) {
    LEMMAVEC_UNROLL
    for (int i = 0; i < lanes; i++)
      if (!(i & size)) butterfly<size>(x[i], x[i + size], std::make_integer_sequence<int, lanes>{});
    transpose_stages<size / 2>(x);
  }
}

// Columns as whole vectors, without those that are all padding.
inline Range vectors_of(const Matrices& matrices, Range columns) {
  const int end = (matrices.vector_size + lanes - 1) / lanes * lanes;
  return {columns.begin, columns.end < end ? columns.end : end};
}

// The sum of each vector's lanes, one in each lane.
template <int size = lanes / 2>
inline Floats sum_lanes(Floats (&x)[lanes]) {
  LEMMAVEC_UNROLL
  for (int i = 0; i < size; i++) {
    butterfly<size>(x[i], x[i + size], std::make_integer_sequence<int, lanes>{});
    x[i] += x[i + size];
  }
  if constexpr (size > 1)
    return sum_lanes<size / 2>(x);
  else
    return x[0];
}

// out[k][i] = rows[i][k]: a vector then holds one coordinate of all centres.
inline void transpose(const float* const* rows, Range columns, float* out) {
  for (int k = columns.begin; k < columns.end; k += lanes)
    for (int i = 0; i < T; i += lanes) {
      Floats x[lanes];
      LEMMAVEC_UNROLL
      for (int j = 0; j < lanes; j++) x[j] = load(rows[i + j] + k);
      transpose_stages<lanes / 2>(x);
      LEMMAVEC_UNROLL
      for (int j = 0; j < lanes; j++) store(out + (k + j) * T + i, x[j]);
    }
}

// out[r][i] (+)= rows[r] . h_i for R rows and every centre i, from the transposed h.
template <Into into, int R>
inline void dots(const float* const* rows, const float* transposed, Range columns, float* out) {
  Floats sum[R][parts] = {};
  for (int k = columns.begin; k < columns.end; k++) {
    Floats h[parts];
    LEMMAVEC_UNROLL
    for (int p = 0; p < parts; p++) h[p] = load(transposed + k * T + p * lanes);
    LEMMAVEC_UNROLL
    for (int r = 0; r < R; r++) {
      LEMMAVEC_UNROLL
      for (int p = 0; p < parts; p++) sum[r][p] += rows[r][k] * h[p];
    }
  }
  LEMMAVEC_UNROLL
  for (int r = 0; r < R; r++)
    for (int p = 0; p < parts; p++) put<into>(out + r * T + p * lanes, sum[r][p]);
}

template <Into into>
inline void all_dots(const float* const* rows, int count, const float* transposed, Range columns,
                     float* out) {
  int r = 0;
  const auto take = [&]<int R>() __attribute__((always_inline)) {
    dots<into, R>(rows + r, transposed, columns, out + r * T);
    r += R;
  };
  while (r + dot_rows <= count) take.template operator()<dot_rows>();
  if constexpr (dot_rows > 8)
    if (r + 8 <= count) take.template operator()<8>();
  if constexpr (dot_rows > 4)
    if (r + 4 <= count) take.template operator()<4>();
  if constexpr (dot_rows > 2)
    if (r + 2 <= count) take.template operator()<2>();
  while (r < count) take.template operator()<1>();
}

// Sum of |rows[r]|^2.
inline float squared_norms(const Matrices& matrices, const float* const* rows, int count,
                           Range columns) {
  const Range vectors = vectors_of(matrices, columns);
  Floats squares{};
  for (int r = 0; r < count; r++)
    for (int k = vectors.begin; k < vectors.end; k += lanes)
      squares += load(rows[r] + k) * load(rows[r] + k);
  return sum(squares);
}

// Coefficients of a sum of rows: that of source s in target t is
// first[t * target_stride + s * source_stride].
struct Coefficients {
  const float* first;
  int target_stride, source_stride;
};

// target[t] (+)= scale[t] * sum over sources s of coefficient(t, s) * source[s], for R targets at
// once, over the Q vectors from coordinate k. Two targets share each load of a source.
template <Into into, int R, int Q>
inline void sum_rows(float* const* target, const float* scale, Coefficients c,
                     const float* const* source, Range range, Range more, int k) {
  Floats sum[R][Q] = {};
  const auto add = [&](int s) __attribute__((always_inline)) {
    const float* x = source[s] + k;
    const float* coefficient = c.first + s * c.source_stride;
    Floats loaded[Q];
    LEMMAVEC_UNROLL
    for (int q = 0; q < Q; q++) loaded[q] = load(x + q * lanes);
    LEMMAVEC_UNROLL
    for (int t = 0; t < R; t++) {
      const Floats g = all(coefficient[t * c.target_stride]);
      LEMMAVEC_UNROLL
      for (int q = 0; q < Q; q++) sum[t][q] += g * loaded[q];
    }
  };
  for (int s = range.begin; s < range.end; s++) add(s);
  for (int s = more.begin; s < more.end; s++) add(s);
  LEMMAVEC_UNROLL
  for (int t = 0; t < R; t++) {
    const Floats factor = all(scale[t]);
    LEMMAVEC_UNROLL
    for (int q = 0; q < Q; q++) {
      put<into>(target[t] + k + q * lanes, factor * sum[t][q]);
    }
  }
}

// Calls strip.run<Q>(k) on strips of Q vectors that cover some columns; their sizes are as equal as
// possible.
template <class Strip>
inline void for_each_strip(const Matrices& matrices, Range columns, const Strip& strip) {
  const Range vectors = vectors_of(matrices, columns);
  for (int k = vectors.begin; k < vectors.end;) {
    const int left = (vectors.end - k) / lanes;
    const int strips = (left + strip_vectors - 1) / strip_vectors;
    const int q = (left + strips - 1) / strips;
    switch (q) {
      case 1: strip.template run<1>(k); break;
      case 2: strip.template run<2>(k); break;
      case 3: strip.template run<3>(k); break;
      case 4: strip.template run<4>(k); break;
#if LEMMAVEC_LANES == 16
      case 5: strip.template run<5>(k); break;
      case 6: strip.template run<6>(k); break;
      case 7: strip.template run<7>(k); break;
      case 8: strip.template run<8>(k); break;
#endif
    }
    k += q * lanes;
  }
}

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
