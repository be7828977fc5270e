// Counter-based random numbers: a hash of (seed, place) instead of a state, so that a choice
// depends on where in the corpus it is made and never on which thread makes it.
#pragma once

#include <cstdint>
#include <vector>

namespace lemmavec {

// The finaliser of splitmix64: every input bit reaches every output bit.
inline uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// A stream of independent 64-bit numbers (splitmix64).
struct Random {
  uint64_t state;

  Random(uint64_t seed, uint64_t place) : state(mix(seed) ^ mix(place + 0x9e3779b97f4a7c15u)) {}
  uint64_t at(uint64_t i) const { return mix(state + i * 0x9e3779b97f4a7c15u); }
  uint64_t next() { return mix(state += 0x9e3779b97f4a7c15u); }
};

// x in 0 .. n - 1 from 32 random bits (Lemire's multiplication).
inline uint32_t below(uint32_t n, uint32_t bits) {
  return static_cast<uint32_t>((static_cast<uint64_t>(n) * bits) >> 32);
}

// Walker's alias method: each of n equally likely cells is shared by two words, so that a draw from
// any distribution reads one cell of 8 bytes. (A table as long as word2vec's, 100 M entries, would
// not fit the cache.)
class AliasTable {
 public:
  AliasTable(const double* weights, size_t n) : cells_(n) {
    double total = 0;
    for (size_t i = 0; i < n; i++) total += weights[i];
    std::vector<double> share(n);
    std::vector<int32_t> under, over;
    for (size_t i = 0; i < n; i++) {
      share[i] = weights[i] / total * static_cast<double>(n);
      (share[i] < 1 ? under : over).push_back(static_cast<int32_t>(i));
    }
    while (!under.empty() && !over.empty()) {
      const int32_t small = under.back(), large = over.back();
      under.pop_back();
      cells_[small] = {static_cast<uint32_t>(share[small] * 4294967295.0), large};
      share[large] -= 1 - share[small];
      if (share[large] < 1) {
        over.pop_back();
        under.push_back(large);
      }
    }
    for (const auto* rest : {&under, &over})
      for (const int32_t i : *rest) cells_[i] = {0xffffffffu, i};
  }

  int32_t draw(uint64_t bits) const {
    const auto n = static_cast<uint32_t>(cells_.size());
    const uint32_t i = below(n, static_cast<uint32_t>(bits >> 32));
    const Cell& cell = cells_[i];
    // Without a branch, which would be mispredicted for every other draw.
    const int32_t kept = -static_cast<int32_t>(static_cast<uint32_t>(bits) <= cell.keep);
    return (static_cast<int32_t>(i) & kept) | (cell.other & ~kept);
  }
  size_t size() const { return cells_.size(); }

 private:
  struct Cell {
    uint32_t keep;
    int32_t other;
  };
  std::vector<Cell> cells_;
};

}  // namespace lemmavec
