// The inner nodes that a block's predictions pass.
#pragma once

#include <vector>

#include "block.hpp"
#include "huffman.hpp"

namespace lemmavec {

// A node that most centres pass takes part in the products as a row of all of them.
constexpr int shared_by = 12;

class BlockPaths {
 public:
  explicit BlockPaths(const HuffmanTree& tree) : tree_(tree), at_(tree.words(), -1) {}

  // The paths of a block, valid until the next call.
  Paths find(const Block& block, bool cbow) {
    nodes_.clear();
    centres_of_.clear();
    entries_.clear();
    turns_.clear();
    begin_.assign(1, 0);
    for (int j = 0; j < block.span; j++) {
      const Range centres = predictors(block, cbow, j);
      if (!centres.empty()) walk(block.words[j], centres);
      begin_.push_back(static_cast<int32_t>(entries_.size()));
    }
    const int local = order();
    for (const int32_t node : nodes_) at_[node] = -1;
    return {nodes_.data(), static_cast<int>(nodes_.size()), local,        centres_of_.data(),
            begin_.data(), entries_.data(),                 turns_.data()};
  }

 private:
  // The centres between the first and the last that predict span word j.
  static Range predictors(const Block& block, bool cbow, int j) {
    Range found{0, 0};
    for (int i = 0; i < block.centres; i++) {
      const bool predicts = cbow ? j == block.first + i && block.outside_words(i) > 0
                                 : block.is_outside_word(i, j);
      if (predicts) found = {found.empty() ? i : found.begin, i + 1};
    }
    return found;
  }

  void walk(int32_t word, Range centres) {
    for (int t = 0; t < tree_.length(word); t++) {
      const int32_t node = tree_.nodes(word)[t];
      int32_t& at = at_[node];
      if (at < 0) {
        at = static_cast<int32_t>(nodes_.size());
        nodes_.push_back(node);
        centres_of_.push_back(centres);
      } else {
        Range& range = centres_of_[at];
        range = {std::min(range.begin, centres.begin), std::max(range.end, centres.end)};
      }
      entries_.push_back(at);
      turns_.push_back(tree_.turns(word)[t]);
    }
  }

  // Puts local nodes before shared ones, and says how many they are.
  int order() {
    const size_t count = nodes_.size();
    const auto shared = [&](size_t n) {
      return centres_of_[n].end - centres_of_[n].begin >= shared_by;
    };
    moved_to_.resize(count);
    int32_t local = 0;
    for (size_t n = 0; n < count; n++)
      if (!shared(n)) moved_to_[n] = local++;
    int32_t next = local;
    for (size_t n = 0; n < count; n++)
      if (shared(n)) moved_to_[n] = next++;
    unordered_nodes_.swap(nodes_);
    unordered_centres_.swap(centres_of_);
    nodes_.resize(count);
    centres_of_.resize(count);
    for (size_t n = 0; n < count; n++) {
      nodes_[moved_to_[n]] = unordered_nodes_[n];
      centres_of_[moved_to_[n]] = unordered_centres_[n];
    }
    for (int32_t& entry : entries_) entry = moved_to_[entry];
    return local;
  }

  const HuffmanTree& tree_;
  std::vector<int32_t> at_;  // by node of the tree: where it stands in the block, or -1
  std::vector<int32_t> nodes_, begin_, entries_, moved_to_, unordered_nodes_;
  std::vector<Range> centres_of_, unordered_centres_;
  std::vector<uint8_t> turns_;
};

}  // namespace lemmavec
