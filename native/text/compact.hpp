// From provisional ids to final ones, without rare words and without sentences that are left empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "tokens.hpp"

namespace lemmavec {

struct Compacted {
  std::size_t words = 0, ends = 0;
  bool leading_end = false;  // a sentence ends before the first word that is kept
  bool open = false;         // the last sentence has words, and no end yet
};

// Renames each id to final_ids[id]. Words whose final id is negative are dropped, and so are, unless
// `keep_empty`, the ends of sentences that have no word left. `open` says whether the sentence before
// `ids` has words and continues here. Only measures the result unless it `writes` to `out`. The ids come from a
// file, which others can write to: one without a final id is an error.
template <bool writes>
Compacted compact_ids(const std::int32_t* ids, std::size_t size, const std::int32_t* final_ids,
                      std::size_t words, bool open, bool keep_empty, std::int32_t* out) {
  Compacted done;
  done.open = open;
  for (const std::int32_t *id = ids, *end = ids + size; id != end; ++id) {
    if (*id == sentence_end) {
      done.leading_end |= done.words == 0;
      done.open |= keep_empty;
      if constexpr (writes) {
        if (done.open) out[done.words + done.ends] = sentence_end;
      }
      done.ends += done.open;
      done.open = false;
    } else if (static_cast<std::uint32_t>(*id) >= words) {
      throw std::invalid_argument("an id outside the table");
    } else if (const std::int32_t final_id = final_ids[*id]; final_id >= 0) {
      if constexpr (writes) out[done.words + done.ends] = final_id;
      ++done.words;
      done.open = true;
    }
  }
  return done;
}

}  // namespace lemmavec
