// What is trained: an architecture and its loss.
#pragma once

#include <cstdint>

#include "kernels/kernel_table.hpp"
#include "schedule/documents.hpp"
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
  const Documents* documents;  // PV-DBOW where the architecture is skip-gram, PV-DM where it is CBOW
  bool trains_words;           // PV-DBOW: words are centres too, as in skip-gram

  bool cbow() const { return architecture == Architecture::cbow; }
  // Which centres there are.
  bool has_tag_centres() const { return documents && !cbow(); }
  bool has_word_centres() const { return !has_tag_centres() || trains_words; }
  // Groups of centres that share negatives.
  int groups(int centres) const {
    return cbow() ? (centres + cbow_group - 1) / cbow_group : 1;
  }
  int negatives_of(int centres) const { return groups(centres) * shared_negatives; }
  // The words of the rows of V that a step on a block changes.
  const int32_t* v_words(const Block& block) const {
    return block.words + (cbow() ? 0 : block.first);
  }
  int v_count(const Block& block) const {
    return block.centres_are_tags ? 0 : cbow() ? block.span : block.centres;
  }
  // Calls call(tag) for the rows of D that it changes, whose scales come after those of V.
  template <class Call>
  void for_each_tag(const Block& block, const Call& call) const {
    for (int i = 0; i < block.centres; i++)
      for (int t = 0; t < block.tag_count[i]; t++) call(block.tags[i][t]);
  }
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
