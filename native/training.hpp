// One epoch of training: threads take pieces of the corpus in turn and step through their blocks.
#pragma once

#include <atomic>
#include <cstdint>

#include "block.hpp"
#include "random.hpp"
#include "stream.hpp"

namespace lemmavec {

// What a running epoch shows, and how it is stopped.
struct Progress {
  std::atomic<int64_t> words{0};        // of the corpus, before subsampling
  std::atomic<int64_t> predictions{0};  // pairs of a centre and an outside word
  std::atomic<double> loss{0};          // sum over the predictions
  std::atomic<int64_t> pieces{0};       // finished, counting those before the first
  std::atomic<bool> stopped{false};
};

struct Epoch {
  const Kernels* kernels;
  Matrices matrices;
  Corpus corpus;
  const AliasTable* noise;
  int negative;          // K, negatives a pair in expectation
  int shared_negatives;  // N, negatives a block
  float alpha_first, alpha_last;
  uint64_t index;
  int threads;
  int64_t first_piece;  // where a stopped epoch goes on
};

// The pieces of an epoch over a corpus of so many tokens.
int64_t pieces_of(int64_t tokens);

void train(const Epoch& epoch, Progress& progress);

}  // namespace lemmavec
