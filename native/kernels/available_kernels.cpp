#include "kernels/available_kernels.hpp"

#include <stdexcept>

#include "kernels/instruction_sets.hpp"

namespace lemmavec {

#define LEMMAVEC_DECLARE(isa)     \
  namespace isa {                 \
  extern const Kernels kernels;   \
  }
LEMMAVEC_FOR_EACH_INSTRUCTION_SET(LEMMAVEC_DECLARE)

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> found;
#define LEMMAVEC_FIND(isa) \
  if (cpu_has::isa()) found.push_back(&isa::kernels);
  LEMMAVEC_FOR_EACH_INSTRUCTION_SET(LEMMAVEC_FIND)
  return found;
}

const Kernels& kernels_for(const std::string& instruction_set) {
  std::string names;
  for (const Kernels* kernels : available_kernels()) {
    if (instruction_set == kernels->instruction_set) return *kernels;
    names += std::string(names.empty() ? "" : ", ") + kernels->instruction_set;
  }
  throw std::invalid_argument("this machine has no instruction set " + instruction_set +
                              "; it has " + names);
}

}  // namespace lemmavec
