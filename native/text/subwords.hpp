// The character n-grams of words, hashed as fastText does (Bojanowski et al. 2017, "Enriching Word
// Vectors with Subword Information").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lemmavec {

// FNV-1a. fastText adds each byte as a signed char, so that those above 127 are extended with ones.
inline std::uint32_t subword_hash(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char byte : text) {
    hash ^= static_cast<std::uint32_t>(static_cast<std::int8_t>(byte));
    hash *= 16777619u;
  }
  return hash;
}

// Calls found(bucket) for each n-gram of <word> of min_n to max_n code points. A single < or > is
// none.
template <class Found>
void for_each_subword(std::string_view word, int min_n, int max_n, std::uint32_t buckets,
                      const Found& found) {
  std::string whole(1, '<');
  whole.append(word);
  whole.push_back('>');
  const auto continues = [&](std::size_t p) {
    return p < whole.size() && (static_cast<unsigned char>(whole[p]) & 0xC0) == 0x80;
  };
  for (std::size_t begin = 0; begin < whole.size(); ++begin) {
    if (continues(begin)) continue;
    std::size_t end = begin;
    for (int n = 1; n <= max_n && end < whole.size(); ++n) {
      do ++end;
      while (continues(end));
      if (n < min_n || (n == 1 && (begin == 0 || end == whole.size()))) continue;
      found(subword_hash({whole.data() + begin, end - begin}) % buckets);
    }
  }
}

}  // namespace lemmavec
