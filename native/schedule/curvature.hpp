// Scales down the change of rows that would overshoot in a synchronous batch.
//
// A logit x = u_r . h has curvature d2J/dx2 = s(x) s(-x) <= 1/4, so each logit of a row, as a
// predicted word, a weighted negative or a node, adds at most alpha |h|^2 / 4 to the curvature c of
// the row's change; for h likewise with |u|^2. Where c is above 1, a sum of gradients that all come
// from one state would overshoot: the row changes by 1 / max(1, bound c) of the sum.
//
// The curvature is an estimate: it is not summed over pairs but over centres and negatives, with
// the number of predictions in a window of mean size, and the mean squared norms of the batch.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "schedule/epoch.hpp"

namespace lemmavec {

// The least value of a squared norm here: vectors are short when training begins, and grow within
// the very batch that would overshoot.
constexpr float least_norm = 16.0f;

// Sums of squared norms of hidden vectors and of rows of U, and how many there were.
struct Norms {
  double h = 0, u = 0;
  int64_t hidden = 0, rows = 0;

  void add(const Norms& more) {
    h += more.h;
    u += more.u;
    hidden += more.hidden;
    rows += more.rows;
  }
  float mean_h() const { return mean(h, hidden); }
  float mean_u() const { return mean(u, rows); }

 private:
  static float mean(double sum, int64_t count) {
    return count == 0 ? least_norm
                      : std::max(least_norm, static_cast<float>(sum / static_cast<double>(count)));
  }
};

class Curvature {
 public:
  explicit Curvature(const Epoch& epoch) : epoch_(epoch) {
    const bool cbow = epoch.model.cbow();
    const float words = static_cast<float>(epoch.stream.window) + 1;  // in a window of mean size
    const float to_one_row = epoch.model.context == Context::mean ? 1 / words : words;
    predictions_ = cbow ? 1 : words;
    through_v_ = cbow ? to_one_row : 1;
    const size_t size = epoch.model.word_rows ? Table::large : Table::small;
    for (int t = 0; t < 2 * epoch.schedule.threads; t++) tables_.emplace_back(size);
  }

  // Counts the logits of a block of some batch. Each thread has counts of its own, which are whole
  // numbers: their total does not depend on which thread counted what.
  void count(int thread, int64_t batch, const Block& block) {
    Table& table = tables_[2 * thread + batch % 2];
    if (table.largest.batch != stamp(batch)) table.largest = {stamp(batch), 0, 0};
    const auto add_u = [&](int32_t id, uint32_t more) {
      Counts& counts = table.of(id, stamp(batch));
      table.largest.u = std::max(table.largest.u, counts.u += more);
    };
    const auto add_v = [&](int32_t id, uint32_t more) {
      Counts& counts = table.of(id, stamp(batch));
      table.largest.v = std::max(table.largest.v, counts.v += more);
    };
    const WordRows* lists = epoch_.model.word_rows;
    const auto add_word = [&](int32_t word, uint32_t more) {
      if (!lists) return add_v(word, more);
      const float part = parts_of_one * lists->curvature_share(word) * static_cast<float>(more);
      const auto rounded = static_cast<uint32_t>(std::clamp(part + 0.5f, 1.0f, most_parts));
      for (int64_t p = 0; p < lists->count(word); p++) add_v(lists->of(word)[p], rounded);
    };
    const HuffmanTree* tree = epoch_.model.tree;
    for (int i = 0; i < block.centres; i++) {
      const int32_t word = block.words[block.first + i];
      const int length = tree ? tree->length(word) : 1;
      add_word(word, length);
      if (tree)
        for (int t = 0; t < length; t++) add_u(tree->nodes(word)[t], 1);
      else
        add_u(word, epoch_.model.shared_negatives);
    }
    const int shares = epoch_.model.cbow() ? cbow_group : block.centres;
    for (int k = 0; k < block.negative_count; k++)
      add_u(block.negatives[k], shares * epoch_.model.negative);
  }

  // How often a row of each matrix is counted in a batch; counts of an earlier batch are 0.
  struct Counts {
    uint32_t batch;
    uint32_t u, v;
  };

  // Rows whose numbers differ by a multiple of the table's size share their counts, so that the table
  // stays in the cache: a rare word then counts as often as a frequent one.
  struct Table {
    static constexpr size_t small = 1 << 12, large = 1 << 14;  // a word may have dozens of rows
    explicit Table(size_t size) : rows(size), mask(static_cast<uint32_t>(size) - 1) {}
    Counts& of(int32_t row) { return rows[static_cast<uint32_t>(row) & mask]; }
    const Counts& of(int32_t row) const { return rows[static_cast<uint32_t>(row) & mask]; }
    Counts& of(int32_t row, uint32_t batch) {
      if (of(row).batch != batch) of(row) = {batch, 0, 0};
      return of(row);
    }
    std::vector<Counts> rows;
    const uint32_t mask;
    Counts largest{};
  };

  // By what the changes of the rows of a batch are multiplied.
  class Scales {
   public:
    float u(int32_t row) const { return of(row, &Counts::u, u_); }
    float v(int32_t row) const { return of(row, &Counts::v, v_); }
    // Whether all scales of a matrix are 1.
    bool u_is_one() const { return u_ * total(largest, &Counts::u) <= 1; }
    bool v_is_one() const { return v_ * total(largest, &Counts::v) <= 1; }

   private:
    friend Curvature;
    Scales(const Curvature& curvature, int64_t batch, float u, float v)
        : curvature_(curvature), batch_(batch), u_(u), v_(v) {}

    float of(int32_t row, uint32_t Counts::*count, float of_one) const {
      const auto find = [row](const Table& table) { return table.of(row); };
      return 1.0f / std::max(1.0f, of_one * total(find, count));
    }

    static Counts largest(const Table& table) { return table.largest; }

    // The sum over the threads.
    template <class Find>
    float total(const Find& find, uint32_t Counts::*count) const {
      uint32_t sum = 0;
      for (size_t t = batch_ % 2; t < curvature_.tables_.size(); t += 2) {
        const Counts counts = find(curvature_.tables_[t]);
        sum += counts.batch == stamp(batch_) ? counts.*count : 0;
      }
      return static_cast<float>(sum);
    }

    const Curvature& curvature_;
    const int64_t batch_;
    const float u_, v_;  // of a row that is counted once
  };

  Scales scales(int64_t batch, const Norms& norms) const {
    const float quarter = epoch_.schedule.curvature_bound * epoch_.alpha(batch) / 4 * predictions_;
    const float through_v = epoch_.model.word_rows ? through_v_ / parts_of_one : through_v_;
    if (epoch_.model.tree)
      return {*this, batch, quarter * norms.mean_h(), quarter * through_v * norms.mean_u()};
    const float logits = 1 + static_cast<float>(epoch_.model.negative);
    return {*this, batch,
            quarter * norms.mean_h() / static_cast<float>(epoch_.model.shared_negatives),
            quarter * through_v * logits * norms.mean_u()};
  }

 private:
  // Counts start with stamp 0, which is therefore no batch's.
  static uint32_t stamp(int64_t batch) { return static_cast<uint32_t>(batch) + 1; }

  // Counts are whole numbers: with subwords, of such parts of a logit. A word of very many rows does
  // not overflow them.
  static constexpr float parts_of_one = 256.0f, most_parts = 65536.0f;

  const Epoch& epoch_;
  float predictions_;  // of a centre
  float through_v_;    // by what dh is multiplied on its way to one row of V
  std::deque<Table> tables_;  // by thread, for even and for odd batches
};

}  // namespace lemmavec
