// The inner nodes on the paths of a block's predictions, for hierarchical softmax.
//
// The paths of a centre's outside words share the nodes near the root. Those are listed once for the
// centre, with the number of paths that turn each way there; further down, where paths hardly ever
// meet, each path's nodes are listed as they are.
#pragma once

#include <algorithm>
#include <vector>

#include "kernels/step.hpp"
#include "schedule/huffman.hpp"
#include "schedule/scratch.hpp"

namespace lemmavec {

class TreePaths {
 public:
  explicit TreePaths(const HuffmanTree& tree)
      : tree_(tree),
        first_top_(std::max(0, tree.words() - 1 - top_nodes)),
        last_block_(static_cast<size_t>(tree.words()), 0) {
    for (int32_t word = 0; word < tree.words(); word++) {
      const int32_t *path = tree.nodes(word), *end = path + tree.length(word);
      // Numbers fall along a path.
      const auto first_below = std::find_if(path, end, [&](int32_t n) { return n < first_top_; });
      top_length_.push_back(static_cast<int>(first_below - path));
    }
  }

  // The path nodes of a block, which lie in `memory`.
  const PathNodes* find(const Block& block, bool cbow, PathMemory& memory) {
    count_ = 0;
    block_++;
    memory.rare_nodes.clear();
    for (int i = 0; i < block_centres; i++) {
      const int first = count_;
      centre_++;
      if (i < block.centres) add_paths(block, cbow, i, memory);
      memory.found.of_centre[i] = {first, count_};
    }
    reserve(block_centres, memory);
    for (int n = count_; n < count_ + block_centres; n++)
      memory.turns[0][n] = memory.turns[1][n] = 0.0f;
    memory.found.count = count_;
    memory.found.nodes = memory.nodes.data();
    memory.found.turns_0 = memory.turns[0].data();
    memory.found.turns_1 = memory.turns[1].data();
    return &memory.found;
  }

 private:
  static constexpr int top_nodes = 255;

  // The paths of all words that centre i predicts.
  void add_paths(const Block& block, bool cbow, int i, PathMemory& memory) {
    if (cbow) {
      if (block.outside_words(i) > 0) add_path(block.words[block.first + i], memory);
      return;
    }
    for (int j = block.begin[i]; j < block.end[i]; j++)
      if (j != block.first + i) add_path(block.words[j], memory);
  }

  void add_path(int32_t word, PathMemory& memory) {
    const int length = tree_.length(word), top = top_length_[word];
    reserve(length, memory);
    const int32_t* __restrict nodes = tree_.nodes(word);
    const uint8_t* __restrict turns = tree_.turns(word);
    int32_t* __restrict listed = memory.nodes.data();
    float* __restrict turns_0 = memory.turns[0].data();
    float* __restrict turns_1 = memory.turns[1].data();
    int count = count_;
    // Without branches, which would be mispredicted for every second node.
    for (int t = 0; t < top; t++) {
      Last& last = last_[nodes[t] - first_top_];
      const bool is_new = last.centre != centre_;
      const int n = is_new ? count : last.index;
      last = {centre_, n};
      listed[n] = nodes[t];
      const float turn = turns[t];
      turns_0[n] = (is_new ? 0.0f : turns_0[n]) + (1.0f - turn);
      turns_1[n] = (is_new ? 0.0f : turns_1[n]) + turn;
      count += is_new;
    }
    for (int t = top; t < length; t++) {
      listed[count + t - top] = nodes[t];
      turns_0[count + t - top] = 1.0f - turns[t];
      turns_1[count + t - top] = turns[t];
    }
    count_ = count + length - top;
    if (last_block_[word] == block_) return;
    last_block_[word] = block_;
    memory.rare_nodes.insert(memory.rare_nodes.end(), nodes + top, nodes + length);
  }

  void reserve(int more, PathMemory& memory) const {
    const size_t needed = static_cast<size_t>(count_) + more;
    if (needed <= memory.nodes.size()) return;
    memory.nodes.resize(2 * needed);
    for (std::vector<float>& turns : memory.turns) turns.resize(2 * needed);
  }

  struct Last {
    uint32_t centre;
    int index;
  };
  const HuffmanTree& tree_;
  const int32_t first_top_;
  std::vector<int> top_length_;  // by word: how many nodes of its path are near the root
  Last last_[top_nodes]{};       // by node near the root: the last centre that listed it, and where
  std::vector<uint64_t> last_block_;  // by word: the last block that listed its path
  uint32_t centre_ = 0;  // counted over all blocks
  uint64_t block_ = 0;
  int count_ = 0;
};

}  // namespace lemmavec
