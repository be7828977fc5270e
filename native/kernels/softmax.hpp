// Full softmax, a tile of U and a block of centres at a time. With p_wi = exp(u_w . h_i) / Z_i over
// the whole vocabulary, n_i predictions of centre i and c_wi of them of word w, the loss is
//   J = sum_i [ n_i log Z_i - sum_w c_wi u_w . h_i ]
// and the coefficients are
//   g_wi = -alpha dJ/d(u_w . h_i) = alpha (c_wi - n_i p_wi).
// The Z_i need all tiles before the first can change, so each tile is passed twice.
#pragma once

#include "kernels/gradients.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace softmax {
namespace {

struct Tile {
  float* u[tile_rows];
  int rows;
  Tile(const Matrices& matrices, Range range) : rows(range.end - range.begin) {
    for (int r = 0; r < rows; r++) u[r] = matrices.u(range.begin + r);
  }
};

void exponentials(const Matrices& matrices, Range range, const float* transposed, float* e,
                  float* maximum, float* sum, Target* targets, int target_count) {
  const Tile tile(matrices, range);
  all_dots(tile.u, tile.rows, transposed, matrices.vector_size, e);
  for (int t = 0; t < target_count; t++)
    targets[t].logit = e[(targets[t].row - range.begin) * T + targets[t].centre];
  for (int i = 0; i < T; i += lanes) {
    Floats largest = load(e + i), total{};
    for (int r = 1; r < tile.rows; r++) largest = max(largest, load(e + r * T + i));
    for (int r = 0; r < tile.rows; r++) {
      const Floats x = exp_nonpositive(load(e + r * T + i) - largest);
      store(e + r * T + i, x);
      total += x;
    }
    store(maximum + i, largest);
    store(sum + i, total);
  }
}

// log Z = M + log sum_t exp(M_t - M) Z_t, M the largest of the tiles' M_t.
void normalise(const float* maxima, const float* sums, int tiles, float* log_sum) {
  for (int i = 0; i < T; i += lanes) {
    Floats largest = load(maxima + i), total{};
    for (int t = 1; t < tiles; t++) largest = max(largest, load(maxima + t * T + i));
    for (int t = 0; t < tiles; t++)
      total += load(sums + t * T + i) * exp_nonpositive(load(maxima + t * T + i) - largest);
    store(log_sum + i, largest + log_positive(total));
  }
}

// A tile as a step whose every row has a coefficient for every centre.
Step step_on(Tile& tile, const Step& hidden, float* coefficients) {
  Step step = hidden;
  step.rows = tile.rows;
  step.paired = 0;
  step.g = coefficients;
  step.u = tile.u;
  for (int i = 0; i < T; i++) step.paired_of[i] = {0, 0};
  return step;
}

struct HiddenStrips {
  const Step& step;
  const HiddenChanges& changes;
  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    lemmavec::LEMMAVEC_ISA::hidden_changes<Into::add, Q>(step, changes, k);
  }
};

void hidden_changes(const Matrices& matrices, Range range, const Step& hidden, float alpha,
                    const float* predictions, const float* maximum, const float* log_sum, float* e,
                    const Target* targets, int target_count, float* change) {
  Tile tile(matrices, range);
  for (int i = 0; i < T; i += lanes) {
    // The maximum is not above log Z, but for rounding.
    const Floats above = load(maximum + i) - load(log_sum + i);
    const Floats scale =
        -alpha * load(predictions + i) * exp_nonpositive(above > 0.0f ? Floats{} : above);
    for (int r = 0; r < tile.rows; r++) store(e + r * T + i, scale * load(e + r * T + i));
  }
  for (int t = 0; t < target_count; t++)
    e[(targets[t].row - range.begin) * T + targets[t].centre] += alpha;
  const HiddenChanges changes(change, matrices.stride);
  for_each_strip(0, matrices.stride, HiddenStrips{step_on(tile, hidden, e), changes});
}

struct OutsideStrips {
  const Step& step;
  const float* unbounded;
  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    lemmavec::LEMMAVEC_ISA::outside_changes<Q>(step, unbounded, k);
  }
};

void outside_changes(const Matrices& matrices, Range range, const Step& hidden,
                     float* coefficients) {
  Tile tile(matrices, range);
  float unbounded[tile_rows];
  for (int r = 0; r < tile_rows; r++) unbounded[r] = 1.0f;
  for_each_strip(0, matrices.stride, OutsideStrips{step_on(tile, hidden, coefficients), unbounded});
}

}  // namespace
}  // namespace softmax
}  // namespace lemmavec::LEMMAVEC_ISA
