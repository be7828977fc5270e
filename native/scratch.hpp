// Owns the memory that a `Workspace` points to.
#pragma once

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "block.hpp"

namespace lemmavec {

class Scratch {
 public:
  // For blocks of at most `rows` span words and negatives together.
  Scratch(int stride, int rows)
      : change_(zeros(static_cast<size_t>(block_centres) * stride)),
        transposed_(zeros(static_cast<size_t>(block_centres) * stride)),
        logits_(zeros(static_cast<size_t>(block_centres) * rows)),
        pointers_(static_cast<size_t>(rows) + block_centres),
        reached_(rows) {}

  Workspace workspace() {
    return {change_.get(), transposed_.get(), logits_.get(), pointers_.data(), reached_.data()};
  }

 private:
  static constexpr std::align_val_t cache_line{64};
  struct Delete {
    void operator()(float* p) const { ::operator delete[](p, cache_line); }
  };
  using Floats = std::unique_ptr<float[], Delete>;
  static Floats zeros(size_t n) {
    Floats p(static_cast<float*>(::operator new[](n * sizeof(float), cache_line)));
    std::fill_n(p.get(), n, 0.0f);
    return p;
  }

  Floats change_, transposed_, logits_;
  std::vector<float*> pointers_;
  std::vector<Range> reached_;
};

}  // namespace lemmavec
