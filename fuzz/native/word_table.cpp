// Words and their counts, in one table and merged from two, against std::map.
#include "text/word_table.hpp"

#include <map>
#include <string>
#include <vector>

#include "harness.hpp"

using namespace lemmavec;

namespace {

void compare(const WordTable& table, const std::map<std::string_view, std::int64_t>& expected) {
  require(table.size() == expected.size(), "how many words there are");
  for (std::size_t id = 0; id < table.size(); ++id) {
    const auto found = expected.find(table[id]);
    require(found != expected.end() && found->second == table.counts()[id], "the count of a word");
  }
}

}  // namespace

void fuzz(Input input) {
  const std::int64_t least = input.below(5);
  const std::string_view text = input.rest();
  WordTable tables[2];
  std::map<std::string_view, std::int64_t> counts[2], all;
  // The length of a word in a byte, then its letters: words of any bytes, also of none.
  for (std::size_t at = 0, n = 0; at < text.size(); ++n) {
    const auto length = static_cast<std::uint8_t>(text[at]) % 24u;
    const std::string_view word = text.substr(at + 1, length);
    tables[n % 2].add(word);
    ++counts[n % 2][word];
    ++all[word];
    at += 1 + length;
  }
  compare(tables[0], counts[0]);
  compare(tables[1], counts[1]);
  const std::vector<std::int32_t> ids = tables[0].absorb(tables[1]);
  compare(tables[0], all);
  for (std::size_t id = 0; id < ids.size(); ++id)
    require(tables[0][ids[id]] == tables[1][id], "the new id of a word");
  const std::vector<std::int32_t> ranked = tables[0].ranked(least);
  std::size_t kept = 0;
  for (const auto& [word, count] : all) kept += count >= least;
  require(ranked.size() == kept, "how many words are kept");
  const std::vector<std::int64_t>& found = tables[0].counts();
  for (std::size_t i = 1; i < ranked.size(); ++i) {
    const std::int32_t a = ranked[i - 1], b = ranked[i];
    require(found[a] > found[b] || (found[a] == found[b] && tables[0][a] < tables[0][b]),
            "the order of words");
  }
}
