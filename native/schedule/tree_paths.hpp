// The inner nodes on the paths of a block's predictions, for hierarchical softmax.
#pragma once

#include <vector>

#include "kernels/step.hpp"
#include "schedule/huffman.hpp"
#include "schedule/prefetch.hpp"
#include "schedule/scratch.hpp"

namespace lemmavec {

class TreePaths {
 public:
  TreePaths(const HuffmanTree& tree, const Matrices& matrices)
      : tree_(tree), matrices_(matrices), last_(tree.words(), Last{0, 0}) {}

  // The path nodes of a block, which lie in `memory`.
  const PathNodes* find(const Block& block, bool cbow, PathMemory& memory) {
    count_ = 0;
    block_begin_ = centre_;
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
  // The paths of all words that centre i predicts.
  void add_paths(const Block& block, bool cbow, int i, PathMemory& memory) {
    if (cbow) {
      if (block.outside_words(i) > 0) add_path(block.words[block.first + i], memory);
      return;
    }
    for (int j = block.begin[i]; j < block.end[i]; j++)
      if (j != block.first + i) add_path(block.words[j], memory);
  }

  // A node that is new to this centre is listed; one that is new to the block is prefetched.
  void add_path(int32_t word, PathMemory& memory) {
    const int length = tree_.length(word);
    reserve(length, memory);
    const int32_t* nodes = tree_.nodes(word);
    const uint8_t* turns = tree_.turns(word);
    float* const counts[2] = {memory.turns[0].data(), memory.turns[1].data()};
    for (int t = 0; t < length; t++) {
      Last& last = last_[nodes[t]];
      if (last.centre != centre_) {
        if (last.centre <= block_begin_) prefetch_row(matrices_.u(nodes[t]), matrices_.stride);
        last = {centre_, count_};
        memory.nodes[count_] = nodes[t];
        counts[0][count_] = counts[1][count_] = 0.0f;
        count_++;
      }
      counts[turns[t]][last.index] += 1.0f;
    }
  }

  void reserve(int more, PathMemory& memory) const {
    const size_t needed = static_cast<size_t>(count_) + more;
    if (needed <= memory.nodes.size()) return;
    memory.nodes.resize(2 * needed);
    for (std::vector<float>& turns : memory.turns) turns.resize(2 * needed);
  }

  struct Last {
    uint64_t centre;
    int index;
  };
  const HuffmanTree& tree_;
  const Matrices matrices_;
  std::vector<Last> last_;  // by node: the last centre that listed it, and where
  uint64_t centre_ = 0, block_begin_ = 0;  // centres are counted over all blocks
  int count_ = 0;
};

}  // namespace lemmavec
