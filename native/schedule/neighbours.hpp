// How many other words the sentence of a word has, of which its window can take no more.
#pragma once

#include <algorithm>
#include <cstdint>

#include "schedule/windows.hpp"

namespace lemmavec {

// The mean over the kept words of a corpus, in expectation: a sentence whose words are kept with
// probabilities p has sum_i p_i sum_{j != i} p_j pairs. It is 0 where there are none.
inline double mean_sentence_neighbours(const TokenStream& stream) {
  double pairs = 0, centres = 0, words = 0, squares = 0;
  const auto end_sentence = [&] {
    pairs += words * words - squares;
    centres += words;
    words = squares = 0;
  };
  for (int64_t p = 0; p < stream.size; p++) {
    const int32_t word = stream.tokens[p];
    if (static_cast<uint32_t>(word) < static_cast<uint32_t>(stream.words)) {
      const double kept = (static_cast<double>(stream.keep[word]) + 1) * 0x1p-32;
      words += kept;
      squares += kept * kept;
    } else if (word == sentence_end) {
      end_sentence();
    }
  }
  end_sentence();
  return centres > 0 ? std::max(0.0, pairs) / centres : 0;
}

// Outside words of a window of mean size, or fewer where sentences are shorter than that.
inline float mean_outside_words(const TokenStream& stream) {
  const double at_most = static_cast<double>(stream.window) + 1;
  return static_cast<float>(std::clamp(mean_sentence_neighbours(stream), 1.0, at_most));
}

}  // namespace lemmavec
