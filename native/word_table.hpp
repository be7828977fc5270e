// Words, their counts, and ids in order of appearance: an open-addressing hash table.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace lemmavec {

template <class T>
inline std::uint64_t load(const char* p) {
  T value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

// The last 1 to 8 bytes of a word as one number, without a read outside the word.
inline std::uint64_t load_tail(const char* p, std::size_t n) {
  if (n == 8) return load<std::uint64_t>(p);
  if (n >= 4) return load<std::uint32_t>(p) | load<std::uint32_t>(p + n - 4) << 32;
  if (n == 0) return 0;
  return load<std::uint8_t>(p) | load<std::uint8_t>(p + n / 2) << 8 |
         load<std::uint8_t>(p + n - 1) << 16;
}

inline std::uint32_t hash_of(std::string_view word) {
  const auto mix = [](std::uint64_t x) {
    x *= 0x9E3779B97F4A7C15u;
    return x ^ x >> 32;
  };
  const char* p = word.data();
  std::size_t n = word.size();
  std::uint64_t hash = n;
  for (; n > 8; p += 8, n -= 8) hash = mix(hash ^ load<std::uint64_t>(p)) + n;
  return static_cast<std::uint32_t>(mix(mix(hash ^ load_tail(p, n))));
}

inline bool equal(const char* a, const char* b, std::size_t n) {
  if (n > 8) return std::memcmp(a, b, n) == 0;
  return load_tail(a, n) == load_tail(b, n);
}

class WordTable {
 public:
  WordTable() : slots_(1u << 12), starts_{0} {}

  // Adds `count` occurrences of a word, and returns its id.
  std::int32_t add(std::string_view word, std::int64_t count = 1) {
    const std::uint32_t hash = hash_of(word);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot slot = slots_[at];
      if (slot.id == empty) return insert(at, hash, word, count);
      if (slot.hash == hash && matches(slot.id, word)) {
        counts_[slot.id] += count;
        return slot.id;
      }
    }
  }

  std::size_t size() const { return counts_.size(); }
  const std::vector<std::int64_t>& counts() const { return counts_; }

  std::string_view operator[](std::size_t id) const {
    return {letters_.data() + starts_[id], starts_[id + 1] - starts_[id]};
  }

 private:
  static constexpr std::int32_t empty = -1;
  struct Slot {
    std::uint32_t hash = 0;
    std::int32_t id = empty;
  };

  bool matches(std::int32_t id, std::string_view word) const {
    const std::uint64_t start = starts_[id];
    return starts_[id + 1] - start == word.size() &&
           equal(letters_.data() + start, word.data(), word.size());
  }

  std::int32_t insert(std::size_t at, std::uint32_t hash, std::string_view word,
                      std::int64_t count) {
    if (size() == std::numeric_limits<std::int32_t>::max())
      throw std::length_error("the corpus has more than 2,147,483,647 distinct words");
    const auto id = static_cast<std::int32_t>(size());
    letters_.insert(letters_.end(), word.begin(), word.end());
    starts_.push_back(letters_.size());
    counts_.push_back(count);
    slots_[at] = {hash, id};
    if (2 * size() > slots_.size()) grow();
    return id;
  }

  void grow() {
    std::vector<Slot> wider(2 * slots_.size());
    for (const Slot slot : slots_) {
      if (slot.id == empty) continue;
      std::size_t at = slot.hash & (wider.size() - 1);
      while (wider[at].id != empty) at = (at + 1) & (wider.size() - 1);
      wider[at] = slot;
    }
    slots_.swap(wider);
  }

  std::vector<Slot> slots_;            // a power of two, at most half full
  std::vector<char> letters_;          // every word, end to end
  std::vector<std::uint64_t> starts_;  // word i lies between starts_[i] and starts_[i + 1]
  std::vector<std::int64_t> counts_;
};

}  // namespace lemmavec
