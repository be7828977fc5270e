// Words, their counts, and ids in order of appearance: an open-addressing hash table.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "text/secret_hash.hpp"

namespace lemmavec {

inline std::uint64_t load8(const char* p) {
  std::uint64_t value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

// The part of a word that is in its slot. A word of up to eight bytes is determined by its tag and
// head, so that most look-ups read a single cache line.
struct Key {
  std::uint64_t head;  // the first eight bytes, zeros after a shorter word
  std::uint32_t tag;   // a hash; the low four bits are the length, 9 for any above 8
};

inline Key make_key(std::uint64_t head, std::uint64_t hash, std::size_t length) {
  const auto low = static_cast<std::uint32_t>(length < 9 ? length : 9);
  return {head, (static_cast<std::uint32_t>(hash) & ~15u) | low};
}

inline Key short_key(std::uint64_t head, std::size_t length) {
  return make_key(head, secret_hash(head + length), length);
}

inline Key key_of(std::string_view word) {
  std::uint64_t head = 0;
  const std::size_t n = word.size();
  if (n == 0) return short_key(0, 0);  // the data of an empty word may be null
  std::memcpy(&head, word.data(), n < 8 ? n : 8);
  if (n <= 8) return short_key(head, n);
  std::uint64_t hash = secret_hash(head + n);
  const char* const last = word.data() + n - 8;
  for (const char* p = word.data() + 8; p < last; p += 8) hash = secret_hash(hash ^ load8(p));
  return make_key(head, secret_hash(hash ^ load8(last)), n);
}

class WordTable {
 public:
  WordTable() : slots_(1u << 12), shift_(32 - 12), starts_{0} {}

  // Adds `count` occurrences of a word, and returns its id.
  std::int32_t add(std::string_view word, std::int64_t count = 1) {
    return add(key_of(word), word, count);
  }

  std::int32_t add(Key key, std::string_view word, std::int64_t count = 1) {
    for (std::size_t at = home(key.tag);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.id == empty) return insert(at, key, word, count);
      if (slot.tag == key.tag && slot.head == key.head &&
          (word.size() <= 8 || (*this)[slot.id] == word)) {
        counts_[slot.id] += count;
        return slot.id;
      }
    }
  }

  // Adds every word of another table, and returns the id here of each id there. Slots are
  // prefetched a few words ahead, as in Encoder::add_soon.
  std::vector<std::int32_t> absorb(const WordTable& other) {
    std::vector<std::int32_t> ids(other.size());
    std::array<Key, 32> ahead;
    for (std::size_t i = 0; i < other.size() + ahead.size(); ++i) {
      Key& key = ahead[i % ahead.size()];
      if (i >= ahead.size()) {
        const std::size_t id = i - ahead.size();
        ids[id] = add(key, other[id], other.counts_[id]);
      }
      if (i < other.size()) prefetch(key = key_of(other[i]));
    }
    return ids;
  }

  // Prefetches the slot of a word that will be added soon.
  void prefetch(Key key) const { __builtin_prefetch(&slots_[home(key.tag)]); }

  std::size_t size() const { return counts_.size(); }
  const std::vector<std::int64_t>& counts() const { return counts_; }

  // The ids of words that occur at least `least` times: by falling count, then by code points.
  std::vector<std::int32_t> ranked(std::int64_t least) const {
    std::vector<std::int32_t> ids;
    for (std::size_t id = 0; id < size(); ++id)
      if (counts_[id] >= least) ids.push_back(static_cast<std::int32_t>(id));
    std::sort(ids.begin(), ids.end(), [this](std::int32_t a, std::int32_t b) {
      return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : (*this)[a] < (*this)[b];
    });
    return ids;
  }

  // How many slots it takes to find a word, on average.
  double mean_search() const {
    std::size_t looked_at = 0;
    for (std::size_t at = 0; at < slots_.size(); ++at)
      if (slots_[at].id != empty)
        looked_at += ((at - home(slots_[at].tag)) & (slots_.size() - 1)) + 1;
    return static_cast<double>(looked_at) / static_cast<double>(size());
  }

  std::string_view operator[](std::size_t id) const {
    return {letters_.data() + starts_[id], starts_[id + 1] - starts_[id]};
  }

 private:
  static constexpr std::int32_t empty = -1;
  struct Slot {  // 16 bytes
    std::uint64_t head = 0;
    std::uint32_t tag = 0;
    std::int32_t id = empty;
  };

  // The slot at which the search for a word begins: the high bits of another multiplicative hash.
  std::size_t home(std::uint32_t tag) const { return (tag * 0x9E3779B1u) >> shift_; }

  std::int32_t insert(std::size_t at, Key key, std::string_view word, std::int64_t count) {
    if (size() == std::numeric_limits<std::int32_t>::max())
      throw std::length_error("the corpus has more than 2,147,483,647 distinct words");
    const auto id = static_cast<std::int32_t>(size());
    letters_.insert(letters_.end(), word.begin(), word.end());
    starts_.push_back(letters_.size());
    counts_.push_back(count);
    slots_[at] = {key.head, key.tag, id};
    if (2 * size() > slots_.size()) grow();
    return id;
  }

  void grow() {
    std::vector<Slot> wider(2 * slots_.size());
    --shift_;
    for (const Slot slot : slots_) {
      if (slot.id == empty) continue;
      std::size_t at = home(slot.tag);
      while (wider[at].id != empty) at = (at + 1) & (wider.size() - 1);
      wider[at] = slot;
    }
    slots_.swap(wider);
  }

  std::vector<Slot> slots_;            // a power of two, at most half full
  unsigned shift_;                     // 32 - log2 of their number
  std::vector<char> letters_;          // of all words, concatenated
  std::vector<std::uint64_t> starts_;  // word i lies between starts_[i] and starts_[i + 1]
  std::vector<std::int64_t> counts_;
};

}  // namespace lemmavec
