// The Huffman tree of hierarchical softmax.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace lemmavec {

// The path from the root to each word. Inner nodes are numbered in the order in which they are
// made; the root is the last. Equal counts are ordered as in word2vec.c: an inner node before a
// word, an older inner node before a younger, a later word before an earlier. The rarer of two
// joined nodes is turn 0.
class HuffmanTree {
 public:
  HuffmanTree(const int64_t* counts, int32_t words) : begin_(words + 1) {
    const std::vector<int32_t> parent = join(counts, words);
    std::vector<int32_t> path;  // from the word up
    for (int32_t word = 0; word < words; word++) {
      path.clear();
      for (int32_t node = word; parent[node] >= 0; node = words + parent[node] / 2)
        path.push_back(parent[node]);
      for (size_t t = path.size(); t-- > 0;) {
        nodes_.push_back(path[t] / 2);
        turns_.push_back(static_cast<uint8_t>(path[t] % 2));
      }
      begin_[word + 1] = static_cast<int64_t>(nodes_.size());
    }
  }

  int32_t words() const { return static_cast<int32_t>(begin_.size()) - 1; }
  int length(int32_t word) const { return static_cast<int>(begin_[word + 1] - begin_[word]); }
  const int32_t* nodes(int32_t word) const { return nodes_.data() + begin_[word]; }
  const uint8_t* turns(int32_t word) const { return turns_.data() + begin_[word]; }

 private:
  // Huffman's algorithm with two sorted queues: the words by rising count, and the inner nodes in
  // the order in which they are made. Returns for each node, words before inner nodes, 2 * its
  // parent + the turn from there; -1 for the root.
  static std::vector<int32_t> join(const int64_t* counts, int32_t words) {
    std::vector<int32_t> by_count(words);
    std::iota(by_count.rbegin(), by_count.rend(), 0);
    std::stable_sort(by_count.begin(), by_count.end(),
                     [&](int32_t a, int32_t b) { return counts[a] < counts[b]; });
    std::vector<int64_t> inner_counts;
    std::vector<int32_t> parent(2 * static_cast<size_t>(words) - 1, -1);
    int32_t next_word = 0, next_inner = 0;
    for (int32_t made = 0; made < words - 1; made++) {
      int64_t count = 0;
      for (const int turn : {0, 1}) {
        const bool inner =
            next_inner < made &&
            (next_word == words || inner_counts[next_inner] <= counts[by_count[next_word]]);
        count += inner ? inner_counts[next_inner] : counts[by_count[next_word]];
        const int32_t node = inner ? words + next_inner++ : by_count[next_word++];
        parent[node] = 2 * made + turn;
      }
      inner_counts.push_back(count);
    }
    return parent;
  }

  std::vector<int64_t> begin_;
  std::vector<int32_t> nodes_;
  std::vector<uint8_t> turns_;
};

}  // namespace lemmavec
