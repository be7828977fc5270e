// The visits that a block's predictions pay to the inner nodes of the Huffman tree.
#pragma once

#include <vector>

#include "schedule/kernel_table.hpp"
#include "schedule/huffman.hpp"
#include "schedule/prefetch.hpp"

namespace lemmavec {

class BlockVisits {
 public:
  BlockVisits(const HuffmanTree& tree, const Matrices& matrices)
      : tree_(tree), matrices_(matrices), last_(tree.words(), Last{0, 0}) {}

  // The visits of a block, valid until the next call.
  const Visits* find(const Block& block, bool cbow) {
    count_ = 0;
    block_begin_ = centre_;
    for (int i = 0; i < block_centres; i++) {
      const int first = count_;
      centre_++;
      if (i < block.centres) find(block, cbow, i);
      visits_.of_centre[i] = {first, count_};
    }
    reserve(block_centres);
    for (int n = count_; n < count_ + block_centres; n++) turns_[0][n] = turns_[1][n] = 0.0f;
    visits_.count = count_;
    visits_.nodes = nodes_.data();
    visits_.turns_0 = turns_[0].data();
    visits_.turns_1 = turns_[1].data();
    return &visits_;
  }

 private:
  void find(const Block& block, bool cbow, int i) {
    if (cbow) {
      if (block.outside_words(i) > 0) walk(block.words[block.first + i]);
      return;
    }
    for (int j = block.begin[i]; j < block.end[i]; j++)
      if (j != block.first + i) walk(block.words[j]);
  }

  // A node that this centre has not visited yet gets a visit, and is fetched if it is the block's
  // first.
  void walk(int32_t word) {
    const int length = tree_.length(word);
    reserve(length);
    const int32_t* nodes = tree_.nodes(word);
    const uint8_t* turns = tree_.turns(word);
    float* const counts[2] = {turns_[0].data(), turns_[1].data()};
    for (int t = 0; t < length; t++) {
      Last& last = last_[nodes[t]];
      if (last.centre != centre_) {
        if (last.centre <= block_begin_) prefetch_row(matrices_.u(nodes[t]), matrices_.stride);
        last = {centre_, count_};
        nodes_[count_] = nodes[t];
        counts[0][count_] = counts[1][count_] = 0.0f;
        count_++;
      }
      counts[turns[t]][last.visit] += 1.0f;
    }
  }

  void reserve(int more) {
    const size_t needed = static_cast<size_t>(count_) + more;
    if (needed <= nodes_.size()) return;
    nodes_.resize(2 * needed);
    for (std::vector<float>& turns : turns_) turns.resize(2 * needed);
  }

  struct Last {
    uint64_t centre;
    int visit;
  };
  const HuffmanTree& tree_;
  const Matrices matrices_;
  std::vector<Last> last_;  // by node: the last centre there, and its visit
  uint64_t centre_ = 0, block_begin_ = 0;
  int count_ = 0;
  std::vector<int32_t> nodes_;
  std::vector<float> turns_[2];
  Visits visits_{};
};

}  // namespace lemmavec
