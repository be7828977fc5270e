// The shared library that benchmarks/peak.py loads.
#include <cstring>

#include "benchmarks/peak_loop.hpp"
#include "kernels/instruction_sets.hpp"

#ifdef _WIN32
#define LEMMAVEC_EXPORT __declspec(dllexport)
#else
#define LEMMAVEC_EXPORT __attribute__((visibility("default")))
#endif

namespace lemmavec {

#define LEMMAVEC_DECLARE(isa)      \
  namespace isa {                  \
  extern const PeakLoop peak_loop; \
  }
LEMMAVEC_FOR_EACH_INSTRUCTION_SET(LEMMAVEC_DECLARE)

}  // namespace lemmavec

// Returns the number of multiply-adds done; 0 if this machine lacks the instruction set.
extern "C" LEMMAVEC_EXPORT int64_t multiply_adds(const char* instruction_set, int64_t rounds) {
#define LEMMAVEC_RUN(isa)                                                              \
  if (const lemmavec::PeakLoop& loop = lemmavec::isa::peak_loop;                       \
      lemmavec::cpu_has::isa() && std::strcmp(loop.instruction_set, instruction_set) == 0) { \
    [[maybe_unused]] volatile float kept = loop.run(rounds);                           \
    return rounds * loop.multiply_adds_a_round;                                        \
  }
  LEMMAVEC_FOR_EACH_INSTRUCTION_SET(LEMMAVEC_RUN)
  return 0;
}
