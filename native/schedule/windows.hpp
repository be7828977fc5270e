// From the token stream to centres and their windows.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "schedule/random.hpp"
#include "tokens.hpp"

namespace lemmavec {

// The encoded corpus and the random choices made in it. Token p is kept if 32 random bits do not
// exceed keep[word]; its reach is drawn from least_reach .. window, which is from 1 on, or is always
// `window`. Both depend on (seed, epoch, p) alone.
struct TokenStream {
  const int32_t* tokens;
  int64_t size;
  const uint32_t* keep;
  int32_t words;  // of the vocabulary
  uint32_t window;
  uint32_t least_reach;
  uint64_t seed;
  uint64_t epoch;
};

// The corpus is a file, which others can write to while it is read.
[[noreturn]] inline void refuse(int32_t word, int64_t p) {
  throw std::invalid_argument("token " + std::to_string(p) + " has the id " + std::to_string(word) +
                              ", which is outside of the vocabulary");
}

// The kept words of a part of the stream, and the window of each. `window` words before and after
// the part are read too, so that no window is cut at its ends. Word i is a centre if
// first_centre <= i < last_centre; its outside words are begin[i] .. end[i] - 1 without i. The
// first centre's sentence ends before word sentence_ends[0], and so on.
class Windows {
 public:
  // Reads tokens from .. to - 1. Random choices are made as if token `origin` was the first.
  void read(const TokenStream& stream, int64_t from, int64_t to, int64_t origin = 0) {
    origin_ = origin;
    const Random random(stream.seed, stream.epoch);
    reserve(static_cast<size_t>(to - from) + 2 * stream.window);
    size_ = 0;
    read_before(stream, random, from);
    first_centre = size_;
    int sentence = 0;
    raw_words = 0;
    sentence_ends.clear();
    for (int64_t p = from; p < to; p++) {
      if (stream.tokens[p] == sentence_end) {
        close(stream, sentence);
        sentence_ends.push_back(sentence = size_);
      } else {
        raw_words++;
        push(stream, random, p, sentence);
      }
    }
    last_centre = size_;
    for (int64_t p = to; p < stream.size && stream.tokens[p] != sentence_end; p++) {
      if (size_ >= last_centre + static_cast<int>(stream.window)) break;
      push(stream, random, p, sentence);
    }
    close(stream, sentence);
  }
  int size() const { return size_; }

  std::vector<int32_t> words, begin, end;  // the first size() elements are valid
  std::vector<int32_t> sentence_ends;
  int first_centre = 0, last_centre = 0;
  int64_t raw_words = 0;  // before subsampling

 private:
  void reserve(size_t words_at_most) {
    if (words.size() > words_at_most) return;
    for (auto* column : {&words, &begin, &end}) column->resize(words_at_most + 1);
  }

  // Writes in any case, and counts the word if it is kept: a branch would be mispredicted for every
  // third word.
  void push(const TokenStream& stream, const Random& random, int64_t p, int sentence) {
    const int32_t word = stream.tokens[p];
    if (static_cast<uint32_t>(word) >= static_cast<uint32_t>(stream.words)) refuse(word, p);
    const uint64_t bits = random.at(static_cast<uint64_t>(p - origin_));
    const uint32_t reaches = stream.window - stream.least_reach + 1;
    const int reach = static_cast<int>(stream.least_reach +
                                       below(reaches, static_cast<uint32_t>(bits >> 32)));
    words[size_] = word;
    begin[size_] = std::max(size_ - reach, sentence);
    end[size_] = size_ + reach + 1;
    size_ += static_cast<uint32_t>(bits) <= stream.keep[word];
  }

  // Cuts the windows that reach past the end of a sentence, which only its last words' can.
  void close(const TokenStream& stream, int sentence) {
    const int reaching = std::max(sentence, size_ - static_cast<int>(stream.window));
    for (int i = size_ - 1; i >= reaching; i--) end[i] = std::min(end[i], size_);
  }

  // The words before the first centre are no centres themselves, so their windows are not used.
  void read_before(const TokenStream& stream, const Random& random, int64_t from) {
    for (int64_t p = from - 1; p >= 0 && stream.tokens[p] != sentence_end; p--) {
      if (size_ >= static_cast<int>(stream.window)) break;
      push(stream, random, p, 0);
    }
    std::reverse(words.begin(), words.begin() + size_);
  }

  int size_ = 0;
  int64_t origin_ = 0;
};

}  // namespace lemmavec
