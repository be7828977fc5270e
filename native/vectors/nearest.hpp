// The rows with the highest cosines, for many queries at once.
//
// Products in float32 find candidates: a row whose cosine might be among the best. Each candidate's
// cosine is then computed in double. The answer is therefore that of double arithmetic, and does not
// depend on the number of queries or threads, or on the instruction set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/kernel_table.hpp"
#include "vectors/rows.hpp"

namespace lemmavec {

struct Neighbour {
  std::int64_t row;
  float cosine;

  // Higher cosines come first, and equal ones in the order of the rows.
  bool operator<(const Neighbour& other) const {
    return cosine != other.cosine ? cosine > other.cosine : row < other.row;
  }
};

// The best `kept` neighbours so far: a heap with the worst of them in front.
class Best {
 public:
  explicit Best(std::size_t kept) : kept_(kept) {}

  // Cosines below are not among the best.
  float least() const {
    return heap_.size() < kept_ ? -std::numeric_limits<float>::infinity() : heap_.front().cosine;
  }

  void add(Neighbour neighbour) {
    if (heap_.size() == kept_) {
      if (!(neighbour < heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end());
      heap_.back() = neighbour;
    } else {
      heap_.push_back(neighbour);
    }
    std::push_heap(heap_.begin(), heap_.end());
  }

  const std::vector<Neighbour>& heap() const { return heap_; }

 private:
  std::size_t kept_;
  std::vector<Neighbour> heap_;
};

// Queries of length 1, in double as they are given, and in float32 in panels of 16.
struct Queries {
  const double* first;
  int count, size;

  static constexpr int width = block_centres;
  int panels() const { return (count + width - 1) / width; }
  const double* operator[](int i) const { return first + static_cast<std::ptrdiff_t>(i) * size; }

  // Coordinate k of query 16 p + i is panel p's number [k * 16 + i]; queries after the last are 0.
  std::vector<float> in_panels() const {
    std::vector<float> all(static_cast<std::size_t>(panels()) * width * size);
    for (int i = 0; i < count; ++i)
      for (int k = 0; k < size; ++k)
        all[(static_cast<std::size_t>(i / width) * size + k) * width + i % width] =
            static_cast<float>((*this)[i][k]);
    return all;
  }
};

// One thread's part of a search.
class Searcher {
 public:
  Searcher(const Rows& rows, const float* norms, const Queries& queries, const float* panels,
           std::size_t kept, const SearchKernels& kernels)
      : rows_(rows), norms_(norms), queries_(queries), panels_(panels), kernels_(kernels),
        best_(queries.count, Best(kept)),
        thresholds_(static_cast<std::size_t>(queries.panels()) * Queries::width,
                    std::numeric_limits<float>::infinity()),
        single_(queries.size),
        // The largest error of a cosine in float32: of its product, query, length and quotient.
        margin_(static_cast<float>(rows.size + 16) * 0x1p-24f) {
    std::fill_n(thresholds_.begin(), queries.count, -std::numeric_limits<float>::infinity());
  }

  void search(std::ptrdiff_t begin, const Tile& tile) {
    measure(begin, tile.count);
    for (int panel = 0; panel < queries_.panels(); ++panel) {
      const float* const values =
          panels_ + static_cast<std::size_t>(panel) * Queries::width * queries_.size;
      const int count = std::min(Queries::width, queries_.count - panel * Queries::width);
      if (count > few) {
        kernels_.panel_dots(tile.pointers, tile.count, values, rows_.size, dots_);
        compare(begin, tile, panel);
        continue;
      }
      for (int i = 0; i < count; ++i) {
        for (int k = 0; k < rows_.size; ++k) single_[k] = values[k * Queries::width + i];
        kernels_.query_dots(tile.pointers, tile.count, single_.data(), rows_.size, dots_);
        compare_one(begin, tile, panel * Queries::width + i);
      }
    }
  }

  const Best& best(int query) const { return best_[query]; }

 private:
  // A panel takes as long as this many single queries, or longer.
  static constexpr int few = 6;
  // Beyond these lengths float32 could overflow or lose its precision: such rows are candidates.
  static constexpr float shortest = 1e-30f, longest = 1e30f;

  void measure(std::ptrdiff_t begin, int count) {
    for (int r = 0; r < count; ++r) {
      const float norm = norms_[begin + r];
      extreme_[r] = !(norm >= shortest && norm <= longest) && norm != 0;
      reciprocals_[r] = norm > 0 ? 1 / norm : 0;
    }
  }

  void compare(std::ptrdiff_t begin, const Tile& tile, int panel) {
    const float* const least = thresholds_.data() + static_cast<std::size_t>(panel) * Queries::width;
    for (int r = 0; r < tile.count; ++r) {
      const float* const dots = dots_ + r * Queries::width;
      int reached = 0;
      for (int i = 0; i < Queries::width; ++i) reached |= dots[i] * reciprocals_[r] >= least[i];
      if (!reached && !extreme_[r]) continue;
      const int first = panel * Queries::width;
      for (int i = 0; i < Queries::width && first + i < queries_.count; ++i)
        if (extreme_[r] || dots[i] * reciprocals_[r] >= least[i])
          consider(begin + r, tile.pointers[r], first + i);
    }
  }

  void compare_one(std::ptrdiff_t begin, const Tile& tile, int query) {
    for (int r = 0; r < tile.count; ++r)
      if (extreme_[r] || dots_[r] * reciprocals_[r] >= thresholds_[query])
        consider(begin + r, tile.pointers[r], query);
  }

  void consider(std::ptrdiff_t row, const float* vector, int query) {
    const float exact = cosine(vector, queries_[query], rows_.size);
    if (exact != exact) return;  // a row with NaN or infinity is near nothing
    best_[query].add({row, exact});
    thresholds_[query] = best_[query].least() - margin_;
  }

  const Rows& rows_;
  const float* norms_;
  const Queries& queries_;
  const float* panels_;
  const SearchKernels& kernels_;
  std::vector<Best> best_;
  std::vector<float> thresholds_;
  std::vector<float> single_;
  const float margin_;
  float dots_[search_tile * Queries::width];
  float reciprocals_[search_tile];
  bool extreme_[search_tile] = {};
};

// Writes the best `kept` rows and cosines of each query, best first; row -1 where there are fewer.
inline void nearest(const Rows& rows, const float* norms, const Queries& queries, std::size_t kept,
                    int threads, const SearchKernels& kernels, std::int64_t* best_rows,
                    float* best_cosines) {
  const std::vector<float> panels = queries.in_panels();
  std::vector<Searcher> searchers(
      threads, Searcher(rows, norms, queries, panels.data(), kept, kernels));
  for_each_tile(rows, threads, [&](int thread, std::ptrdiff_t begin, const Tile& tile) {
    searchers[thread].search(begin, tile);
  });
  std::vector<Neighbour> found;
  for (int i = 0; i < queries.count; ++i) {
    found.clear();
    for (const Searcher& searcher : searchers)
      found.insert(found.end(), searcher.best(i).heap().begin(), searcher.best(i).heap().end());
    std::sort(found.begin(), found.end());
    found.resize(kept, {-1, 0});
    for (std::size_t j = 0; j < kept; ++j) {
      best_rows[i * kept + j] = found[j].row;
      best_cosines[i * kept + j] = found[j].cosine;
    }
  }
}

}  // namespace lemmavec
