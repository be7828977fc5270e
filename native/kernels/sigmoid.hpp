// The sigmoid and its logarithm, for a vector of logits.
#pragma once

#include "kernels/simd.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

// s(x), s(-x) and 1 + e^-|x|, all from e^-|x|, which cannot overflow.
struct Sigmoid {
  Floats of_x, of_minus_x, one_plus_exp;
};
inline Sigmoid sigmoid(Floats x) {
  const Floats e = exp_nonpositive(-absolute(x));
  const Floats large = 1.0f / (1.0f + e);
  const Floats small = e * large;
  return {x > 0.0f ? large : small, x > 0.0f ? small : large, 1.0f + e};
}

// Sums -log s(x) = max(-x, 0) + log(1 + e^-|x|). One logarithm is taken of 64 factors' product,
// which a float can hold, as each factor is at most 2.
struct LogSigmoidSum {
  Floats linear{}, logs{}, product = all(1.0f);
  int factors = 0;

  void add(Floats minus_x, Floats one_plus_exp) {
    linear += max(minus_x, Floats{});
    product *= one_plus_exp;
    if (++factors == 64) flush();
  }
  void flush() {
    logs += log_positive(product);
    product = all(1.0f);
    factors = 0;
  }
  Floats value() {
    flush();
    return linear + logs;
  }
};

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
