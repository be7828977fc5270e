// Full softmax, a tile of U and a block of centres at a time. With p_wi = exp(u_w . h_i) / Z_i over
// the whole vocabulary, n_i predictions of centre i and c_wi of them of word w, the loss is
//   J = sum_i [ n_i log Z_i - sum_w c_wi u_w . h_i ]
// and the coefficients are
//   g_wi = -alpha dJ/d(u_w . h_i) = alpha (c_wi - n_i p_wi).
// All tiles contribute to Z_i before the first can change, so there are two passes over the tiles.
#pragma once

#include "kernels/gradients.hpp"
#include "kernels/kernel_table.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace softmax {
namespace {

struct TileRows {
  float* u[tile_rows];
  int count;
  TileRows(const Matrices& matrices, Range range) : count(range.end - range.begin) {
    for (int r = 0; r < count; r++) u[r] = matrices.u(range.begin + r);
  }
};

// The element of the tile that belongs to a target.
inline float& at(const SoftmaxTile& tile, const Target& target) {
  return tile.exponentials[(target.row - tile.rows.begin) * T + target.centre];
}

void exponentials(const Matrices& matrices, const float* transposed, const SoftmaxTile& tile) {
  const TileRows rows(matrices, tile.rows);
  float* const e = tile.exponentials;
  all_dots<Into::replace>(rows.u, rows.count, transposed, {0, matrices.vector_size}, e);
  for (int t = 0; t < tile.target_count; t++) tile.targets[t].logit = at(tile, tile.targets[t]);
  for (int i = 0; i < T; i += lanes) {
    Floats largest = load(e + i), total{};
    for (int r = 1; r < rows.count; r++) largest = max(largest, load(e + r * T + i));
    for (int r = 0; r < rows.count; r++) {
      const Floats x = exp_nonpositive(load(e + r * T + i) - largest);
      store(e + r * T + i, x);
      total += x;
    }
    store(tile.maximum + i, largest);
    store(tile.sum + i, total);
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

// A tile as a step in which every row has a coefficient for every centre.
Step step_on(TileRows& rows, const Step& block_step, float* coefficients) {
  Step step = block_step;
  step.rows = rows.count;
  step.paired = 0;
  step.g = coefficients;
  step.u = rows.u;
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

void hidden_changes(const Matrices& matrices, const Step& step, float alpha,
                    const SoftmaxCentres& centres, const SoftmaxTile& tile, float* change) {
  TileRows rows(matrices, tile.rows);
  float* const g = tile.exponentials;
  for (int i = 0; i < T; i += lanes) {
    // The tile's maximum is at most log Z, except for rounding.
    const Floats above = load(tile.maximum + i) - load(centres.log_sum + i);
    const Floats scale =
        -alpha * load(centres.predictions + i) * exp_nonpositive(above > 0.0f ? Floats{} : above);
    for (int r = 0; r < rows.count; r++) store(g + r * T + i, scale * load(g + r * T + i));
  }
  for (int t = 0; t < tile.target_count; t++) at(tile, tile.targets[t]) += alpha;
  const HiddenChanges changes(change, matrices.stride);
  const Step on_tile = step_on(rows, step, g);
  for_each_strip(matrices, {0, matrices.stride}, HiddenStrips{on_tile, changes});
}

struct OutsideStrips {
  const Step& step;
  const float* scale;
  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    lemmavec::LEMMAVEC_ISA::outside_changes<Q>(step, scale, k);
  }
};

void outside_changes(const Matrices& matrices, const Step& step, const SoftmaxTile& tile) {
  TileRows rows(matrices, tile.rows);
  float unscaled[tile_rows];
  for (int r = 0; r < tile_rows; r++) unscaled[r] = 1.0f;
  const Step on_tile = step_on(rows, step, tile.exponentials);
  for_each_strip(matrices, {0, matrices.stride}, OutsideStrips{on_tile, unscaled});
}

}  // namespace
}  // namespace softmax
}  // namespace lemmavec::LEMMAVEC_ISA
