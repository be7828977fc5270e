// Owns the memory that kernels work in.
#pragma once

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "block.hpp"

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

// A step's memory, for blocks of at most `span` words whose steps have at most `rows` rows.
class StepMemory {
 public:
  StepMemory(int stride, int span, int rows, int negatives)
      : negatives_(negatives),
        g_(static_cast<size_t>(block_centres) * rows),
        sums_(static_cast<size_t>(block_centres) * stride),
        u_(rows),
        v_(span),
        centres_of_(rows),
        begins_(span + 1),
        ends_(span + 1) {}

  // A step on this memory, for the kernel to prepare.
  Step step(const Block& block) {
    Step step{};
    step.block = block;
    step.g = g_.get();
    step.sums = sums_.get();
    step.u = u_.data();
    step.v = v_.data();
    step.centres_of = centres_of_.data();
    step.window_begins = begins_.data();
    step.window_ends = ends_.data();
    return step;
  }
  int32_t* negatives() { return negatives_.data(); }

 private:
  std::vector<int32_t> negatives_;
  AlignedFloats g_, sums_;
  std::vector<float*> u_, v_;
  std::vector<Range> centres_of_;
  std::vector<uint32_t> begins_, ends_;
};

// What a thread needs beside the steps.
class ThreadMemory {
 public:
  ThreadMemory(int stride, int rows)
      : transposed_(static_cast<size_t>(block_centres) * stride),
        turns_(static_cast<size_t>(2 * block_centres) * rows),
        change_(static_cast<size_t>(block_centres) * stride) {}
  Scratch scratch() const { return {transposed_.get(), turns_.get()}; }
  float* change() const { return change_.get(); }

 private:
  AlignedFloats transposed_, turns_, change_;
};

}  // namespace lemmavec
