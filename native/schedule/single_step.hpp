// One step on one given block, by the kernels that train: for the tests and `lemmavec gradcheck`.
#pragma once

#include "schedule/model.hpp"

namespace lemmavec {

// Returns the loss before the step.
Loss take_step(const Kernels& kernels, const Matrices& matrices, const Model& model, Block block,
               float alpha);

}  // namespace lemmavec
