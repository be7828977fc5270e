// A step of a synchronous batch. It is read; its logits are computed, by quarters of the columns;
// they become coefficients; it is applied, by columns.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/columns.hpp"
#include "schedule/composed_rows.hpp"
#include "schedule/curvature.hpp"
#include "schedule/scratch.hpp"
#include "schedule/tree_paths.hpp"

namespace lemmavec {

// What one thread works with.
struct alignas(64) ThreadState {
  ThreadState(const Epoch& epoch, int number)
      : number(number), memory(epoch.matrices.stride, epoch.max_span()), clock(epoch.profile) {
    if (epoch.model.tree) paths.emplace(*epoch.model.tree);
    if (epoch.model.word_rows)
      row_changes.emplace(epoch.kernels, epoch.matrices, epoch.model, epoch.max_span());
  }
  int number;
  ThreadMemory memory;
  std::optional<TreePaths> paths;
  std::optional<RowChanges> row_changes;
  GrowingFloats logits;
  PartClock clock;
};

// The logits of the n-th step of each batch, for one batch after the other. Part q is the sum over
// quarter q, or over q and q + 1 where one thread computes both.
struct StepLogits {
  GrowingFloats g, part[quarters];
  Norms norms[quarters];
};

class PreparedStep {
 public:
  explicit PreparedStep(const Epoch& epoch)
      : epoch_(epoch),
        negatives_(epoch.model.negatives_of(block_centres)),
        memory_(epoch.matrices.stride, epoch.max_inputs(), epoch.max_rows()) {
    if (epoch.model.word_rows)
      composed_.emplace(epoch.kernels, epoch.matrices, epoch.model, epoch.max_span());
  }

  // Takes the reader's next block, and returns it.
  const Block& read(BlockReader& blocks, ThreadState& thread) {
    blocks.draw_negatives(negatives_.data());
    Block block = blocks.next(negatives_.data());
    const bool cbow = epoch_.model.cbow();
    if (thread.paths) block.path_nodes = thread.paths->find(block, cbow, memory_.paths());
    step_ = memory_.new_step(block);
    kernels().prepare(epoch_.matrices, epoch_.model.context, step_);
    if (composed_) composed_->attach(step_);
    logits_ = kernels().logit_count(step_);
    thread.clock.count_path_nodes(step_);
    find_rows();
    return step_.block;
  }

  // Computes a thread's quarters of the logits; of some steps it measures the norms as well.
  void find_logits(const Columns& columns, const Owners& owners, bool measured, StepLogits& logits,
                   ThreadState& thread) {
    if (owners.is_one()) {
      float* right = thread.logits.reserve(room());
      step_.g = logits.g.reserve(room());
      add_pair(0, columns, step_.g, thread);
      add_pair(2, columns, right, thread);
      for (int x = 0; x < logits_; x++) step_.g[x] += right[x];
    } else {
      for (int q = 0; q < quarters; q += 2) {
        if (owners.share(q)) {
          if (owners[q] == thread.number) add_pair(q, columns, logits.part[q].get(), thread);
        } else {
          for (int own = q; own < q + 2; own++)
            if (owners[own] == thread.number)
              add_quarter(columns.quarter(own), Into::replace, logits.part[own].get(), thread);
        }
      }
    }
    if (measured)
      for (int q = 0; q < quarters; q++)
        if (owners[q] == thread.number) logits.norms[q] = norms_in(columns.quarter(q));
  }

  // Makes room for the logits that are to be found by several threads.
  void reserve(StepLogits& logits) const {
    for (GrowingFloats& part : logits.part) part.reserve(room());
  }

  void find_coefficients(float alpha, const Owners& owners, const Curvature::Scales& scales,
                         StepLogits& logits) {
    if (!owners.is_one()) {
      step_.g = logits.g.reserve(room());
      add_parts(owners, logits);
    }
    loss_ = {};
    kernels().coefficients(alpha, step_, loss_);
    find_scales(scales);
  }
  const Loss& loss() const { return loss_; }

  // Changes some columns of V and U.
  void apply(Range columns, ThreadState& thread) const {
    const Scratch scratch = thread.memory.scratch();
    if (composed_)
      thread.row_changes->apply(step_, scale_u_.data(), scale_v_.empty() ? nullptr : scale_v_.data(),
                                scratch, columns);
    else
      kernels().apply(epoch_.matrices, step_, scale_u_.data(), scale_v_.data(), scratch, columns);
  }

  void prefetch(Range columns) const { for_each_row(columns, prefetch_row); }
  void prefetch_early(Range columns) const { for_each_row(columns, prefetch_row_early); }

 private:
  const StepKernels& kernels() const { return epoch_.step_kernels(); }
  int room() const { return logits_ + block_centres; }

  void add_quarter(Range columns, Into into, float* logits, ThreadState& thread) {
    if (composed_) composed_->compose(step_.block, columns);
    kernels().logits(epoch_.matrices, step_, thread.memory.scratch(), columns, into, logits);
  }
  void add_pair(int q, const Columns& columns, float* logits, ThreadState& thread) {
    add_quarter(columns.quarter(q), Into::replace, logits, thread);
    add_quarter(columns.quarter(q + 1), Into::add, logits, thread);
  }

  // g = (part 0 + part 1) + (part 2 + part 3), whoever computed which.
  void add_parts(const Owners& owners, const StepLogits& logits) {
    const auto pair = [&](int q, int x) {
      const float sum = logits.part[q].get()[x];
      return owners.share(q) ? sum : sum + logits.part[q + 1].get()[x];
    };
    for (int x = 0; x < logits_; x++) step_.g[x] = pair(0, x) + pair(2, x);
  }

  // Of many path nodes, those of the first paths are enough.
  Norms norms_in(Range columns) const {
    const Matrices& matrices = epoch_.matrices;
    const int centres = step_.block.centres, rows = std::min(step_.rows, 64);
    return {epoch_.kernels.squared_norms(matrices, step_.h, centres, columns),
            epoch_.kernels.squared_norms(matrices, step_.u, rows, columns),
            columns.begin == 0 ? centres : 0, columns.begin == 0 ? rows : 0};
  }

  template <class Call>
  void for_each_row(Range columns, const Call& call) const {
    const int k = columns.begin, size = columns.end - columns.begin;
    if (epoch_.model.tree)
      for (const int32_t node : memory_.paths().rare_nodes) call(epoch_.matrices.u(node) + k, size);
    else
      for (int r = 0; r < step_.rows; r++) call(step_.u[r] + k, size);
    for_each_row_of_v([&](int32_t row) { call(epoch_.matrices.v(row) + k, size); });
    epoch_.model.for_each_tag(step_.block,
                              [&](int32_t tag) { call(epoch_.matrices.d(tag) + k, size); });
  }

  // The rows of V that the step changes, one word's after the other's.
  template <class Call>
  void for_each_row_of_v(const Call& call) const {
    const WordRows* lists = epoch_.model.word_rows;
    for (int i = 0; i < v_count_; i++)
      if (lists)
        for (int64_t p = 0; p < lists->count(v_[i]); p++) call(lists->of(v_[i])[p]);
      else
        call(v_[i]);
  }

  // The words whose vectors the step changes.
  void find_rows() {
    v_ = epoch_.model.v_words(step_.block);
    v_count_ = epoch_.model.v_count(step_.block);
  }

  void find_scales(const Curvature::Scales& scales) {
    scale_u_.assign(static_cast<size_t>(step_.rows), 1.0f);
    if (!scales.u_is_one()) find_scales_u(scales);
    scale_v_.clear();
    if (!scales.v_is_one())
      for_each_row_of_v([&](int32_t row) { scale_v_.push_back(scales.v(row)); });
    else if (!composed_)
      scale_v_.assign(static_cast<size_t>(v_count_), 1.0f);
    epoch_.model.for_each_tag(step_.block,
                              [&](int32_t tag) { scale_v_.push_back(scales.d(tag)); });
    if (const float* rates = epoch_.matrices.centre_rates)
      for (int i = 0; i < v_count_; i++) scale_v_[i] *= rates[v_[i]];
  }

  void find_scales_u(const Curvature::Scales& scales) {
    const PathNodes* path_nodes = step_.block.path_nodes;
    for (int r = 0; r < step_.rows; r++)
      scale_u_[r] =
          scales.u(path_nodes ? path_nodes->nodes[r] : epoch_.matrices.row_of(step_.u[r]));
  }

  const Epoch& epoch_;
  std::vector<int32_t> negatives_;
  StepMemory memory_;
  std::optional<ComposedRows> composed_;
  Step step_{};
  int logits_ = 0;
  Loss loss_;
  const int32_t* v_ = nullptr;
  int v_count_ = 0;
  std::vector<float> scale_u_;
  // Of each of the rows of each word, and of D; none, with subwords, where all are 1.
  std::vector<float> scale_v_;
};

}  // namespace lemmavec
