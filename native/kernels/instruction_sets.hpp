// The instruction sets that kernels are compiled for, widest first, and whether this CPU has them.
// The last is assumed on every machine.
#pragma once

#ifdef LEMMAVEC_HAS_X86_64
#define LEMMAVEC_FOR_EACH_INSTRUCTION_SET(use) use(x86_64_v4) use(x86_64_v3) use(x86_64_v2)
#else
#define LEMMAVEC_FOR_EACH_INSTRUCTION_SET(use) use(baseline)
#endif

namespace lemmavec::cpu_has {

#ifdef LEMMAVEC_HAS_X86_64
inline bool x86_64_v2() { return true; }

inline bool x86_64_v3() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

inline bool x86_64_v4() {
  return x86_64_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
#else
inline bool baseline() { return true; }
#endif

}  // namespace lemmavec::cpu_has
