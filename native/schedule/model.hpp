// What is trained: an architecture and its loss.
#pragma once

#include <cstdint>

#include "kernels/kernel_table.hpp"
#include "schedule/huffman.hpp"
#include "schedule/random.hpp"
#include "schedule/word_rows.hpp"

namespace lemmavec {

enum class Architecture { skipgram, cbow };
enum class WordLoss { negative_sampling, hierarchical_softmax, softmax };

struct Model {
  Architecture architecture;
  WordLoss loss;
  Context context;          // of CBOW
  const AliasTable* noise;  // null unless the loss is negative sampling
  const HuffmanTree* tree;  // null unless it is hierarchical softmax
  int negative;             // K, negatives for each prediction, in expectation
  int shared_negatives;     // N, of a group of centres; 0 unless the loss is negative sampling
  const WordRows* word_rows;  // subwords: the rows of each word; null where a word has one

  bool cbow() const { return architecture == Architecture::cbow; }
  // Groups of centres that share negatives.
  int groups(int centres) const {
    return cbow() ? (centres + cbow_group - 1) / cbow_group : 1;
  }
  int negatives_of(int centres) const { return groups(centres) * shared_negatives; }
  // The words of the rows of V that a step on a block changes.
  const int32_t* v_words(const Block& block) const {
    return block.words + (cbow() ? 0 : block.first);
  }
  int v_count(const Block& block) const { return cbow() ? block.span : block.centres; }
  const ArchitectureKernels& of(const Kernels& kernels) const {
    return cbow() ? kernels.cbow : kernels.skipgram;
  }
  // Of any loss but full softmax.
  const StepKernels& step_of(const Kernels& kernels) const {
    return loss == WordLoss::hierarchical_softmax ? of(kernels).hierarchical_softmax
                                                  : of(kernels).negative_sampling;
  }
};

}  // namespace lemmavec
