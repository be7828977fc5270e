// The CPU's float vectors, written once for every instruction set.
//
// This header is compiled several times with different -march flags into one module, so everything
// in it has internal linkage: a function shared between those objects could otherwise be linked in
// its AVX-512 form and run on a machine without it. For the same reason the kernels call no
// function of the standard library.
#pragma once

#include <cstdint>

#if defined(__AVX512F__)
#define LEMMAVEC_LANES 16
#elif defined(__AVX2__)
#define LEMMAVEC_LANES 8
#else
#define LEMMAVEC_LANES 4
#endif

#ifdef __clang__
#define LEMMAVEC_UNROLL _Pragma("unroll")
#else
#define LEMMAVEC_UNROLL _Pragma("GCC unroll 16")
#endif

namespace lemmavec::LEMMAVEC_ISA {
namespace {

constexpr int lanes = LEMMAVEC_LANES;

typedef float Floats __attribute__((vector_size(4 * LEMMAVEC_LANES)));
typedef int32_t Ints __attribute__((vector_size(4 * LEMMAVEC_LANES)));
typedef float UnalignedFloats
    __attribute__((vector_size(4 * LEMMAVEC_LANES), aligned(4), may_alias));
typedef int32_t UnalignedInts
    __attribute__((vector_size(4 * LEMMAVEC_LANES), aligned(4), may_alias));

inline Floats load(const float* p) { return *reinterpret_cast<const UnalignedFloats*>(p); }
inline Ints load(const int32_t* p) { return *reinterpret_cast<const UnalignedInts*>(p); }
inline void store(float* p, Floats x) { *reinterpret_cast<UnalignedFloats*>(p) = x; }
inline Floats all(float x) { return x - Floats{}; }
inline Ints all(int32_t x) { return x - Ints{}; }

// Compilers would otherwise load an operand once for each of its uses.
inline void keep_in_register([[maybe_unused]] Floats& x) {
#ifdef __x86_64__
  asm("" : "+v"(x));
#endif
}

// A NaN in `a` stays one.
inline Floats max(Floats a, Floats b) { return b > a ? b : a; }
inline Floats absolute(Floats x) { return (Floats)((Ints)x & 0x7fffffff); }

inline float sum(Floats x) {
  float total = 0;
  for (int i = 0; i < lanes; i++) total += x[i];
  return total;
}

// e^x for x <= 0: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial for e^r, n into the exponent.
// Below -87 the result would leave float's normal range; it stays at e^-87, about 1.6e-38.
inline Floats exp_nonpositive(Floats x) {
  // 1.5 * 2^23: a sum of this size has no fraction bits.
  const Floats round_to_integer = all(12582912.0f);
  x = max(x, all(-87.0f));
  const Floats shifted = x * 1.44269504f + round_to_integer;
  const Floats n = shifted - round_to_integer;
  const Ints exponent = (Ints)shifted - (Ints)round_to_integer;
  const Floats r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  Floats p = all(1.0f / 720);
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * (Floats)((exponent + 127) << 23);
}

// log x for normal x > 0: the exponent, plus 2 artanh((m - 1) / (m + 1)) of the mantissa m.
inline Floats log_positive(Floats x) {
  const Ints bits = (Ints)x;
  // Mantissas above sqrt 2 are halved, so that the series runs over a symmetric interval.
  const Ints carry = (bits & 0x7fffff) > 0x3504f3 ? all(1) : all(0);
  const Floats exponent = __builtin_convertvector(((bits >> 23) & 0xff) - 127 + carry, Floats);
  const Floats mantissa = (Floats)((bits & 0x7fffff) | ((127 - carry) << 23));
  const Floats t = (mantissa - 1.0f) / (mantissa + 1.0f);
  const Floats t2 = t * t;
  Floats p = all(2.0f / 9);
  p = p * t2 + 2.0f / 7;
  p = p * t2 + 2.0f / 5;
  p = p * t2 + 2.0f / 3;
  p = p * t2 + 2.0f;
  return p * t + exponent * 0.69314718f;
}

}  // namespace
}  // namespace lemmavec::LEMMAVEC_ISA
