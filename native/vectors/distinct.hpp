// Whether words are distinct, in less time and memory than a table that keeps them.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/word_table.hpp"

namespace lemmavec {

// `word(i)` is word i of `count`.
template <class WordAt>
bool distinct(std::size_t count, const WordAt& word) {
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t word = 0;  // its number plus 1; 0 is an empty slot
  };
  std::vector<Slot> slots(std::bit_ceil(2 * count + 1));
  const std::size_t mask = slots.size() - 1;
  const auto tag_of = [&](std::size_t i) {
    const Key key = key_of(word(i));
    return static_cast<std::uint32_t>(secret_hash(key.head ^ key.tag) >> 24) ^ key.tag;
  };
  const auto home = [&](std::uint32_t tag) { return (tag * 0x9E3779B1u >> 4) & mask; };
  // Slots are prefetched a few words ahead, as in WordTable::absorb.
  std::array<std::uint32_t, 32> ahead;
  for (std::size_t next = 0; next < count + ahead.size(); ++next) {
    std::uint32_t& tag = ahead[next % ahead.size()];
    if (next >= ahead.size()) {
      const std::size_t i = next - ahead.size();
      std::size_t at = home(tag);
      for (; slots[at].word != 0; at = (at + 1) & mask)
        if (slots[at].tag == tag && word(slots[at].word - 1) == word(i)) return false;
      slots[at] = {tag, static_cast<std::uint32_t>(i + 1)};
    }
    if (next < count) {
      tag = tag_of(next);
      __builtin_prefetch(&slots[home(tag)]);
    }
  }
  return true;
}

}  // namespace lemmavec
