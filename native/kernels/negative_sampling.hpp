// Negative sampling, a block of centres at a time: s(x) is the sigmoid, and the block's loss is
//   J = sum_i [ sum_o -log s(u_o . h_i) - n_i w sum_k log s(-u_k . h_i) ]
// for centres i, the n_i words o that each predicts, and shared negatives k of weight w. With the
// logits x_ri = u_r . h_i for every row r, the coefficients are
//   g_ri = -alpha dJ/dx_ri = alpha s(-x_ri) for words, -alpha n_i w s(x_ri) for negatives.
// All logits are computed before the step, so a word that occurs twice gets the exact gradient too.
#pragma once

#include "kernels/cbow.hpp"
#include "kernels/groups.hpp"
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
  static void prepare(const Matrices& matrices, Context context, Step& step) {
    const Block& block = step.block;
    SkipGram::prepare(matrices, context, step);
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
  }

  static int logit_count(const Step& step) { return step.rows * T; }

  static void logits(const Matrices& matrices, const Step& step, const Scratch& scratch,
                     Range columns, Into into, float* logits) {
    transpose(step.h, vectors_of(matrices, columns), scratch.transposed);
    if (columns.end > matrices.vector_size) columns.end = matrices.vector_size;
    if (into == Into::add)
      all_dots<Into::add>(step.u, step.rows, scratch.transposed, columns, logits);
    else
      all_dots<Into::replace>(step.u, step.rows, scratch.transposed, columns, logits);
  }

  static void coefficients(float alpha, Step& step, Loss& loss) {
    for (int p = 0; p < parts; p++) coefficients(alpha, step, p, loss);
  }

  static void coefficients(float alpha, Step& step, int p, Loss& loss) {
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
    const Ints own = Ints{} + !block.centres_are_tags;
    const Ints outside_words = end > begin ? end - begin - own : Ints{};
    const Floats weight = __builtin_convertvector(outside_words, Floats) * block.negative_weight;
    loss.sum += sum(positives.value() + negative_coefficients(step, alpha, weight, p));
    for (int j = 0; j < lanes; j++) loss.predictions += outside_words[j];
  }
};

// A row is a word or a negative of a group of centres, each of which predicts its own word.
struct CbowNegativeSampling : Groups<cbow_group> {
  static void prepare(const Matrices& matrices, Context context, Step& step) {
    const Block& block = step.block;
    Cbow::prepare(matrices, context, step);
    const int groups = (block.centres + cbow_group - 1) / cbow_group;
    const int negatives = block.negative_count / groups;
    const int32_t* centres = block.words + block.first;
    int r = 0;
    for (int group = 0; group < groups; group++) {
      const Range own{group * cbow_group, (group + 1) * cbow_group};
      step.paired_of[group] = {r, r + cbow_group + negatives};
      for (int j = own.begin; j < own.end; j++)
        add_row(matrices, step, own, r++, centres[j < block.centres ? j : block.centres - 1], j);
      for (int k = 0; k < negatives; k++)
        add_row(matrices, step, own, r++, block.negatives[group * negatives + k], -1);
    }
    step.rows = step.paired = r;
    for (int n = logit_count(step); n < logit_count(step) + lanes; n++)
      step.label_1[n] = step.label_0[n] = 0.0f;
  }

  // The row of a word, which is the centre `centre`'s, or a negative.
  static void add_row(const Matrices& matrices, Step& step, Range group, int r, int32_t word,
                      int centre) {
    step.u[r] = matrices.u(word);
    for (int i = group.begin; i < group.end; i++) {
      const int n = r * cbow_group + i - group.begin;
      const bool predicted = i < step.block.centres && step.block.context_size(i) > 0;
      step.label_1[n] = predicted && i == centre;
      step.label_0[n] = predicted && centre < 0 ? step.block.negative_weight : 0.0f;
    }
  }

  static void logits(const Matrices& matrices, const Step& step, const Scratch& scratch,
                     Range columns, Into into, float* logits) {
    Cbow::hidden_columns(matrices, step, scratch, columns);
    all_logits(matrices, step, columns, into, logits);
  }

  static void coefficients(float alpha, Step& step, Loss& loss) {
    label_coefficients(alpha, step, logit_count(step), loss);
    for (int i = 0; i < step.block.centres; i++)
      loss.predictions += Cbow::predictions(step.block, i);
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
