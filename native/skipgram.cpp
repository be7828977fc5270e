// Skip-gram with negative sampling, a block of centres at a time.
//
// The block's loss, for centres i, their outside words o and the shared negatives k:
//   J = sum_i [ sum_o -log s(u_o . v_i) - n_i w sum_k log s(-u_k . v_i) ],   s the sigmoid,
// with n_i outside words and w the weight of a negative. Its gradient needs three products, which
// is all that happens here:
//   logits       x_ri = u_r . v_i              for every row r, an outside word or a negative
//   coefficients g_ri = -alpha dJ/dx_ri        = alpha s(-x) or -alpha n_i w s(x)
//   changes      dv_i = sum_r g_ri u_r,        du_r = sum_i g_ri v_i
// All logits come from the matrices as they were, so repeated words get the true gradient too.
#include "block.hpp"
#include "products.hpp"
#include "simd.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// s(x), s(-x) and 1 + e^-|x|, all from e^-|x|: stable on both sides.
struct Sigmoid {
  Floats of_x, of_minus_x, one_plus_exp;
};
inline Sigmoid sigmoid(Floats x) {
  const Floats e = exp_nonpositive(-absolute(x));
  const Floats large = 1.0f / (1.0f + e);
  const Floats small = e * large;
  return {x > 0.0f ? large : small, x > 0.0f ? small : large, 1.0f + e};
}

// Sums -log s(x) = max(-x, 0) + log(1 + e^-|x|). The logarithm is taken of a product: each factor
// is at most 2, so 64 of them fit a float.
struct LogSigmoidSum {
  Floats linear{}, logs{}, product = all(1.0f);
  int factors = 0;

  void add(Floats minus_x, Floats one_plus_exp) {
    linear += max(minus_x, Floats{});
    product *= one_plus_exp;
    if (++factors == 64) flush();
  }
  void flush() {
    logs += log_positive(product);
    product = all(1.0f);
    factors = 0;
  }
  Floats value() {
    flush();
    return linear + logs;
  }
};

// Turns logits into coefficients in place; adds the block's loss.
inline void coefficients(const Block& block, float alpha, float* x, Loss& loss) {
  for (int p = 0; p < parts; p++) {
    const int i = p * lanes;
    Ints begin = load(block.begin + i), end = load(block.end + i), self;
    for (int j = 0; j < lanes; j++) self[j] = block.first + i + j;
    LogSigmoidSum positives, negatives;

    for (int r = 0; r < block.span; r++) {
      const Ints outside = (begin <= r) & (end > r) & (self != r);
      float* g = x + r * T + i;
      const Sigmoid s = sigmoid(load(g));
      positives.add(outside ? -load(g) : Floats{}, outside ? s.one_plus_exp : all(1.0f));
      store(g, outside ? alpha * s.of_minus_x : Floats{});
    }

    const Ints outside_words = end > begin ? end - begin - 1 : Ints{};
    const Floats weight = __builtin_convertvector(outside_words, Floats) * block.negative_weight;
    for (int r = block.span; r < block.span + block.negative_count; r++) {
      float* g = x + r * T + i;
      const Sigmoid s = sigmoid(load(g));
      negatives.add(load(g), s.one_plus_exp);
      store(g, -alpha * weight * s.of_x);
    }

    loss.sum += sum(positives.value() + weight * negatives.value());
    for (int j = 0; j < lanes; j++) loss.predictions += outside_words[j];
  }
}

// The least range that covers both.
inline Range cover(Range a, Range b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

// The changes of V and U, a strip of coordinates at a time.
struct Update {
  const Block& block;
  const Matrices& matrices;
  const float* g;        // coefficients, T a row
  float* const* v;       // centres, padded to T by repeating the last
  float* const* u;       // the span's words, then the negatives
  float* change;         // of v, kept apart until U has been updated from the old V
  const Range* reached;  // by span word: the centres that have it among their outside words

  template <int Q>
  __attribute__((noinline)) void run(int k) const {
    const int rows = block.span + block.negative_count;
    for (int i = 0; i < T; i += 2) {
      const Range outside = cover({block.begin[i], block.end[i]}, {block.begin[i + 1], block.end[i + 1]});
      float* target[2] = {change + i * matrices.stride, change + (i + 1) * matrices.stride};
      add_rows<2, Q>(target, {g + i, 1, T}, u, outside, {block.span, rows}, k);
    }
    for (int r = 0; r < block.span; r += 2)
      add_centres<Q>(r, block.span, cover(reached[r], r + 1 < block.span ? reached[r + 1] : Range{}), k);
    for (int r = block.span; r < rows; r += 2) add_centres<Q>(r, rows, {0, block.centres}, k);
    for (int i = 0; i < block.centres; i++)
      for (int q = 0; q < Q; q++) {
        float* dv = change + i * matrices.stride + k + q * lanes;
        float* vi = v[i] + k + q * lanes;
        store(vi, load(vi) + load(dv));
        store(dv, Floats{});
      }
  }

  // du_r and du_{r+1}, where row r + 1 is there.
  template <int Q>
  void add_centres(int r, int rows, Range centres, int k) const {
    const Coefficients of_row{g + r * T, T, 1};
    if (r + 1 < rows)
      add_rows_to_pair<Q>(u + r, of_row, v, centres, {0, 0}, k);
    else
      add_rows<1, Q>(u + r, of_row, v, centres, {0, 0}, k);
  }
};

void skipgram_negative_sampling(const Matrices& matrices, const Block& block, float alpha,
                                const Workspace& workspace, Loss& loss) {
  float** v = workspace.pointers;
  float** u = v + T;
  for (int i = 0; i < T; i++) {
    const int centre = i < block.centres ? i : block.centres - 1;
    v[i] = matrices.v(block.words[block.first + centre]);
  }
  for (int r = 0; r < block.span; r++) {
    u[r] = matrices.u(block.words[r]);
    workspace.reached[r] = {0, 0};
  }
  for (int k = 0; k < block.negative_count; k++) u[block.span + k] = matrices.u(block.negatives[k]);
  for (int i = 0; i < block.centres; i++)
    for (int r = block.begin[i]; r < block.end[i]; r++)
      workspace.reached[r] = cover(workspace.reached[r], {i, i + 1});

  transpose(v, matrices.stride, workspace.transposed);
  all_dots(u, block.span + block.negative_count, workspace.transposed, matrices.vector_size,
           workspace.logits);
  coefficients(block, alpha, workspace.logits, loss);
  for_each_strip(matrices.stride, Update{block, matrices, workspace.logits, v, u, workspace.change,
                                         workspace.reached});
}

}  // namespace

extern const Kernels kernels;
const Kernels kernels{LEMMAVEC_ISA_NAME, lanes, skipgram_negative_sampling};

}  // namespace lemmavec::LEMMAVEC_ISA
