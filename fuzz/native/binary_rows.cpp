// The rows of word2vec's binary format: each lies within the block, after the one before.
#include <vector>

#include "harness.hpp"
#include "vectors/distinct.hpp"
#include "vectors/file_rows.hpp"

#include <set>

void fuzz(Input input) {
  const int size = 1 + static_cast<int>(input.below(4));
  const std::int64_t limit = input.below(256);
  const std::string_view block = input.rest();
  const auto bytes = static_cast<std::int64_t>(block.size());
  const lemmavec::Spans spans = lemmavec::binary_rows(block.data(), bytes, size, limit);
  const std::size_t count = spans.end.size();
  require(spans.begin.size() == count && static_cast<std::int64_t>(count) <= limit, "how many rows");
  std::vector<float> rows(count * static_cast<std::size_t>(size));
  lemmavec::copy_rows(block.data(), spans.end.data(), static_cast<std::int64_t>(count), size,
                      rows.data(), 1);
  std::int64_t next = 0;
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t begin = spans.begin[i], end = spans.end[i];
    require(next <= begin && begin <= end, "rows that overlap");
    for (std::int64_t at = next; at < begin; ++at) require(block[at] == '\n', "bytes left out");
    const std::string_view word = block.substr(begin, end - begin);
    require(block[end] == ' ' && word.find(' ') == std::string_view::npos, "a word");
    words.insert(word);
    next = end + 1 + 4 * size;
    require(next <= bytes, "a row that is cut short");
    require(std::memcmp(rows.data() + i * static_cast<std::size_t>(size), block.data() + end + 1,
                        4 * static_cast<std::size_t>(size)) == 0,
            "the values of a row");
  }
  const bool distinct = lemmavec::distinct(count, [&](std::size_t i) {
    return block.substr(spans.begin[i], spans.end[i] - spans.begin[i]);
  });
  require(distinct == (words.size() == count), "whether words repeat");
}
