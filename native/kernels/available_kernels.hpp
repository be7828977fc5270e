// The kernels in this module that this CPU can run.
#pragma once

#include <string>
#include <vector>

#include "kernels/kernel_table.hpp"

namespace lemmavec {

std::vector<const Kernels*> available_kernels();  // widest first

// Throws std::invalid_argument for an instruction set that this CPU lacks, or that is unknown.
const Kernels& kernels_for(const std::string& instruction_set);

}  // namespace lemmavec
