// The kernels compiled into this module that this machine can run.
#pragma once

#include <string_view>
#include <vector>

#include "schedule/kernel_table.hpp"

namespace lemmavec {

std::vector<const Kernels*> available_kernels();   // widest first
const Kernels* kernels_named(std::string_view name);  // nullptr where not available

}  // namespace lemmavec
