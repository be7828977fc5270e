// How often each pair of words stands side by side, one share of the pairs at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lemmavec {

// A pair as one number: both ids are below 2^31, so no pair is `no_pair`.
using Pair = std::uint64_t;
constexpr Pair no_pair = ~Pair{0};


// Which share a pair falls in comes from the high bits of a hash, its slot from the low ones.
inline std::uint64_t hash_of(Pair pair) {
  std::uint64_t x = pair * 0x9E3779B97F4A7C15u;
  x ^= x >> 32;
  return x * 0xD6E8FEB86659FD93u;
}

// An open-addressing hash table of pairs and their counts, at most half full.
class PairCounts {
 public:
  PairCounts() : slots_(std::size_t{1} << 12) {}

  void prefetch(Pair pair) const { __builtin_prefetch(&slots_[home(pair)], 1); }

  void add(Pair pair) {
    Slot& slot = find(slots_, pair);
    ++slot.count;
    if (slot.pair == no_pair) {
      slot.pair = pair;
      if (2 * ++size_ > slots_.size()) grow();
    }
  }

  template <class Visit>
  void each(Visit visit) const {
    for (const Slot& slot : slots_)
      if (slot.pair != no_pair) visit(slot.pair, slot.count);
  }

 private:
  struct Slot {  // 16 bytes
    Pair pair = no_pair;
    std::int64_t count = 0;
  };

  std::size_t home(Pair pair) const {
    return static_cast<std::size_t>(hash_of(pair) >> 16) & (slots_.size() - 1);
  }

  Slot& find(std::vector<Slot>& slots, Pair pair) const {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash_of(pair) >> 16) & mask;
    while (slots[at].pair != no_pair && slots[at].pair != pair) at = (at + 1) & mask;
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

// Counts the pairs of neighbours among words with ids below `words` that fall in one share of
// `shares`. A negative id, which ends a sentence, is never part of a pair.
inline PairCounts count_share(const std::int32_t* tokens, std::size_t size, std::int32_t words,
                              std::uint32_t share, std::uint32_t shares) {
  constexpr std::size_t at_once = 64;
  PairCounts counts;
  std::array<Pair, at_once> found;
  const auto limit = static_cast<std::uint32_t>(words);
  for (std::size_t begin = 1; begin < size; begin += at_once) {
    const std::size_t end = begin + at_once < size ? begin + at_once : size;
    std::size_t n = 0;
    // Without a branch, as no one could foresee it; all slots are then fetched at once.
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
