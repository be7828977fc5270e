// The memory that kernels work in.
#pragma once

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "kernels/step.hpp"

namespace lemmavec {

// Zeros that start on a cache line.
class AlignedFloats {
 public:
  explicit AlignedFloats(size_t n)
      : floats_(static_cast<float*>(::operator new[](n * sizeof(float), cache_line))) {
    std::fill_n(floats_.get(), n, 0.0f);
  }

  float* get() const { return floats_.get(); }

 private:
  static constexpr std::align_val_t cache_line{64};
  struct Delete {
    void operator()(float* p) const { ::operator delete[](p, cache_line); }
  };
  std::unique_ptr<float[], Delete> floats_;
};

// Memory that grows; what it held is then lost.
class GrowingFloats {
 public:
  float* reserve(int n) {
    if (n > size_) {
      size_ = n + n / 2;
      floats_ = AlignedFloats(static_cast<size_t>(size_));
    }
    return floats_.get();
  }
  float* get() const { return floats_.get(); }

 private:
  int size_ = 0;
  AlignedFloats floats_{0};
};

// The nodes of a block's paths: see TreePaths.
struct PathMemory {
  std::vector<int32_t> nodes;
  std::vector<PathGroup> groups[path_group_centres + 1];  // by number of centres
  std::vector<float> turns[2];
  std::vector<int32_t> rare_nodes;  // those far from the root, which may not be in the cache
  PathNodes found{};
};

// A step's memory, for steps with at most `inputs` rows of V and D, and `rows` rows of U.
class StepMemory {
 public:
  StepMemory(int stride, int inputs, int rows)
      : rows_(rows),
        logits_(block_centres * rows),
        label_count_(rows * cbow_group + block_centres),
        g_(static_cast<size_t>(block_centres) * rows),
        labels_(2 * static_cast<size_t>(label_count_)),
        contexts_(static_cast<size_t>(block_centres) * stride),
        u_(rows),
        v_(inputs),
        centres_of_(rows) {}

  PathMemory& paths() { return paths_; }
  const PathMemory& paths() const { return paths_; }

  // A step in this memory, for a kernel to prepare.
  Step new_step(const Block& block) {
    if (block.path_nodes) reserve(*block.path_nodes);
    Step step{};
    step.block = block;
    step.g = g_.get();
    step.label_1 = labels_.get();
    step.label_0 = labels_.get() + label_count_;
    step.contexts = contexts_.get();
    step.u = u_.data();
    step.v = v_.data();
    step.centres_of = centres_of_.data();
    return step;
  }

 private:
  // The labels of path nodes lie in PathMemory.
  void reserve(const PathNodes& path_nodes) {
    if (path_nodes.count > rows_) {
      rows_ = path_nodes.count + path_nodes.count / 2;
      u_.resize(rows_);
    }
    if (path_nodes.logit_count > logits_) {
      logits_ = path_nodes.logit_count + path_nodes.logit_count / 2;
      g_ = AlignedFloats(static_cast<size_t>(logits_) + block_centres);
    }
  }

  int rows_, logits_;
  const int label_count_;  // of CBOW with negative sampling
  AlignedFloats g_, labels_, contexts_;
  std::vector<float*> u_, v_;
  std::vector<Range> centres_of_;
  PathMemory paths_;
};

// What a thread needs besides the memory of its steps.
class ThreadMemory {
 public:
  ThreadMemory(int stride, int span)
      : transposed_(static_cast<size_t>(block_centres) * stride),
        change_(static_cast<size_t>(block_centres) * stride),
        window_sums_(static_cast<size_t>(span + 1) * stride) {}

  Scratch scratch() const { return {transposed_.get(), change_.get(), window_sums_.get()}; }

 private:
  AlignedFloats transposed_, change_, window_sums_;
};

}  // namespace lemmavec
