// Reads a part of the corpus as blocks, with their negatives.
#pragma once

#include <algorithm>
#include <optional>

#include "schedule/epoch.hpp"
#include "schedule/prefetch.hpp"

namespace lemmavec {

// In hierarchical softmax the root is on the path of every prediction. Its row would overshoot if
// the gradients of a larger block, all from one state, were added to it.
constexpr int tree_block_centres = 8;

class BlockReader {
 public:
  explicit BlockReader(const Epoch& epoch)
      : epoch_(epoch),
        centres_(epoch.model.tree ? tree_block_centres : block_centres),
        hogwild_(epoch.schedule.mode != Mode::synchronous) {
    if (epoch.model.has_tag_centres()) chunks_.emplace(epoch.stream, *epoch.model.documents);
  }

  // Reads tokens from .. to - 1; `stream` is the number of their random stream of negatives. In
  // PV-DBOW the chunks of those numbers are read, which are other tokens, as many and each once.
  void read(int64_t from, int64_t to, uint64_t stream) {
    start_negatives(stream);
    if (chunks_) {
      chunks_->read(from, to);
      next_chunk_ = 0;
    }
    if (epoch_.model.has_word_centres()) read_windows(from, to, 0);
  }

  // Begins one document alone, with random choices that depend on nothing but its words.
  void begin_document(int64_t document) {
    const Documents& documents = *epoch_.model.documents;
    const int64_t first = documents.first_token(document), end = documents.ends[document];
    uint64_t words = 0;
    for (int64_t p = first; p < end; p++)
      words = mix(words + static_cast<uint32_t>(epoch_.stream.tokens[p]));
    start_negatives(words);
    if (!chunks_) read_windows(first, end, first);
  }
  // PV-DBOW: reads the n-th chunk of a document.
  void read_chunk(int64_t document, int64_t n) {
    chunks_->read_of(document, n);
    next_chunk_ = 0;
  }

  int64_t raw_words() const { return chunks_ ? chunks_->raw_words : windows_.raw_words; }
  bool empty() const { return !has_chunks() && next_ >= windows_.last_centre; }

  // Those of a whole block.
  void draw_negatives(int32_t* negatives) {
    const int count = epoch_.model.negatives_of(block_centres);
    for (int k = 0; k < count; k++) negatives[k] = epoch_.model.noise->draw(negatives_.next());
    if (!hogwild_) return;
    for (int k = 0; k < count; k++)
      prefetch_row_early(epoch_.matrices.u(negatives[k]), epoch_.matrices.stride);
  }

  // The next block, whose words stay valid until the next `read`.
  Block next(const int32_t* negatives) {
    Block block = has_chunks() ? next_chunks() : next_windows();
    const Model& model = epoch_.model;
    if (model.loss == WordLoss::negative_sampling) {
      block.negatives = negatives;
      block.negative_count = model.negatives_of(block.centres);
      block.negative_weight =
          static_cast<float>(model.negative) / static_cast<float>(model.shared_negatives);
    }
    return block;
  }

 private:
  void start_negatives(uint64_t stream) {
    const TokenStream& tokens = epoch_.stream;
    negatives_ = Random(tokens.seed ^ 0x5851f42d4c957f2du, mix(tokens.epoch) ^ stream);
  }

  void read_windows(int64_t from, int64_t to, int64_t origin) {
    windows_.read(epoch_.stream, from, to, origin);
    next_ = windows_.first_centre;
    if (const Documents* documents = epoch_.model.documents) {
      first_document_ = documents->of_token(from);
      sentence_ = 0;
    }
  }

  bool has_chunks() const { return chunks_ && next_chunk_ < chunks_->size(); }

  // Tags and their chunks of words.
  Block next_chunks() {
    const DocumentChunks& chunks = *chunks_;
    const int s = next_chunk_;
    next_chunk_ = std::min(s + centres_, chunks.size());
    if (hogwild_) prefetch_chunks(next_chunk_);
    Block block{};
    block.centres_are_tags = true;
    block.centres = next_chunk_ - s;
    const int low = chunks.begin[s];
    for (int i = 0; i < block.centres; i++) {
      block.begin[i] = chunks.begin[s + i] - low;
      block.end[i] = chunks.end[s + i] - low;
      block.tags[i] = &chunks.tags[s + i];
      block.tag_count[i] = 1;
    }
    block.words = chunks.words.data() + low;
    block.span = block.end[block.centres - 1];
    return block;
  }

  // Words and their windows.
  Block next_windows() {
    const int s = next_;
    next_ += centres_;
    if (hogwild_) prefetch(next_);
    Block block{};
    block.centres = std::min(centres_, windows_.last_centre - s);
    int low = s, high = s + block.centres;
    for (int i = s; i < s + block.centres; i++) {
      low = std::min(low, windows_.begin[i]);
      high = std::max(high, windows_.end[i]);
    }
    for (int i = 0; i < block.centres; i++) {
      block.begin[i] = windows_.begin[s + i] - low;
      block.end[i] = windows_.end[s + i] - low;
    }
    block.words = windows_.words.data() + low;
    block.span = high - low;
    block.first = s - low;
    if (epoch_.model.documents && epoch_.model.cbow()) add_tags(s, block);
    return block;
  }

  // PV-DM: the tags of the documents of the centres from word s on.
  void add_tags(int s, Block& block) {
    const Documents& documents = *epoch_.model.documents;
    const auto& ends = windows_.sentence_ends;
    for (int i = 0; i < block.centres; i++) {
      while (sentence_ < ends.size() && ends[sentence_] <= s + i) sentence_++;
      const int64_t document = first_document_ + static_cast<int64_t>(sentence_);
      if (document >= documents.count) refuse(sentence_end, documents.ends[documents.count - 1]);
      block.tags[i] = documents.tags_of(document);
      block.tag_count[i] = documents.tag_count(document);
    }
  }

  // The rows that the block from word s is the first to need: those of its centres, and of the
  // words that enter its span.
  void prefetch(int s) const {
    const Matrices& matrices = epoch_.matrices;
    const bool cbow = epoch_.model.cbow();
    const int size = windows_.size();
    const int window = static_cast<int>(epoch_.stream.window);
    const auto prefetch_u = [&](int32_t word) {
      prefetch_row_early(matrices.u(word), matrices.stride);
    };
    for (int i = s; i < std::min(s + centres_, size); i++) {
      const int32_t centre = windows_.words[i];
      cbow ? prefetch_u(centre) : prefetch_v(centre);
      if (i + window >= size) continue;
      const int32_t outside = windows_.words[i + window];
      cbow ? prefetch_v(outside) : prefetch_u(outside);
    }
  }

  void prefetch_v(int32_t word) const {
    const Matrices& matrices = epoch_.matrices;
    const WordRows* lists = epoch_.model.word_rows;
    if (!lists) return prefetch_row_early(matrices.v(word), matrices.stride);
    for (int64_t p = lists->begin[word]; p < lists->begin[word + 1]; p++)
      prefetch_row(matrices.v(lists->rows[p]), matrices.stride);
  }

  // The rows of the block of chunks from s on.
  void prefetch_chunks(int s) const {
    const Matrices& matrices = epoch_.matrices;
    const int end = std::min(s + centres_, chunks_->size());
    if (s == end) return;
    for (int i = s; i < end; i++) prefetch_row_early(matrices.d(chunks_->tags[i]), matrices.stride);
    if (!epoch_.model.tree)
      for (int j = chunks_->begin[s]; j < chunks_->end[end - 1]; j++)
        prefetch_row_early(matrices.u(chunks_->words[j]), matrices.stride);
  }

  const Epoch& epoch_;
  const int centres_;   // in a block
  const bool hogwild_;  // blocks are stepped on as they are read: their rows are prefetched
  Windows windows_;
  std::optional<DocumentChunks> chunks_;
  Random negatives_{0, 0};
  int next_ = 0, next_chunk_ = 0;
  int64_t first_document_ = 0;  // of the part
  size_t sentence_ = 0;         // of the centre that was read last, in windows_
};

}  // namespace lemmavec
