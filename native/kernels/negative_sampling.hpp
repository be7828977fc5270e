// Negative sampling, a block of centres at a time: s(x) is the sigmoid, and the block's loss is
//   J = sum_i [ sum_o -log s(u_o . h_i) - n_i w sum_k log s(-u_k . h_i) ]
// for centres i, the n_i words o that each predicts, and shared negatives k of weight w. With the
// logits x_ri = u_r . h_i for every row r, the coefficients are
//   g_ri = -alpha dJ/dx_ri = alpha s(-x_ri) for words, -alpha n_i w s(x_ri) for negatives.
// All logits are computed before the step, so a word that occurs twice gets the exact gradient too.
#pragma once

#include "kernels/cbow.hpp"
#include "kernels/sigmoid.hpp"
#include "kernels/skipgram.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// Negatives, for the centres in vector p: logits become -alpha weight s(x) in place. Returns each
// centre's loss, weight * sum of -log s(-x).
inline Floats negative_coefficients(Step& step, float alpha, Floats weight, int p) {
  LogSigmoidSum negatives;
  for (int r = step.paired; r < step.rows; r++) {
    float* g = step.g + r * T + p * lanes;
    const Sigmoid s = sigmoid(load(g));
    negatives.add(load(g), s.one_plus_exp);
    store(g, -alpha * weight * s.of_x);
  }
  return weight * negatives.value();
}

// Rows are the words of the span, of which each centre has coefficients for its window only.
struct SkipGramNegativeSampling {
  static void prepare(const Matrices& matrices, Context context, float alpha,
                      const Scratch& scratch, Step& step, Loss& loss) {
    const Block& block = step.block;
    SkipGram::hidden(matrices, context, scratch, step);
    step.paired = block.span;
    step.rows = block.span + block.negative_count;
    for (int r = 0; r < block.span; r++) {
      step.u[r] = matrices.u(block.words[r]);
      step.centres_of[r] = {0, 0};
    }
    for (int k = 0; k < block.negative_count; k++)
      step.u[block.span + k] = matrices.u(block.negatives[k]);
    for (int i = 0; i < T; i++) step.paired_of[i] = {block.begin[i], block.end[i]};
    for (int i = 0; i < block.centres; i++)
      for (int r = block.begin[i]; r < block.end[i]; r++)
        step.centres_of[r] = cover(step.centres_of[r], {i, i + 1});

    all_dots(step.u, step.rows, scratch.transposed, matrices.vector_size, step.g);
    for (int p = 0; p < parts; p++) coefficients(step, alpha, p, loss);
  }

  static void coefficients(Step& step, float alpha, int p, Loss& loss) {
    const Block& block = step.block;
    const int i = p * lanes;
    const Ints begin = load(block.begin + i), end = load(block.end + i);
    LogSigmoidSum positives;
    for (int r = 0; r < step.paired; r++) {
      const Ints outside = SkipGram::predicts(block, i, r);
      float* g = step.g + r * T + i;
      const Sigmoid s = sigmoid(load(g));
      positives.add(outside ? -load(g) : Floats{}, outside ? s.one_plus_exp : all(1.0f));
      store(g, outside ? alpha * s.of_minus_x : Floats{});
    }
    const Ints outside_words = end > begin ? end - begin - 1 : Ints{};
    const Floats weight = __builtin_convertvector(outside_words, Floats) * block.negative_weight;
    loss.sum += sum(positives.value() + negative_coefficients(step, alpha, weight, p));
    for (int j = 0; j < lanes; j++) loss.predictions += outside_words[j];
  }
};

// Rows are the centres: each predicts its own word.
struct CbowNegativeSampling {
  static void prepare(const Matrices& matrices, Context context, float alpha,
                      const Scratch& scratch, Step& step, Loss& loss) {
    const Block& block = step.block;
    Cbow::hidden(matrices, context, scratch, step);
    step.paired = T;
    step.rows = T + block.negative_count;
    for (int i = 0; i < T; i++) {
      const int centre = i < block.centres ? i : block.centres - 1;
      step.u[i] = matrices.u(block.words[block.first + centre]);
      step.paired_of[i] = step.centres_of[i] = i < block.centres ? Range{i, i + 1} : Range{0, 0};
    }
    for (int k = 0; k < block.negative_count; k++) step.u[T + k] = matrices.u(block.negatives[k]);

    float x[T];
    paired_dots(step.u, step.h, matrices.stride, x);
    all_dots(step.u + T, block.negative_count, scratch.transposed, matrices.vector_size,
             step.g + T * T);
    for (int p = 0; p < parts; p++) coefficients(step, alpha, load(x + p * lanes), p, loss);
  }

  static void coefficients(Step& step, float alpha, Floats x, int p, Loss& loss) {
    const int first = p * lanes;
    Ints predicted;  // centres that have outside words to be predicted from
    for (int j = 0; j < lanes; j++) predicted[j] = -Cbow::predictions(step.block, first + j);
    const Sigmoid s = sigmoid(x);
    LogSigmoidSum positive;
    positive.add(-x, s.one_plus_exp);
    const Floats g = predicted ? alpha * s.of_minus_x : Floats{};
    for (int j = 0; j < lanes; j++) {
      const int i = first + j;
      for (int q = 0; q < T; q += lanes) store(step.g + i * T + q, Floats{});
      step.g[i * T + i] = g[j];
      loss.predictions -= predicted[j];
    }
    const Floats weight = predicted ? all(step.block.negative_weight) : Floats{};
    const Floats negatives = negative_coefficients(step, alpha, weight, p);
    loss.sum += sum(predicted ? positive.value() + negatives : Floats{});
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
