#include "schedule/instruction_sets.hpp"

namespace lemmavec {

#define LEMMAVEC_DECLARE(isa) \
  namespace isa {             \
  extern const Kernels kernels; \
  }
#ifdef LEMMAVEC_HAS_X86_64
LEMMAVEC_DECLARE(x86_64_v2)
LEMMAVEC_DECLARE(x86_64_v3)
LEMMAVEC_DECLARE(x86_64_v4)
#else
LEMMAVEC_DECLARE(baseline)
#endif

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> found;
#ifdef LEMMAVEC_HAS_X86_64
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  if (v4) found.push_back(&x86_64_v4::kernels);
  if (v3) found.push_back(&x86_64_v3::kernels);
  found.push_back(&x86_64_v2::kernels);
#else
  found.push_back(&baseline::kernels);
#endif
  return found;
}

const Kernels* kernels_named(std::string_view name) {
  for (const Kernels* kernels : available_kernels())
    if (name == kernels->name) return kernels;
  return nullptr;
}

}  // namespace lemmavec
