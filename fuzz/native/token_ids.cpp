// Ids to final ids, and the pairs of adjacent words in shares, against plain loops.
#include <map>
#include <utility>
#include <vector>

#include "harness.hpp"
#include "text/bigrams.hpp"
#include "text/compact.hpp"

using namespace lemmavec;

namespace {

// An id in a byte, which is below `words` or ends a sentence.
std::vector<std::int32_t> ids_in(std::string_view bytes, int words) {
  std::vector<std::int32_t> ids;
  for (const char byte : bytes) {
    const int id = static_cast<std::uint8_t>(byte) % (words + 1);
    ids.push_back(id == words ? sentence_end : id);
  }
  return ids;
}

void compare_compacted(const std::vector<std::int32_t>& ids, int words, unsigned dropped, bool open,
                       bool keep_empty) {
  const bool before = open;
  std::vector<std::int32_t> final_ids, expected;
  for (int id = 0; id < words; ++id)
    final_ids.push_back(dropped >> (id % 8) & 1 ? -1 : words - id);
  std::size_t kept = 0;
  for (const std::int32_t id : ids) {
    if (id == sentence_end) {
      if (open || keep_empty) expected.push_back(sentence_end);
      open = false;
    } else if (final_ids[id] >= 0) {
      expected.push_back(final_ids[id]);
      open = true;
      ++kept;
    }
  }
  std::vector<std::int32_t> out(expected.size());  // not a number more
  const Compacted done = compact_ids<true>(ids.data(), ids.size(), final_ids.data(),
                                           final_ids.size(), before, keep_empty, out.data());
  require(done.words == kept && done.words + done.ends == expected.size(), "how many ids are kept");
  require(out == expected && done.open == open, "the ids that are kept");
}

void compare_pairs(const std::vector<std::int32_t>& ids, std::int32_t words, unsigned shares) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> expected, found;
  for (std::size_t i = 1; i < ids.size(); ++i) {
    const std::int32_t first = ids[i - 1], second = ids[i];
    if (first >= 0 && second >= 0 && first < words && second < words) ++expected[{first, second}];
  }
  for (unsigned share = 0; share < shares; ++share)
    count_share(ids.data(), ids.size(), words, share, shares)
        .for_each([&](Pair pair, std::int64_t count) {
          const auto first = static_cast<std::int32_t>(pair >> 32);
          const auto second = static_cast<std::int32_t>(pair & 0xFFFFFFFFu);
          require(found.emplace(std::pair{first, second}, count).second, "a pair in two shares");
        });
  require(found == expected, "the counts of pairs");
}

}  // namespace

void fuzz(Input input) {
  const int words = 1 + static_cast<int>(input.below(255));
  const unsigned dropped = input.below(256), limit = input.below(256), shares = 1 + input.below(4);
  const bool open = input.below(2), keep_empty = input.below(2);
  const std::vector<std::int32_t> ids = ids_in(input.rest(), words);
  compare_compacted(ids, words, dropped, open, keep_empty);
  compare_pairs(ids, static_cast<std::int32_t>(limit), shares);
}
