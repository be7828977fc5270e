// The character n-grams of a word, against all runs of its characters.
#include "text/subwords.hpp"

#include <string>
#include <vector>

#include "harness.hpp"

namespace {

std::uint32_t fnv1a(const std::string& text) {
  std::uint64_t hash = 2166136261u;
  for (const char byte : text) {
    const auto extended = static_cast<std::uint32_t>(static_cast<signed char>(byte));
    hash = (hash ^ extended) * 16777619u & 0xFFFFFFFFu;
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

void fuzz(Input input) {
  const int min_n = 1 + static_cast<int>(input.below(6));
  const int max_n = min_n + static_cast<int>(input.below(6));
  const std::uint32_t buckets = 1 + input.below(256);
  const std::string_view word = input.rest().substr(0, 200);
  std::vector<std::string> characters{"<"};
  for (const char byte : word) {  // bytes that continue a character belong to the one before
    if ((static_cast<unsigned char>(byte) & 0xC0) == 0x80)
      characters.back() += byte;
    else
      characters.emplace_back(1, byte);
  }
  characters.emplace_back(">");
  std::vector<std::uint32_t> expected, found;
  const std::size_t count = characters.size();
  for (std::size_t begin = 0; begin < count; ++begin) {
    std::string gram;
    for (std::size_t n = 1; n <= static_cast<std::size_t>(max_n) && begin + n <= count; ++n) {
      gram += characters[begin + n - 1];
      const bool is_bracket = n == 1 && (begin == 0 || begin + 1 == count);
      if (n >= static_cast<std::size_t>(min_n) && !is_bracket)
        expected.push_back(fnv1a(gram) % buckets);
    }
  }
  lemmavec::for_each_subword(word, min_n, max_n, buckets,
                             [&](std::uint32_t bucket) { found.push_back(bucket); });
  require(found == expected, "the n-grams of a word");
}
