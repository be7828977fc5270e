// From the token cache to centres and their windows.
#pragma once

#include <cstdint>
#include <vector>

#include "random.hpp"

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
    words.clear();
    begin.clear();
    end.clear();
    const Random random(corpus.seed, epoch);
    read_before(corpus, random, from);
    first_centre = static_cast<int>(words.size());
    int sentence = 0;
    raw_words = 0;
    for (int64_t p = from; p < to; p++) {
      if (corpus.tokens[p] == sentence_end) {
        close(sentence);
        sentence = static_cast<int>(words.size());
      } else {
        raw_words++;
        push(corpus, random, p, sentence);
      }
    }
    last_centre = static_cast<int>(words.size());
    for (int64_t p = to; p < corpus.size && corpus.tokens[p] != sentence_end; p++) {
      if (words.size() >= last_centre + corpus.window) break;
      push(corpus, random, p, sentence);
    }
    close(sentence);
  }

  std::vector<int32_t> words, begin, end;
  int first_centre = 0, last_centre = 0;
  int64_t raw_words = 0;

 private:
  static bool kept(const Corpus& corpus, uint64_t bits, int64_t p) {
    return static_cast<uint32_t>(bits) <= corpus.keep[corpus.tokens[p]];
  }

  void push(const Corpus& corpus, const Random& random, int64_t p, int sentence) {
    const uint64_t bits = random.at(static_cast<uint64_t>(p));
    if (!kept(corpus, bits, p)) return;
    const int i = static_cast<int>(words.size());
    const int reach = 1 + static_cast<int>(below(corpus.window, static_cast<uint32_t>(bits >> 32)));
    words.push_back(corpus.tokens[p]);
    begin.push_back(i - reach < sentence ? sentence : i - reach);
    end.push_back(i + reach + 1);
  }

  // Only the last words of a sentence can reach past its end.
  void close(int sentence) {
    const int size = static_cast<int>(words.size());
    for (int i = size - 1; i >= sentence && i > size - 1 - static_cast<int>(widest_); i--)
      if (end[i] > size) end[i] = size;
  }

  void read_before(const Corpus& corpus, const Random& random, int64_t from) {
    widest_ = corpus.window;
    for (int64_t p = from - 1; p >= 0 && corpus.tokens[p] != sentence_end; p--) {
      if (words.size() >= corpus.window) break;
      if (kept(corpus, random.at(static_cast<uint64_t>(p)), p)) words.push_back(corpus.tokens[p]);
    }
    for (size_t i = 0, j = words.size(); i + 1 < j; i++) std::swap(words[i], words[--j]);
    begin.assign(words.size(), 0);
    end.assign(words.size(), 0);
  }

  uint32_t widest_ = 1;
};

}  // namespace lemmavec
