// One epoch of training, in two modes.
//
// Racing: threads take pieces of the corpus in turn and change V and U as they go, without locks.
// Synchronous: all threads work on one piece; they find its blocks' coefficients, wait for each
// other, and then change V and U, each thread in coordinates of its own. Nobody writes where
// another does and the order of all sums is fixed, so any number of threads gives the same bits.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "schedule/kernel_table.hpp"
#include "schedule/huffman.hpp"
#include "schedule/random.hpp"
#include "schedule/stream.hpp"

namespace lemmavec {

// What a running epoch shows, and how it is stopped.
struct Progress {
  std::atomic<int64_t> words{0};        // of the corpus, before subsampling
  std::atomic<int64_t> predictions{0};  // pairs of a centre and an outside word, or centres in CBOW
  std::atomic<double> loss{0};          // sum over the predictions
  std::atomic<int64_t> pieces{0};       // finished, counting those before the first
  std::atomic<bool> stopped{false};

  Progress() = default;
  // Goes on from the sums of a stopped epoch, so that its loss is summed as if it had not stopped.
  Progress(int64_t words, int64_t predictions, double loss)
      : words(words), predictions(predictions), loss(loss) {}

  void add(int64_t more_words, const Loss& more) {
    pieces++;
    words += more_words;
    predictions += more.predictions;
    loss += more.sum;
  }
};

enum class WordLoss { negative_sampling, hierarchical_softmax, softmax };

struct Epoch {
  const Kernels* kernels;
  Matrices matrices;
  int32_t rows;  // of V and U
  Corpus corpus;
  WordLoss loss;
  const AliasTable* noise;  // negative sampling
  const HuffmanTree* tree;  // hierarchical softmax
  bool cbow;
  Context context;
  bool frozen;           // take the loss, change nothing
  int negative;          // K, negatives a prediction in expectation
  int shared_negatives;  // N, negatives a block
  float alpha_first, alpha_last;
  uint64_t index;
  int threads;
  int64_t first_piece;   // where a stopped epoch goes on
  int64_t piece_tokens;  // tokens that a racing thread takes at once, or of a synchronous batch
  float bound;           // a row of curvature c in a batch moves by 1 / max(1, bound c) of its sum

  int64_t pieces() const { return (corpus.size + piece_tokens - 1) / piece_tokens; }
  int64_t piece_begin(int64_t piece) const { return piece * piece_tokens; }
  int64_t piece_end(int64_t piece) const { return std::min(piece_begin(piece + 1), corpus.size); }
  int max_span() const { return block_centres + 2 * static_cast<int>(corpus.window); }
  // Rows of U that a step of negative sampling meets.
  int max_rows() const { return std::max(max_span(), block_centres) + shared_negatives; }
  const Kernels::Architecture& architecture() const {
    return cbow ? kernels->cbow : kernels->skipgram;
  }
  const Kernels::Objective& objective() const {
    return tree ? architecture().hierarchical_softmax : architecture().negative_sampling;
  }
  float alpha(int64_t piece) const {
    const float done = static_cast<float>(piece) / static_cast<float>(pieces());
    return alpha_first + (alpha_last - alpha_first) * done;
  }
};

void train_racing(const Epoch& epoch, Progress& progress);
void train_synchronous(const Epoch& epoch, Progress& progress);
void train_softmax(const Epoch& epoch, Progress& progress);

}  // namespace lemmavec
