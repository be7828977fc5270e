// As many multiply-adds as the CPU can do: what the kernels' speed is measured against.
#pragma once

#include "kernels/products.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

constexpr int peak_chains = 12;  // independent, so that no addition waits for the one before

// Does rounds * peak_chains * lanes multiply-adds in registers, and returns their sum.
float multiply_adds(int64_t rounds) {
  Floats sum[peak_chains];
  for (int c = 0; c < peak_chains; c++) sum[c] = all(1.0f + c);
  Floats factor = all(0.999f), term = all(0.001f);
  for (int64_t r = 0; r < rounds; r++) {
    LEMMAVEC_UNROLL
    for (int c = 0; c < peak_chains; c++) sum[c] = sum[c] * factor + term;
  }
  Floats total{};
  for (int c = 0; c < peak_chains; c++) total += sum[c];
  return lemmavec::LEMMAVEC_ISA::sum(total);
}

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
