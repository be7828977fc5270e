// Steps in which each row of U serves one group of C neighbouring centres: CBOW with negative
// sampling.
//
// Logits lie in rows x C. Logit n has the label 1 with weight a_n = label_1[n] and the label 0 with
// weight b_n = label_0[n]; with the sigmoid s, the loss and the coefficients are
//   J = - sum_n [ a_n log s(x_n) + b_n log s(-x_n) ],
//   g_n = -alpha dJ/dx_n = alpha [ a_n s(-x_n) - b_n s(x_n) ].
#pragma once

#include "kernels/gradients.hpp"
#include "kernels/sigmoid.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// The logits of a tile of rows with C hidden vectors: as many as fill a vector. SIMD lanes hold
// coordinates; `sum_lanes` adds them.
template <int C>
constexpr int tile = lanes / C;

template <int C>
inline Floats tile_logits(float* const* h, float* const* u, Range vectors) {
  Floats x[lanes] = {};
  for (int k = vectors.begin; k < vectors.end; k += lanes) {
    Floats hidden[C];
    LEMMAVEC_UNROLL
    for (int c = 0; c < C; c++) {
      hidden[c] = load(h[c] + k);
      keep_in_register(hidden[c]);
    }
    LEMMAVEC_UNROLL
    for (int r = 0; r < tile<C>; r++) {
      Floats row = load(u[r] + k);
      keep_in_register(row);
      LEMMAVEC_UNROLL
      for (int c = 0; c < C; c++) x[r * C + c] += row * hidden[c];
    }
  }
  return sum_lanes(x);
}

// The first `count` lanes; the memory after them stays as it is.
inline void put_first(Into into, float* out, int count, Floats x) {
  if (count == lanes)
    store(out, into == Into::add ? load(out) + x : x);
  else
    for (int j = 0; j < count; j++) out[j] = into == Into::add ? out[j] + x[j] : x[j];
}

// out[r][c] (+)= u_r . h_c for some rows and C hidden vectors. Groups are small: a call would cost a
// tenth of the time of hierarchical softmax.
template <int C>
LEMMAVEC_INLINE inline void group_logits(float* const* h, float* const* rows, int count, Range vectors, Into into,
                         float* out) {
  for (int r = 0; r < count; r += tile<C>) {
    float* u[tile<C>];
    for (int j = 0; j < tile<C>; j++) u[j] = rows[r + j < count ? r + j : count - 1];
    const int left = count - r < tile<C> ? count - r : tile<C>;
    put_first(into, out + r * C, left * C, tile_logits<C>(h, u, vectors));
  }
}

// The memory after the last logit is undefined.
inline Floats first_of(const float* x, int count) {
  Floats found{};
  for (int j = 0; j < count; j++) found[j] = x[j];
  return found;
}

// Logits become coefficients in place. After the last, labels have weight 0.
inline void label_coefficients(float alpha, Step& step, int count, Loss& loss) {
  Floats losses{};
  for (int n = 0; n < count; n += lanes) {
    const Floats x = n + lanes <= count ? load(step.g + n) : first_of(step.g + n, count - n);
    const Floats a = load(step.label_1 + n), b = load(step.label_0 + n);
    const Sigmoid s = sigmoid(x);
    losses +=
        a * max(-x, Floats{}) + b * max(x, Floats{}) + (a + b) * log_positive(s.one_plus_exp);
    store(step.g + n, alpha * (a * s.of_minus_x - b * s.of_x));
  }
  loss.sum += sum(losses);
}

template <int C>
struct Groups {
  static int count(const Step& step) { return (step.block.centres + C - 1) / C; }
  static int logit_count(const Step& step) { return step.rows * C; }

  static void all_logits(const Matrices& matrices, const Step& step, Range columns, Into into,
                         float* logits) {
    for (int group = 0; group < count(step); group++) {
      const Range rows = step.paired_of[group];
      group_logits<C>(step.h + group * C, step.u + rows.begin, rows.end - rows.begin,
                      vectors_of(matrices, columns), into, logits + rows.begin * C);
    }
  }

  template <int Q>
  static void change_hidden(const Step& step, const HiddenChanges& changes, int k) {
    for (int group = 0; group < count(step); group++) {
      Floats change[C][Q] = {};
      for (int r = step.paired_of[group].begin; r < step.paired_of[group].end; r++) {
        const float *u = step.u[r] + k, *g = step.g + r * C;
        LEMMAVEC_UNROLL
        for (int q = 0; q < Q; q++) {
          const Floats row = load(u + q * lanes);
          LEMMAVEC_UNROLL
          for (int c = 0; c < C; c++) change[c][q] += g[c] * row;
        }
      }
      LEMMAVEC_UNROLL
      for (int c = 0; c < C; c++) {
        const int i = group * C + c;
        LEMMAVEC_UNROLL
        for (int q = 0; q < Q; q++)
          store(changes.row[i] + k + q * lanes, step.hidden_scale[i] * change[c][q]);
      }
    }
  }

  template <int Q>
  static void change_outside(const Step& step, const float* scale_u, int k) {
    for (int group = 0; group < count(step); group++) {
      Floats h[C][Q];
      LEMMAVEC_UNROLL
      for (int c = 0; c < C; c++)
        for (int q = 0; q < Q; q++) h[c][q] = load(step.h[group * C + c] + k + q * lanes);
      for (int r = step.paired_of[group].begin; r < step.paired_of[group].end; r++) {
        float* u = step.u[r] + k;
        Floats g[C];
        LEMMAVEC_UNROLL
        for (int c = 0; c < C; c++) g[c] = all(scale_u[r] * step.g[r * C + c]);
        LEMMAVEC_UNROLL
        for (int q = 0; q < Q; q++) {
          Floats row = load(u + q * lanes);
          LEMMAVEC_UNROLL
          for (int c = 0; c < C; c++) row += g[c] * h[c][q];
          store(u + q * lanes, row);
        }
      }
    }
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
