// From the token cache to centres and their windows.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "schedule/random.hpp"

namespace lemmavec {

constexpr int32_t sentence_end = -1;

// The encoded corpus and the random choices made on it. Token p is kept if 32 random bits do not
// exceed keep[word]; its reach is drawn from 1 .. window. Both depend on (seed, epoch, p) alone.
struct Corpus {
  const int32_t* tokens;
  int64_t size;
  const uint32_t* keep;
  uint32_t window;
  uint64_t seed;
};

// The kept words of one piece of the corpus, with `window` words before and after it so that no
// window is cut where pieces meet. Buffer word i is a centre if first_centre <= i < last_centre;
// its outside words are begin[i] .. end[i] - 1 without i.
class Piece {
 public:
  void read(const Corpus& corpus, uint64_t epoch, int64_t from, int64_t to) {
    const Random random(corpus.seed, epoch);
    reserve(static_cast<size_t>(to - from) + 2 * corpus.window);
    size_ = 0;
    read_before(corpus, random, from);
    first_centre = size_;
    int sentence = 0;
    raw_words = 0;
    for (int64_t p = from; p < to; p++) {
      if (corpus.tokens[p] == sentence_end) {
        close(corpus, sentence);
        sentence = size_;
      } else {
        raw_words++;
        push(corpus, random, p, sentence);
      }
    }
    last_centre = size_;
    for (int64_t p = to; p < corpus.size && corpus.tokens[p] != sentence_end; p++) {
      if (size_ >= last_centre + static_cast<int>(corpus.window)) break;
      push(corpus, random, p, sentence);
    }
    close(corpus, sentence);
  }
  int size() const { return size_; }

  std::vector<int32_t> words, begin, end;  // of which the first size() are meant
  int first_centre = 0, last_centre = 0;
  int64_t raw_words = 0;

 private:
  void reserve(size_t words_at_most) {
    if (words.size() > words_at_most) return;
    for (auto* column : {&words, &begin, &end}) column->resize(words_at_most + 1);
  }

  // Written in any case, and counted if kept: a branch would be mispredicted for every third word.
  void push(const Corpus& corpus, const Random& random, int64_t p, int sentence) {
    const int32_t word = corpus.tokens[p];
    const uint64_t bits = random.at(static_cast<uint64_t>(p));
    const int reach = 1 + static_cast<int>(below(corpus.window, static_cast<uint32_t>(bits >> 32)));
    words[size_] = word;
    begin[size_] = std::max(size_ - reach, sentence);
    end[size_] = size_ + reach + 1;
    size_ += static_cast<uint32_t>(bits) <= corpus.keep[word];
  }

  // Only the last words of a sentence can reach past its end.
  void close(const Corpus& corpus, int sentence) {
    const int reaching = std::max(sentence, size_ - static_cast<int>(corpus.window));
    for (int i = size_ - 1; i >= reaching; i--) end[i] = std::min(end[i], size_);
  }

  // The words before the first centre; they are no centres, so their windows do not matter.
  void read_before(const Corpus& corpus, const Random& random, int64_t from) {
    for (int64_t p = from - 1; p >= 0 && corpus.tokens[p] != sentence_end; p--) {
      if (size_ >= static_cast<int>(corpus.window)) break;
      push(corpus, random, p, 0);
    }
    std::reverse(words.begin(), words.begin() + size_);
  }

  int size_ = 0;
};

}  // namespace lemmavec
