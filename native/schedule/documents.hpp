// The documents of a corpus, one a sentence, and their tags: the rows of D that are theirs.
#pragma once

#include <algorithm>
#include <cstdint>

namespace lemmavec {

// Document d ends at token ends[d], a `sentence_end`, and has the tags tags[begin[d]] ..
// tags[begin[d + 1] - 1].
struct Documents {
  const int64_t* ends;   // count, rising
  const int64_t* begin;  // count + 1
  const int32_t* tags;
  int64_t count;
  int32_t most_tags;        // of one document
  int32_t least_rows_of_D;  // the largest tag + 1

  const int32_t* tags_of(int64_t document) const { return tags + begin[document]; }
  int32_t tag_count(int64_t document) const {
    return static_cast<int32_t>(begin[document + 1] - begin[document]);
  }
  int64_t first_token(int64_t document) const { return document == 0 ? 0 : ends[document - 1] + 1; }
  int64_t length(int64_t document) const { return ends[document] - first_token(document); }
  // The document that a token belongs to; `count` after the last.
  int64_t of_token(int64_t token) const {
    return std::lower_bound(ends, ends + count, token) - ends;
  }
};

}  // namespace lemmavec
