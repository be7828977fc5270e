// Scales down the change of rows that would overshoot in a synchronous batch.
//
// A logit x = u_r . h has curvature d2J/dx2 = s(x) s(-x) <= 1/4, so each logit of a row, as a
// predicted word, a weighted negative or a node, adds at most alpha |h|^2 / 4 to the curvature c of
// the row's change; for h likewise with |u|^2. Where c is above 1, a sum of gradients that all come
// from one state would overshoot: the row changes by 1 / max(1, bound c) of the sum.
//
// The curvature is an estimate: it is not summed over pairs but over centres and negatives, with the
// number of predictions in a window of mean size, or in sentences that are shorter, and the mean
// squared norms of the batch. A row of D is counted like a row of V.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "schedule/epoch.hpp"
#include "schedule/neighbours.hpp"

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
    words_ = mean_outside_words(epoch.stream);
    const float to_one_row = epoch.model.context == Context::mean ? 1 / words_ : words_;
    predictions_ = cbow ? 1 : words_;
    through_v_ = cbow ? to_one_row : 1;
    u_parts_ = epoch.model.documents ? 16 : 1;
    v_parts_ = epoch.model.documents || epoch.model.word_rows ? 256 : 1;
    const size_t size = epoch.model.word_rows ? Table::large : Table::small;
    for (int t = 0; t < 2 * epoch.schedule.threads; t++) tables_.emplace_back(size);
  }

  // Counts the logits of a block of some batch. Each thread has counts of its own, which are whole
  // numbers: their total does not depend on which thread counted what.
  void count(int thread, int64_t batch, const Block& block) {
    Counter counter{*this, tables_[2 * thread + batch % 2], stamp(batch)};
    counter.begin();
    const float shares = block.centres_are_tags ? count_tags(block, counter)
                                                : count_words(block, counter);
    const float negative = static_cast<float>(epoch_.model.negative);
    for (int k = 0; k < block.negative_count; k++)
      counter.add_u(block.negatives[k], shares * negative);
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
    float d(int32_t tag) const { return v(curvature_.number_of(tag)); }
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
    const float u = quarter / u_parts_, v = quarter * through_v_ / v_parts_;
    if (epoch_.model.tree) return {*this, batch, u * norms.mean_h(), v * norms.mean_u()};
    const float logits = 1 + static_cast<float>(epoch_.model.negative);
    return {*this, batch,
            u * norms.mean_h() / static_cast<float>(epoch_.model.shared_negatives),
            v * logits * norms.mean_u()};
  }

 private:
  // Adds to the counts of one thread and batch.
  struct Counter {
    const Curvature& curvature;
    Table& table;
    const uint32_t stamp;

    void begin() {
      if (table.largest.batch != stamp) table.largest = {stamp, 0, 0};
    }
    void add_u(int32_t row, float logits) {
      Counts& counts = table.of(row, stamp);
      table.largest.u = std::max(table.largest.u, counts.u += whole(logits * curvature.u_parts_));
    }
    void add_v(int32_t row, float logits) {
      Counts& counts = table.of(row, stamp);
      table.largest.v = std::max(table.largest.v, counts.v += whole(logits * curvature.v_parts_));
    }
    void add_d(int32_t tag, float logits) { add_v(curvature.number_of(tag), logits); }
    static uint32_t whole(float parts) {
      return static_cast<uint32_t>(std::clamp(parts + 0.5f, 1.0f, most_parts));
    }
  };

  // Words as centres, and the tags of their documents. Returns how many centres share the negatives.
  float count_words(const Block& block, Counter& counter) const {
    const Model& model = epoch_.model;
    for (int i = 0; i < block.centres; i++) {
      const int32_t word = block.words[block.first + i];
      const float length = static_cast<float>(length_of(word));
      if (const WordRows* lists = model.word_rows)
        for (int64_t p = 0; p < lists->count(word); p++)
          counter.add_v(lists->of(word)[p], lists->curvature_share(word) * length);
      else
        counter.add_v(word, length);
      for (int t = 0; t < block.tag_count[i]; t++)
        counter.add_d(block.tags[i][t], length / words_);
      count_predicted(word, 1, counter);
    }
    return static_cast<float>(model.cbow() ? cbow_group : block.centres);
  }

  // Tags as centres. All counts are shares of the predictions of a word that is a centre.
  float count_tags(const Block& block, Counter& counter) const {
    float shares = 0;
    for (int i = 0; i < block.centres; i++) {
      float logits = 0;
      for (int j = block.begin[i]; j < block.end[i]; j++) {
        logits += static_cast<float>(length_of(block.words[j]));
        count_predicted(block.words[j], 1 / words_, counter);
      }
      counter.add_d(block.tags[i][0], logits / words_);
      shares += static_cast<float>(block.outside_words(i)) / words_;
    }
    return shares;
  }

  // A word that centres predict, `times` as often as a centre predicts.
  void count_predicted(int32_t word, float times, Counter& counter) const {
    const HuffmanTree* tree = epoch_.model.tree;
    if (!tree)
      return counter.add_u(word, times * static_cast<float>(epoch_.model.shared_negatives));
    for (int t = 0; t < tree->length(word); t++) counter.add_u(tree->nodes(word)[t], times);
  }

  // Logits of a prediction of a word, without negatives.
  int length_of(int32_t word) const { return epoch_.model.tree ? epoch_.model.tree->length(word) : 1; }
  // Rows of D are counted behind those of V.
  int32_t number_of(int32_t tag) const { return epoch_.matrices.v_rows + tag; }

  // Counts start with stamp 0, which is therefore no batch's.
  static uint32_t stamp(int64_t batch) { return static_cast<uint32_t>(batch) + 1; }

  // A word of very many rows does not overflow its counts.
  static constexpr float most_parts = 4194304.0f;

  const Epoch& epoch_;
  float words_;        // of a window of mean size
  float predictions_;  // of a centre
  float through_v_;    // by what dh is multiplied on its way to one row of V
  float u_parts_, v_parts_;  // counts are whole numbers of such parts of a logit
  std::deque<Table> tables_;  // by thread, for even and for odd batches
};

}  // namespace lemmavec
