// Which thread owns which columns of V and U in synchronous training.
//
// A logit is the sum over four quarters of the columns, added in a fixed order, so that its bits do
// not depend on who computed which quarter. Boundaries are multiples of a cache line.
#pragma once

#include <cstdint>

#include "kernels/step.hpp"

namespace lemmavec {

constexpr int quarters = 4;

// The thread of each quarter of a step.
struct Owners {
  int thread[quarters];

  int operator[](int q) const { return thread[q]; }
  bool share(int q) const { return thread[q] == thread[q + 1]; }
  bool is_one() const { return thread[0] == thread[quarters - 1]; }
};

class Columns {
 public:
  Columns(const Matrices& matrices, int threads)
      : size_(matrices.vector_size), stride_(matrices.stride), threads_(threads) {}

  Range quarter(int q) const { return {boundary(q, quarters), boundary(q + 1, quarters)}; }

  // Whether each thread computes the logits of just those columns that it changes.
  bool are_quarters() const { return quarters % threads_ == 0; }

  // The columns that a thread changes.
  Range of_thread(int t) const { return {boundary(t, threads_), boundary(t + 1, threads_)}; }

  // Which threads compute the quarters of a step's logits: each has as many pairs of a quarter and
  // a step.
  Owners of_step(size_t step) const {
    const int turn = static_cast<int>(step % static_cast<size_t>(threads_));
    Owners owners;
    for (int q = 0; q < quarters; q++) owners.thread[q] = (q * threads_ + turn) / quarters;
    return owners;
  }

 private:
  int boundary(int part, int parts) const {
    if (part == parts) return stride_;
    const int64_t lines = (int64_t{2} * size_ * part + parts * row_alignment) /
                          (int64_t{2} * parts * row_alignment);
    return static_cast<int>(lines) * row_alignment;
  }

  const int size_, stride_, threads_;
};

}  // namespace lemmavec
