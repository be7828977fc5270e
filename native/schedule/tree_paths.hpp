// The inner nodes on the paths of a block's predictions, for hierarchical softmax.
//
// Skip-gram: the paths of a block's words share the nodes near the root. Those are listed once for
// the block, with the number of paths of each centre that turn each way there. Further down, where
// paths hardly ever meet, each word's nodes are listed once for all centres that predict it. CBOW
// has one path for each centre.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels/step.hpp"
#include "schedule/huffman.hpp"
#include "schedule/scratch.hpp"

namespace lemmavec {

class TreePaths {
 public:
  explicit TreePaths(const HuffmanTree& tree)
      : nodes_(tree.nodes(0)),
        turns_(tree.turns(0)),
        first_shared_(first_of_last(shared_nodes, tree)) {
    const int32_t first_cached = first_of_last(cached_nodes, tree);
    for (int32_t word = 0; word < tree.words(); word++) {
      const int32_t *path = tree.nodes(word), *end = path + tree.length(word);
      // Numbers fall along a path, as the root is the last node.
      const auto length_from = [&](int32_t first) {
        return static_cast<uint16_t>(
            std::find_if(path, end, [&](int32_t n) { return n < first; }) - path);
      };
      paths_.push_back({path - nodes_, tree.length(word), length_from(first_shared_),
                        length_from(first_cached)});
    }
  }

  // The path nodes of a block, which lie in `memory`.
  const PathNodes* find(const Block& block, bool cbow, PathMemory& memory) {
    count_ = logits_ = 0;
    for (std::vector<PathGroup>& groups : memory.groups) groups.clear();
    memory.rare_nodes.clear();
    if (cbow)
      add_centres(block, memory);
    else
      add_outside_words(block, memory);
    reserve(0, block_centres, memory);
    for (std::vector<float>& turns : memory.turns)
      std::fill_n(turns.begin() + logits_, block_centres, 0.0f);
    memory.found = {
        memory.nodes.data(), memory.turns[0].data(), memory.turns[1].data(), count_, logits_, {}};
    for (int c = 1; c <= path_group_centres; c++)
      memory.found.groups_of[c] = {memory.groups[c].data(),
                                   static_cast<int>(memory.groups[c].size())};
    return &memory.found;
  }

 private:
  static constexpr int shared_nodes = 15;   // near the root, listed once for a block
  static constexpr int cached_nodes = 255;  // near the root, hardly ever out of the cache
  static constexpr int quads = block_centres / path_group_centres;

  // A word's path: one cache line tells where it lies and how many of its nodes are near the root.
  struct alignas(16) Path {
    int64_t begin;
    int32_t length;
    uint16_t shared, cached;
  };

  // A word of the span: its path, how many centres predict it, which, and 1 or 0 for each centre.
  struct Outside {
    Path path;
    int count;
    int centres[block_centres];
    float is_one[block_centres];
  };

  void add_centres(const Block& block, PathMemory& memory) {
    for (int i = 0; i < block.centres; i++)
      if (block.context_size(i) > 0) {
        const Path path = paths_[block.words[block.first + i]];
        reserve(path.length, path.length, memory);
        add_path(path, 0, &i, 1, memory);
      }
  }

  void add_outside_words(const Block& block, PathMemory& memory) {
    find_outside_words(block, memory);
    add_shared_nodes(block, memory);
    for (const Outside& word : outside_)
      if (word.count > 0) add_path(word.path, word.path.shared, word.centres, word.count, memory);
  }

  void find_outside_words(const Block& block, PathMemory& memory) {
    outside_.assign(block.span, Outside{});
    for (int i = 0; i < block.centres; i++)
      for (int j = block.begin[i]; j < block.end[i]; j++) {
        Outside& word = outside_[j];
        const bool predicted = block.is_outside_word(i, j);
        word.centres[word.count] = i;
        word.is_one[i] = predicted;
        word.count += predicted;
      }
    int rows = shared_nodes, logits = shared_nodes * block_centres;
    for (int j = 0; j < block.span; j++) {
      const Path path = outside_[j].path = paths_[block.words[j]];
      __builtin_prefetch(nodes_ + path.begin);
      __builtin_prefetch(nodes_ + path.begin + path.length);
      __builtin_prefetch(turns_ + path.begin);
      rows += path.length;
      logits += path.length * outside_[j].count;
    }
    reserve(rows, logits, memory);
  }

  // The nodes of a path from the given one on, in groups of centres as equal as possible.
  void add_path(Path path, int from, const int* centres, int count, PathMemory& memory) {
    const int rows = path.length - from;
    if (rows == 0) return;
    const int32_t *nodes = nodes_ + path.begin, *end = nodes + path.length;
    std::copy(nodes + from, end, memory.nodes.begin() + count_);
    memory.rare_nodes.insert(memory.rare_nodes.end(), nodes + path.cached, end);
    for (int groups = (count + path_group_centres - 1) / path_group_centres; groups > 0; groups--) {
      const int some = (count + groups - 1) / groups;
      PathGroup group{{count_, count_ + rows}, logits_, {}};
      std::copy_n(centres, some, group.centres);
      memory.groups[some].push_back(group);
      add_turns(turns_ + path.begin + from, rows, some, memory);
      centres += some;
      count -= some;
    }
    count_ += rows;
  }

  // Each turn, once for each of a group's centres. What is written beyond them is overwritten.
  void add_turns(const uint8_t* __restrict turns, int rows, int centres, PathMemory& memory) {
    float* __restrict turns_0 = memory.turns[0].data() + logits_;
    float* __restrict turns_1 = memory.turns[1].data() + logits_;
    for (int t = 0; t < rows; t++) {
      const float turn = turns[t];
      for (int c = 0; c < path_group_centres; c++) turns_0[t * centres + c] = 1.0f - turn;
      for (int c = 0; c < path_group_centres; c++) turns_1[t * centres + c] = turn;
    }
    logits_ += rows * centres;
  }

  // Nodes near the root, for all centres.
  void add_shared_nodes(const Block& block, PathMemory& memory) {
    block_++;
    const int groups = (block.centres + path_group_centres - 1) / path_group_centres;
    for (const Outside& word : outside_)
      if (word.count > 0) count_shared_nodes(word, groups, memory);
    for (int group = 0; group < groups && count_ > 0; group++) {
      const int i = group * path_group_centres;
      memory.groups[path_group_centres].push_back(
          {{0, count_}, logits_, {i, i + 1, i + 2, i + 3}});
      for (int turn : {0, 1})
        std::memcpy(memory.turns[turn].data() + logits_, shared_turns_[turn][group],
                    count_ * sizeof shared_turns_[turn][group][0]);
      logits_ += count_ * path_group_centres;
    }
  }

  void count_shared_nodes(const Outside& word, int groups, PathMemory& memory) {
    const int32_t* nodes = nodes_ + word.path.begin;
    const uint8_t* turns = turns_ + word.path.begin;
    for (int t = 0; t < word.path.shared; t++) {
      SharedRow& row = shared_rows_[nodes[t] - first_shared_];
      if (row.block != block_) {
        row = {block_, count_};
        memory.nodes[count_++] = nodes[t];
        for (auto& turned : shared_turns_)
          for (int group = 0; group < groups; group++)
            std::fill_n(turned[group][row.number], path_group_centres, 0.0f);
      }
      for (int group = 0; group < groups; group++) {
        const float* __restrict more = word.is_one + group * path_group_centres;
        float* __restrict sum = shared_turns_[turns[t]][group][row.number];
        for (int c = 0; c < path_group_centres; c++) sum[c] += more[c];
      }
    }
  }

  void reserve(int rows, int logits, PathMemory& memory) const {
    const size_t nodes = static_cast<size_t>(count_) + rows;
    if (nodes > memory.nodes.size()) memory.nodes.resize(2 * nodes);
    const size_t needed = static_cast<size_t>(logits_) + logits + block_centres;
    for (std::vector<float>& turns : memory.turns)
      if (needed > turns.size()) turns.resize(2 * needed);
  }

  static int32_t first_of_last(int nodes, const HuffmanTree& tree) {
    return std::max(0, tree.words() - 1 - nodes);
  }

  struct SharedRow {
    uint64_t block;
    int number;
  };
  const int32_t* const nodes_;   // of all paths
  const uint8_t* const turns_;
  const int32_t first_shared_;
  std::vector<Path> paths_;  // by word
  SharedRow shared_rows_[shared_nodes]{};  // by node: the last block that listed it, and where
  float shared_turns_[2][quads][shared_nodes][path_group_centres];
  std::vector<Outside> outside_;  // by word of the span
  uint64_t block_ = 0;
  int count_ = 0, logits_ = 0;
};

}  // namespace lemmavec
