// This file is compiled once for each instruction set.
#include "benchmarks/peak_loop.hpp"

#include "kernels/simd.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

constexpr int chains = 12;  // independent, so that no addition waits for the one before

float run(int64_t rounds) {
  Floats sums[chains];
  for (int c = 0; c < chains; c++) sums[c] = all(1.0f + c);
  const Floats factor = all(0.999f), term = all(0.001f);
  for (int64_t r = 0; r < rounds; r++) {
    LEMMAVEC_UNROLL
    for (int c = 0; c < chains; c++) sums[c] = sums[c] * factor + term;
  }
  Floats total{};
  for (int c = 0; c < chains; c++) total += sums[c];
  return sum(total);
}

}  // namespace

extern const PeakLoop peak_loop;
const PeakLoop peak_loop{LEMMAVEC_ISA_NAME, chains * lanes, run};

}  // namespace lemmavec::LEMMAVEC_ISA
