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

// The order in which the chunks of a corpus are read: one of each of 64 parts in turn.
class ChunkOrder {
 public:
  explicit ChunkOrder(int64_t tokens)
      : chunks_((tokens + chunk_tokens - 1) / chunk_tokens),
        whole_(chunks_ / parts),
        longer_(chunks_ % parts) {}

  int64_t count() const { return chunks_; }
  // The n-th chunk to read. The first `longer_` parts have one chunk more than the others.
  int64_t operator[](int64_t n) const {
    return part(n) * whole_ + std::min(part(n), longer_) + n / parts;
  }
  static int64_t part(int64_t n) { return n % parts; }
  static constexpr int64_t parts = 64;

 private:
  const int64_t chunks_, whole_, longer_;
};

class DocumentChunks {
 public:
  DocumentChunks(const TokenStream& stream, const Documents& documents)
      : stream_(stream), documents_(documents), order_(stream.size) {}

  // Reads the chunks whose numbers, in their order, times chunk_tokens lie from `from` to `to` - 1.
  void read(int64_t from, int64_t to) {
    const int64_t first = ceiling(from), last = std::min(ceiling(to), order_.count());
    clear(std::max<int64_t>(0, last - first));
    for (int64_t n = first; n < last; n++) {
      const int64_t begin = order_[n] * chunk_tokens;
      read_tokens(begin, std::min(begin + chunk_tokens, stream_.size), document_of(begin, n), 0);
    }
  }

  // Reads the n-th chunk of one document, if it has as many; its random choices are those of a stream
  // of which it is the first document.
  void read_of(int64_t document, int64_t n) {
    clear(1);
    const int64_t first = documents_.first_token(document), end = documents_.ends[document];
    const int64_t begin = first + n * chunk_tokens;
    if (begin < end) read_tokens(begin, std::min(begin + chunk_tokens, end), document, first);
  }

  int size() const { return static_cast<int>(tags.size()); }

  std::vector<int32_t> words;       // those that are kept, and room
  std::vector<int32_t> begin, end;  // by centre: its words
  std::vector<int32_t> tags;        // by centre
  int64_t raw_words = 0;

 private:
  static int64_t ceiling(int64_t tokens) { return (tokens + chunk_tokens - 1) / chunk_tokens; }

  // Makes room for so many chunks.
  void clear(int64_t chunks) {
    const auto room = static_cast<size_t>(chunks) * chunk_tokens + 1;
    if (words.size() < room) words.resize(room);
    count_ = 0;
    begin.clear();
    end.clear();
    tags.clear();
    raw_words = 0;
  }

  // The document of the first token of the n-th chunk, which mostly is that of the chunk before, in
  // the same part.
  int64_t document_of(int64_t token, int64_t n) {
    int64_t& last = documents_of_parts_[ChunkOrder::part(n)];
    for (int steps = 0; steps < 2; steps++) {
      if (last >= documents_.count || documents_.first_token(last) > token) break;
      if (token <= documents_.ends[last]) return last;
      last++;
    }
    return last = documents_.of_token(token);
  }

  void read_tokens(int64_t from, int64_t to, int64_t document, int64_t origin) {
    const Random random(stream_.seed, stream_.epoch);
    int32_t start = count_;
    for (int64_t p = from; p < to; p++) {
      const int32_t word = stream_.tokens[p];
      if (word == sentence_end) {
        close(document++, start, p);
        start = count_;
        continue;
      }
      if (static_cast<uint32_t>(word) >= static_cast<uint32_t>(stream_.words)) refuse(word, p);
      raw_words++;
      const auto bits = static_cast<uint32_t>(random.at(static_cast<uint64_t>(p - origin)));
      words[count_] = word;  // in any case: a branch would be mispredicted for every third word
      count_ += bits <= stream_.keep[word];
    }
    close(document, start, to);
  }

  // Each tag of a document is a centre.
  void close(int64_t document, int32_t start, int64_t p) {
    if (start == count_) return;
    if (document >= documents_.count) refuse(sentence_end, p);
    for (int32_t t = 0; t < documents_.tag_count(document); t++) {
      begin.push_back(start);
      end.push_back(count_);
      tags.push_back(documents_.tags_of(document)[t]);
    }
  }

  const TokenStream& stream_;
  const Documents& documents_;
  const ChunkOrder order_;
  int32_t count_ = 0;  // words that are kept
  int64_t documents_of_parts_[ChunkOrder::parts] = {};
};

}  // namespace lemmavec
