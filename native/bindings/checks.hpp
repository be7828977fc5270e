// Whether what an epoch is given fits together.
#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>

#include "bindings/conversions.hpp"
#include "schedule/epoch.hpp"

namespace lemmavec {

inline void check_rows(const Matrices& matrices, const Model& model) {
  const WordRows* lists = model.word_rows;
  if (!lists && matrices.v_rows != matrices.rows && model.has_word_centres())
    throw std::invalid_argument("V and U must have the same shape");
  if (lists && matrices.centre_rates)
    throw std::invalid_argument("words that share rows have no rates of their own");
  if (lists && (lists->words != matrices.rows || lists->least_rows_of_V > matrices.v_rows))
    throw std::invalid_argument("word_rows must have a list for each row of U, of rows of V");
}

inline void check_documents(const Epoch& epoch) {
  const Documents* documents = epoch.model.documents;
  if (!documents) return;
  if (documents->least_rows_of_D > epoch.matrices.d_rows)
    throw std::invalid_argument("tags must be rows of D");
  if (documents->ends[documents->count - 1] >= epoch.stream.size)
    throw std::invalid_argument("documents must end within the tokens");
}

inline void check_sizes(const Epoch& epoch) {
  const Model& model = epoch.model;
  const int32_t rows = epoch.matrices.rows;
  check_rows(epoch.matrices, model);
  check_documents(epoch);
  const bool sampled = model.loss == WordLoss::negative_sampling;
  if (sampled && (model.noise == nullptr || model.shared_negatives < 1))
    throw std::invalid_argument("negative sampling needs noise and shared_negatives");
  if (epoch.stream.words != rows ||
      (sampled && static_cast<int32_t>(model.noise->size()) != rows) ||
      (model.tree && model.tree->words() != rows))
    throw std::invalid_argument("keep, noise and tree must have one entry for each row of V");
  require_within("first_piece", epoch.schedule.first_piece, 0, epoch.pieces());
}

inline void check_ids(const int32_t* ids, int count, int32_t rows) {
  for (int i = 0; i < count; i++)
    if (ids[i] < 0 || ids[i] >= rows)
      throw std::invalid_argument("a word id lies outside of the vocabulary");
}

}  // namespace lemmavec
