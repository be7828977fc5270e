// Some blocks that make one step of full softmax together.
//
// The work is divided by rows of U: a shard is a range of its tiles, with a sum of dh of its own.
// The number of shards does not depend on the number of threads, so neither does the order of sums.
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "schedule/centre_rates.hpp"
#include "schedule/model.hpp"
#include "schedule/scratch.hpp"

namespace lemmavec {

class SoftmaxBatch {
 public:
  SoftmaxBatch(const Kernels& kernels, const Matrices& matrices, const Model& model, int max_span,
               int max_blocks)
      : kernels_(kernels.softmax),
        architecture_(model.of(kernels)),
        matrices_(matrices),
        model_(model),
        tiles_((matrices.rows + tile_rows - 1) / tile_rows),
        shards_(std::min(tiles_, max_shards)),
        centre_rates_(matrices, model, std::max(max_span, block_centres)),
        window_sums_(static_cast<size_t>(max_span + 1) * matrices.stride) {
    for (int b = 0; b < max_blocks; b++)
      members_.emplace_back(matrices, max_span, tiles_, shards_);
  }

  int shards() const { return shards_; }
  bool empty() const { return count_ == 0; }
  bool full() const { return count_ == static_cast<int>(members_.size()); }
  void clear() { count_ = 0; }

  void add(const Block& block) {
    Member& member = members_[count_++];
    member.step = member.memory.new_step(block);
    architecture_.hidden(matrices_, model_.context, scratch(member), member.step);
    member.find_targets(model_.cbow());
    std::fill_n(member.changes.get(), per_centre(matrices_.stride) * shards_, 0.0f);
  }

  // A step has four parts, in this order; the first and the third are for one shard.
  void find_exponentials(int shard) {
    for_tiles(shard, [&](int t) {
      for (int m = 0; m < count_; m++)
        kernels_.exponentials(matrices_, members_[m].transposed.get(), members_[m].tile(t));
    });
  }

  void normalise(Loss& loss) {
    for (int m = 0; m < count_; m++) {
      Member& member = members_[m];
      SoftmaxCentres& centres = member.centres;
      kernels_.normalise(member.maxima.get(), member.sums.get(), tiles_, centres.log_sum);
      for (int i = 0; i < block_centres; i++) {
        loss.sum += static_cast<double>(centres.predictions[i]) * centres.log_sum[i];
        loss.predictions += static_cast<int64_t>(centres.predictions[i]);
      }
      for (const Target& target : member.targets) loss.sum -= target.logit;
    }
  }

  // The dh of all blocks are computed from a tile before one of them changes it.
  void change_outside(int shard, float alpha) {
    for_tiles(shard, [&](int t) {
      for (int m = 0; m < count_; m++) {
        Member& member = members_[m];
        kernels_.hidden_changes(matrices_, member.step, alpha, member.centres, member.tile(t),
                                member.changes.get() + per_centre(matrices_.stride) * shard);
      }
      for (int m = 0; m < count_; m++)
        kernels_.outside_changes(matrices_, members_[m].step, members_[m].tile(t));
    });
  }

  void change_centres() {
    const size_t size = per_centre(matrices_.stride);
    for (int m = 0; m < count_; m++) {
      float* sum = members_[m].changes.get();
      for (int shard = 1; shard < shards_; shard++)
        for (size_t k = 0; k < size; k++) sum[k] += sum[shard * size + k];
      const Step& step = members_[m].step;
      architecture_.scatter(matrices_, step, centre_rates_.of(step.block), scratch(members_[m]));
    }
  }

 private:
  static constexpr int max_shards = 32;
  static size_t per_centre(int n) { return static_cast<size_t>(block_centres) * n; }

  // A block: its hidden vectors, its targets, and its softmax over all tiles.
  struct Member {
    Member(const Matrices& matrices, int max_span, int tiles, int shards)
        : rows(matrices.rows),
          memory(matrices.stride, max_span, block_centres),
          transposed(per_centre(matrices.stride)),
          exponentials(per_centre(matrices.rows)),
          maxima(per_centre(tiles)),
          sums(per_centre(tiles)),
          changes(per_centre(matrices.stride) * shards) {}

    // The targets are the outside words of each centre in skip-gram, the centre itself in CBOW.
    void find_targets(bool cbow) {
      const Block& block = step.block;
      targets.clear();
      std::fill_n(centres.predictions, block_centres, 0.0f);
      for (int i = 0; i < block.centres; i++) {
        const int n = block.outside_words(i);
        centres.predictions[i] = static_cast<float>(cbow ? n > 0 : n);
        if (cbow && n > 0) targets.push_back({block.words[block.first + i], i, 0});
        if (!cbow)
          for (int j = block.begin[i]; j < block.end[i]; j++)
            if (block.is_outside_word(i, j)) targets.push_back({block.words[j], i, 0});
      }
      std::sort(targets.begin(), targets.end(), [](const Target& a, const Target& b) {
        return a.row != b.row ? a.row < b.row : a.centre < b.centre;
      });
    }

    SoftmaxTile tile(int number) {
      const Range own{number * tile_rows, std::min((number + 1) * tile_rows, rows)};
      const auto before = [](const Target& target, int32_t row) { return target.row < row; };
      const auto first = std::lower_bound(targets.begin(), targets.end(), own.begin, before);
      const auto last = std::lower_bound(first, targets.end(), own.end, before);
      return {own,
              exponentials.get() + per_centre(own.begin),
              maxima.get() + per_centre(number),
              sums.get() + per_centre(number),
              targets.data() + (first - targets.begin()),
              static_cast<int>(last - first)};
    }

    const int rows;  // of U
    StepMemory memory;
    Step step{};
    AlignedFloats transposed, exponentials;
    AlignedFloats maxima, sums;  // by tile
    AlignedFloats changes;       // of h, by shard
    SoftmaxCentres centres{};
    std::vector<Target> targets;  // by row
  };

  Scratch scratch(Member& member) {
    return {member.transposed.get(), member.changes.get(), window_sums_.get()};
  }

  template <class Call>
  void for_tiles(int shard, const Call& call) {
    for (int t = tiles_ * shard / shards_; t < tiles_ * (shard + 1) / shards_; t++) call(t);
  }

  const SoftmaxKernels& kernels_;
  const ArchitectureKernels& architecture_;
  const Matrices matrices_;
  const Model& model_;
  const int tiles_, shards_;
  CentreRates centre_rates_;
  AlignedFloats window_sums_;
  std::deque<Member> members_;
  int count_ = 0;
};

}  // namespace lemmavec
