// PV-DBOW: from the token stream to documents' tags as centres, each with some words to predict.
//
// A document's vector moves once for a chunk of its words. The chunks of a block come from places far
// apart, so that they are of different documents, as long as there are many: from one state, the
// gradients of a hundred words of one document would overshoot.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "schedule/documents.hpp"
#include "schedule/windows.hpp"

namespace lemmavec {

// Tokens of a chunk. The end of a document ends a chunk as well.
constexpr int chunk_tokens = 8;

// The order in which the chunks of a corpus are read: one of each of `strands` parts in turn.
class ChunkOrder {
 public:
  explicit ChunkOrder(int64_t tokens)
      : chunks_((tokens + chunk_tokens - 1) / chunk_tokens),
        whole_(chunks_ / strands),
        longer_(chunks_ % strands) {}

  int64_t count() const { return chunks_; }
  // The n-th chunk to read. The first `longer_` parts have one chunk more than the others.
  int64_t operator[](int64_t n) const {
    const int64_t part = n % strands;
    return part * whole_ + std::min(part, longer_) + n / strands;
  }

 private:
  static constexpr int64_t strands = 64;
  const int64_t chunks_, whole_, longer_;
};

class DocumentChunks {
 public:
  DocumentChunks(const TokenStream& stream, const Documents& documents)
      : stream_(stream), documents_(documents), order_(stream.size) {}

  // Reads the chunks whose numbers, in their order, times chunk_tokens lie from `from` to `to` - 1.
  void read(int64_t from, int64_t to) {
    clear();
    const int64_t last = std::min(ceiling(to), order_.count());
    for (int64_t n = ceiling(from); n < last; n++) {
      const int64_t begin = order_[n] * chunk_tokens;
      read_tokens(begin, std::min(begin + chunk_tokens, stream_.size), documents_.of_token(begin), 0);
    }
  }

  // Reads the n-th chunk of one document, if it has as many; its random choices are those of a stream
  // of which it is the first document.
  void read_of(int64_t document, int64_t n) {
    const int64_t first = documents_.first_token(document), end = documents_.ends[document];
    const int64_t begin = first + n * chunk_tokens;
    if (begin < end) read_tokens(begin, std::min(begin + chunk_tokens, end), document, first);
  }

  void clear() {
    words.clear();
    begin.clear();
    end.clear();
    tags.clear();
    raw_words = 0;
  }
  int size() const { return static_cast<int>(tags.size()); }

  std::vector<int32_t> words;       // those that are kept
  std::vector<int32_t> begin, end;  // by centre: its words
  std::vector<int32_t> tags;        // by centre
  int64_t raw_words = 0;

 private:
  static int64_t ceiling(int64_t tokens) { return (tokens + chunk_tokens - 1) / chunk_tokens; }

  void read_tokens(int64_t from, int64_t to, int64_t document, int64_t origin) {
    const Random random(stream_.seed, stream_.epoch);
    size_t start = words.size();
    for (int64_t p = from; p < to; p++) {
      const int32_t word = stream_.tokens[p];
      if (word == sentence_end) {
        close(document++, start, p);
        start = words.size();
        continue;
      }
      if (static_cast<uint32_t>(word) >= static_cast<uint32_t>(stream_.words)) refuse(word, p);
      raw_words++;
      const auto bits = static_cast<uint32_t>(random.at(static_cast<uint64_t>(p - origin)));
      if (bits <= stream_.keep[word]) words.push_back(word);
    }
    close(document, start, to);
  }

  // Each tag of a document is a centre.
  void close(int64_t document, size_t start, int64_t p) {
    if (start == words.size()) return;
    if (document >= documents_.count) refuse(sentence_end, p);
    for (int32_t t = 0; t < documents_.tag_count(document); t++) {
      begin.push_back(static_cast<int32_t>(start));
      end.push_back(static_cast<int32_t>(words.size()));
      tags.push_back(documents_.tags_of(document)[t]);
    }
  }

  const TokenStream& stream_;
  const Documents& documents_;
  const ChunkOrder order_;
};

}  // namespace lemmavec
