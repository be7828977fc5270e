// Some blocks that take one step of full softmax together.
//
// Threads share the rows of U, not the blocks. The rows are dealt in stretches, each with its own
// sum of dh; their number does not depend on the threads, and so neither does the order of sums.
#pragma once

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "schedule/scratch.hpp"

namespace lemmavec {

class SoftmaxBatch {
 public:
  SoftmaxBatch(const Kernels& kernels, const Matrices& matrices, int32_t rows, bool cbow,
               Context context, int max_span, int max_blocks)
      : kernels_(kernels.softmax),
        architecture_(cbow ? kernels.cbow : kernels.skipgram),
        matrices_(matrices),
        rows_(rows),
        cbow_(cbow),
        context_(context),
        tiles_((rows + tile_rows - 1) / tile_rows),
        stretches_(std::min(tiles_, max_stretches)),
        unbounded_(std::max(max_span, block_centres), 1.0f),
        window_sums_(static_cast<size_t>(max_span + 1) * matrices.stride) {
    for (int b = 0; b < max_blocks; b++)
      members_.emplace_back(matrices.stride, max_span, rows, tiles_, stretches_);
  }

  int stretches() const { return stretches_; }
  bool empty() const { return count_ == 0; }
  bool full() const { return count_ == static_cast<int>(members_.size()); }
  void clear() { count_ = 0; }

  void add(const Block& block) {
    Member& member = members_[count_++];
    member.step = member.memory.step(block);
    architecture_.hidden(matrices_, context_, scratch(member), member.step);
    member.find_targets(cbow_);
    std::fill_n(member.changes.get(), per_centre(matrices_.stride) * stretches_, 0.0f);
  }

  // The four parts of a step, the first and the third for each stretch.
  void find_exponentials(int stretch) {
    for_tiles(stretch, [&](Member& member, int tile, Range rows) {
      const auto [targets, count] = member.targets_in(rows);
      kernels_.exponentials(matrices_, rows, member.transposed.get(), member.exponentials_of(rows),
                            member.maxima.get() + per_centre(tile),
                            member.sums.get() + per_centre(tile), targets, count);
    });
  }

  void normalise(Loss& loss) {
    for (int m = 0; m < count_; m++) {
      Member& member = members_[m];
      kernels_.normalise(member.maxima.get(), member.sums.get(), tiles_, member.log_sum);
      for (int i = 0; i < block_centres; i++) {
        loss.sum += static_cast<double>(member.predictions[i]) * member.log_sum[i];
        loss.predictions += static_cast<int64_t>(member.predictions[i]);
      }
      for (const Target& target : member.targets) loss.sum -= target.logit;
    }
  }

  // Every block's dh is taken from a tile before any block changes it.
  void change_outside(int stretch, float alpha) {
    for_tiles(stretch, [&](Member& member, int tile, Range rows) {
      const auto [targets, count] = member.targets_in(rows);
      kernels_.hidden_changes(matrices_, rows, member.step, alpha, member.predictions,
                              member.maxima.get() + per_centre(tile), member.log_sum,
                              member.exponentials_of(rows), targets, count,
                              member.changes.get() + per_centre(matrices_.stride) * stretch);
    }, [&](Member& member, Range rows) {
      kernels_.outside_changes(matrices_, rows, member.step, member.exponentials_of(rows));
    });
  }

  void change_centres() {
    const size_t size = per_centre(matrices_.stride);
    for (int m = 0; m < count_; m++) {
      float* sum = members_[m].changes.get();
      for (int stretch = 1; stretch < stretches_; stretch++)
        for (size_t k = 0; k < size; k++) sum[k] += sum[stretch * size + k];
      architecture_.scatter(matrices_, members_[m].step, unbounded_.data(), scratch(members_[m]));
    }
  }

 private:
  static constexpr int max_stretches = 32;
  static size_t per_centre(int n) { return static_cast<size_t>(block_centres) * n; }

  // A block: its hidden vectors, its targets, and what the tiles say of it.
  struct Member {
    Member(int stride, int max_span, int32_t rows, int tiles, int stretches)
        : memory(stride, max_span, block_centres, 0),
          transposed(per_centre(stride)),
          exponentials(per_centre(rows)),
          maxima(per_centre(tiles)),
          sums(per_centre(tiles)),
          changes(per_centre(stride) * stretches) {}

    // Who predicts what; in skip-gram the outside words, in CBOW the centre.
    void find_targets(bool cbow) {
      const Block& block = step.block;
      targets.clear();
      std::fill_n(predictions, block_centres, 0.0f);
      for (int i = 0; i < block.centres; i++) {
        const int n = block.outside_words(i);
        predictions[i] = static_cast<float>(cbow ? n > 0 : n);
        if (cbow && n > 0) targets.push_back({block.words[block.first + i], i, 0});
        if (!cbow)
          for (int j = block.begin[i]; j < block.end[i]; j++)
            if (block.is_outside_word(i, j)) targets.push_back({block.words[j], i, 0});
      }
      std::sort(targets.begin(), targets.end(), [](const Target& a, const Target& b) {
        return a.row != b.row ? a.row < b.row : a.centre < b.centre;
      });
    }

    // The targets among some rows.
    std::pair<Target*, int> targets_in(Range rows) {
      const auto before = [](const Target& target, int32_t row) { return target.row < row; };
      const auto first = std::lower_bound(targets.begin(), targets.end(), rows.begin, before);
      const auto last = std::lower_bound(first, targets.end(), rows.end, before);
      return {targets.data() + (first - targets.begin()), static_cast<int>(last - first)};
    }

    float* exponentials_of(Range rows) const { return exponentials.get() + per_centre(rows.begin); }

    StepMemory memory;
    Step step{};
    AlignedFloats transposed, exponentials;
    AlignedFloats maxima, sums;  // by tile
    AlignedFloats changes;       // of h, by stretch
    float log_sum[block_centres] = {};
    float predictions[block_centres] = {};
    std::vector<Target> targets;
  };

  Scratch scratch(Member& member) {
    return {member.transposed.get(), member.changes.get(), window_sums_.get()};
  }

  template <class Each, class Then>
  void for_tiles(int stretch, const Each& each, const Then& then) {
    for (int tile = tiles_ * stretch / stretches_; tile < tiles_ * (stretch + 1) / stretches_; tile++) {
      const Range rows{tile * tile_rows, std::min((tile + 1) * tile_rows, static_cast<int>(rows_))};
      for (int m = 0; m < count_; m++) each(members_[m], tile, rows);
      for (int m = 0; m < count_; m++) then(members_[m], rows);
    }
  }
  template <class Each>
  void for_tiles(int stretch, const Each& each) {
    for_tiles(stretch, each, [](Member&, Range) {});
  }

  const Kernels::Softmax& kernels_;
  const Kernels::Architecture& architecture_;
  const Matrices matrices_;
  const int32_t rows_;
  const bool cbow_;
  const Context context_;
  const int tiles_, stretches_;
  std::vector<float> unbounded_;
  AlignedFloats window_sums_;
  std::deque<Member> members_;
  int count_ = 0;
};

}  // namespace lemmavec
