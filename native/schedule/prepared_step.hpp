// A step of a synchronous batch: prepared first, applied when all of the batch are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/curvature.hpp"
#include "schedule/scratch.hpp"
#include "schedule/tree_paths.hpp"

namespace lemmavec {

// What one thread prepares and applies steps with.
struct ThreadState {
  ThreadState(const Epoch& epoch, int number)
      : number(number),
        memory(epoch.matrices.stride, epoch.max_span()),
        scale_u(epoch.max_rows()),
        scale_v(epoch.max_span()) {
    if (epoch.model.tree) paths.emplace(*epoch.model.tree, epoch.matrices);
  }
  int number;
  ThreadMemory memory;
  std::vector<float> scale_u, scale_v;
  std::optional<TreePaths> paths;
};

class PreparedStep {
 public:
  explicit PreparedStep(const Epoch& epoch)
      : epoch_(epoch),
        negatives_(epoch.model.shared_negatives),
        memory_(epoch.matrices.stride, epoch.max_span(), epoch.max_rows()) {}

  // Prepares a step on the reader's next block, and returns that block.
  const Block& prepare(BlockReader& blocks, float alpha, ThreadState& thread, Loss& loss) {
    blocks.draw_negatives(negatives_.data());
    Block block = blocks.next(negatives_.data());
    if (thread.paths) block.path_nodes = thread.paths->find(block, epoch_.model.cbow());
    step_ = memory_.new_step(block);
    epoch_.step_kernels().prepare(epoch_.matrices, epoch_.model.context, alpha,
                                  thread.memory.scratch(), step_, loss);
    find_rows(block);
    return step_.block;
  }

  // Changes V and U in some of their coordinates.
  void apply(const Curvature& curvature, uint32_t batch, Range coordinates,
             ThreadState& thread) const {
    std::vector<float>&scale_u = thread.scale_u, &scale_v = thread.scale_v;
    if (scale_u.size() < u_.size()) scale_u.resize(u_.size());
    for (size_t r = 0; r < u_.size(); r++) scale_u[r] = curvature.scale_u(batch, u_[r]);
    for (int i = 0; i < v_count_; i++) scale_v[i] = curvature.scale_v(batch, v_[i]);
    epoch_.step_kernels().apply(epoch_.matrices, step_, scale_u.data(), scale_v.data(),
                                thread.memory.scratch(), coordinates.begin, coordinates.end);
  }

  void prefetch(Range coordinates) const {
    const int k = coordinates.begin, size = coordinates.end - coordinates.begin;
    for (const int32_t row : u_) prefetch_row(epoch_.matrices.u(row) + k, size);
    for (int i = 0; i < v_count_; i++) prefetch_row(epoch_.matrices.v(v_[i]) + k, size);
  }

  // Of path nodes, which may be many, the mean is that of the first.
  MeanNorms norms() const {
    const int words = epoch_.model.tree ? step_.rows : step_.paired;
    return {mean_norm(step_.h, step_.block.centres), mean_norm(step_.u, words),
            mean_norm(step_.u + words, step_.rows - words)};
  }

 private:
  // The numbers of the rows of U and V that the step changes.
  void find_rows(const Block& block) {
    const int32_t* centres = block.words + block.first;
    const bool cbow = epoch_.model.cbow();
    u_.clear();
    if (block.path_nodes)
      u_.assign(block.path_nodes->nodes, block.path_nodes->nodes + block.path_nodes->count);
    else if (cbow)
      u_.assign(centres, centres + block.centres), u_.resize(block_centres, centres[0]);
    else
      u_.assign(block.words, block.words + block.span);
    u_.insert(u_.end(), block.negatives, block.negatives + block.negative_count);
    v_ = cbow ? block.words : centres;
    v_count_ = cbow ? block.span : block.centres;
  }

  float mean_norm(float* const* rows, int count) const {
    float squares[64], sum = 0;
    count = std::min(count, 64);
    if (count <= 0) return least_norm;
    epoch_.kernels.squared_norms(rows, count, epoch_.matrices.stride, squares);
    for (int r = 0; r < count; r++) sum += squares[r];
    return std::max(least_norm, sum / static_cast<float>(count));
  }

  const Epoch& epoch_;
  std::vector<int32_t> negatives_;
  StepMemory memory_;
  Step step_{};
  std::vector<int32_t> u_;
  const int32_t* v_ = nullptr;
  int v_count_ = 0;
};

}  // namespace lemmavec
