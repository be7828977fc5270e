// Counts of pairs of adjacent words, one share of the pairs at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "text/secret_hash.hpp"

namespace lemmavec {

// A pair as one number: both ids are below 2^31, so no pair is `no_pair`.
using Pair = std::uint64_t;
constexpr Pair no_pair = ~Pair{0};

// The high bits of the hash determine a pair's share, the low ones its slot.
inline std::uint64_t hash_of(Pair pair) { return secret_hash(pair); }

// An open-addressing hash table of pairs and their counts, at most half full.
class PairCounts {
 public:
  PairCounts() : slots_(std::size_t{1} << 12) {}

  void prefetch(Pair pair) const { __builtin_prefetch(&slots_[home(slots_, pair)], 1); }

  void add(Pair pair) {
    Slot& slot = find(slots_, pair);
    ++slot.count;
    if (slot.pair == no_pair) {
      slot.pair = pair;
      if (2 * ++size_ > slots_.size()) grow();
    }
  }

  template <class Call>
  void for_each(Call call) const {
    for (const Slot& slot : slots_)
      if (slot.pair != no_pair) call(slot.pair, slot.count);
  }

 private:
  struct Slot {  // 16 bytes
    Pair pair = no_pair;
    std::int64_t count = 0;
  };

  static std::size_t home(const std::vector<Slot>& slots, Pair pair) {
    return static_cast<std::size_t>(hash_of(pair) >> 16) & (slots.size() - 1);
  }

  static Slot& find(std::vector<Slot>& slots, Pair pair) {
    std::size_t at = home(slots, pair);
    while (slots[at].pair != no_pair && slots[at].pair != pair) at = (at + 1) & (slots.size() - 1);
    return slots[at];
  }

  void grow() {
    std::vector<Slot> wider(2 * slots_.size());
    for (const Slot& slot : slots_)
      if (slot.pair != no_pair) find(wider, slot.pair) = slot;
    slots_.swap(wider);
  }

  std::vector<Slot> slots_;  // a power of two
  std::size_t size_ = 0;
};

// Counts the pairs of adjacent words with ids below `words` that belong to one share of `shares`. A
// negative id, which ends a sentence, is never part of a pair.
inline PairCounts count_share(const std::int32_t* tokens, std::size_t size, std::int32_t words,
                              std::uint32_t share, std::uint32_t shares) {
  constexpr std::size_t at_once = 64;
  PairCounts counts;
  std::array<Pair, at_once> found;
  const auto limit = static_cast<std::uint32_t>(words);
  for (std::size_t begin = 1; begin < size; begin += at_once) {
    const std::size_t end = begin + at_once < size ? begin + at_once : size;
    std::size_t n = 0;
    // No branch, as it would be mispredicted. All slots are prefetched before the first is read.
    for (std::size_t i = begin; i < end; ++i) {
      const auto first = static_cast<std::uint32_t>(tokens[i - 1]);
      const auto second = static_cast<std::uint32_t>(tokens[i]);
      const Pair pair = static_cast<Pair>(first) << 32 | second;
      found[n] = pair;
      n += (first < limit) & (second < limit) &
           ((hash_of(pair) >> 48) * shares >> 16 == share);
    }
    for (std::size_t i = 0; i < n; ++i) counts.prefetch(found[i]);
    for (std::size_t i = 0; i < n; ++i) counts.add(found[i]);
  }
  return counts;
}

}  // namespace lemmavec
