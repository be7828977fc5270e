// One epoch of training.
//
// The corpus is divided into pieces of equal size. In Hogwild mode each thread takes the next piece
// and changes V and U without locks. In synchronous mode all threads work on one piece: they
// compute the coefficients of its blocks, wait at a barrier, and change V and U, each thread in
// coordinates of its own. No element is written by two threads and the order of all sums is fixed,
// so the result has the same bits for any number of threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "schedule/document_chunks.hpp"
#include "schedule/model.hpp"
#include "schedule/profile.hpp"

namespace lemmavec {

// The sums of an epoch that runs, for other threads to read, and a way to stop it.
struct RunningEpoch {
  std::atomic<int64_t> words{0};        // of the corpus, before subsampling
  std::atomic<int64_t> predictions{0};  // pairs of a centre and an outside word, or centres in CBOW
  std::atomic<double> loss{0};          // sum over the predictions
  std::atomic<int64_t> pieces{0};       // finished, including those before the first
  std::atomic<bool> stopped{false};

  RunningEpoch() = default;
  // Continues the sums of a stopped epoch, so that they are those of an epoch without a stop.
  RunningEpoch(int64_t words, int64_t predictions, double loss)
      : words(words), predictions(predictions), loss(loss) {}

  void add_piece(int64_t more_words, const Loss& more) {
    pieces++;
    words += more_words;
    predictions += more.predictions;
    loss += more.sum;
  }
};

enum class Mode {
  hogwild,
  synchronous,
  frozen,  // only the loss is computed
};

struct Schedule {
  Mode mode;
  int threads;
  float alpha_first, alpha_last;
  int64_t first_piece;    // where a stopped epoch continues
  int64_t piece_tokens;   // in synchronous mode, a piece is a batch
  float curvature_bound;  // of a synchronous batch: see curvature.hpp
};

struct Epoch {
  const Kernels& kernels;
  const Matrices& matrices;
  const Model& model;
  const TokenStream& stream;
  const Schedule& schedule;
  Profile* profile = nullptr;  // where the time goes; not of full softmax

  int64_t pieces() const {
    return (stream.size + schedule.piece_tokens - 1) / schedule.piece_tokens;
  }
  int64_t piece_begin(int64_t piece) const { return piece * schedule.piece_tokens; }
  int64_t piece_end(int64_t piece) const { return std::min(piece_begin(piece + 1), stream.size); }
  bool frozen() const { return schedule.mode == Mode::frozen; }

  // Words of a block.
  int max_span() const {
    const int chunks = model.has_tag_centres() ? block_centres * chunk_tokens : 0;
    return std::max(block_centres + 2 * static_cast<int>(stream.window), chunks);
  }
  // Rows of V and D in a step.
  int max_inputs() const {
    return max_span() + (model.documents ? block_centres * model.documents->most_tags : 0);
  }
  // Rows of U in a step of negative sampling.
  int max_rows() const { return max_span() + model.negatives_of(block_centres); }

  const StepKernels& step_kernels() const { return model.step_of(kernels); }
  float alpha(int64_t piece) const {
    const float done = static_cast<float>(piece) / static_cast<float>(pieces());
    return schedule.alpha_first + (schedule.alpha_last - schedule.alpha_first) * done;
  }
};

// Full softmax has one way to train, whose result has the same bits for any number of threads.
void train_hogwild(const Epoch& epoch, RunningEpoch& running);
void train_synchronous(const Epoch& epoch, RunningEpoch& running);
void train_softmax(const Epoch& epoch, RunningEpoch& running);
void measure_loss(const Epoch& epoch, RunningEpoch& running);

// Finds the vectors of documents, each of which has one tag, in `epochs` passes over each. All else
// stays as it is. A document's vector depends on its words and the seed alone.
void infer_documents(const Epoch& epoch, int epochs, RunningEpoch& running);

inline void run_epoch(const Epoch& epoch, RunningEpoch& running) {
  running.pieces = epoch.schedule.first_piece;
  if (epoch.model.loss == WordLoss::softmax) return train_softmax(epoch, running);
  switch (epoch.schedule.mode) {
    case Mode::hogwild: return train_hogwild(epoch, running);
    case Mode::synchronous: return train_synchronous(epoch, running);
    case Mode::frozen: return measure_loss(epoch, running);
  }
}

}  // namespace lemmavec
