// The character n-grams of words, hashed as fastText does (Bojanowski et al. 2017, "Enriching Word
// Vectors with Subword Information"), or as floret does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/murmur.hpp"

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

inline std::string in_brackets(std::string_view word) {
  std::string whole(1, '<');
  whole.append(word);
  whole.push_back('>');
  return whole;
}

// Calls found(ngram) for each n-gram of a word in < > of min_n to max_n code points. A single < or >
// is none.
template <class Found>
void for_each_ngram(std::string_view whole, int min_n, int max_n, const Found& found) {
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
      found(whole.substr(begin, end - begin));
    }
  }
}

// Calls found(bucket) for each n-gram of a word, as fastText does.
template <class Found>
void for_each_subword(std::string_view word, int min_n, int max_n, std::uint32_t buckets,
                      const Found& found) {
  for_each_ngram(in_brackets(word), min_n, max_n,
                 [&](std::string_view ngram) { found(subword_hash(ngram) % buckets); });
}

// Calls found(bucket) for each of the `hashes` buckets of <word> and of each of its n-grams, as
// floret does.
template <class Found>
void for_each_floret_row(std::string_view word, int min_n, int max_n, std::uint32_t buckets,
                         int hashes, const Found& found) {
  constexpr std::uint32_t seed = 2166136261u;
  const auto add = [&](std::string_view text) {
    const std::array<std::uint32_t, 4> hash = murmur_hash(text, seed);
    for (int i = 0; i < hashes; ++i) found(hash[i] % buckets);
  };
  const std::string whole = in_brackets(word);
  add(whole);
  for_each_ngram(whole, min_n, max_n, add);
}

}  // namespace lemmavec
