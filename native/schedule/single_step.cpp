#include "schedule/single_step.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "schedule/centre_rates.hpp"
#include "schedule/composed_rows.hpp"
#include "schedule/scratch.hpp"
#include "schedule/softmax_batch.hpp"
#include "schedule/tree_paths.hpp"

namespace lemmavec {
namespace {

Loss take_softmax_step(const Kernels& kernels, const Matrices& matrices, const Model& model,
                       const Block& block, float alpha) {
  Loss loss;
  SoftmaxBatch batch(kernels, matrices, model, block.span, 1);
  batch.add(block);
  for (int s = 0; s < batch.shards(); s++) batch.find_exponentials(s);
  batch.normalise(loss);
  for (int s = 0; s < batch.shards(); s++) batch.change_outside(s, alpha);
  batch.change_centres();
  return loss;
}

}  // namespace

Loss take_step(const Kernels& kernels, const Matrices& matrices, const Model& model, Block block,
               float alpha) {
  if (model.loss == WordLoss::softmax)
    return take_softmax_step(kernels, matrices, model, block, alpha);
  int rows = std::max(block.span, block_centres) + block.negative_count;
  int inputs = std::max(block.span, block_centres);
  model.for_each_tag(block, [&](int32_t) { inputs++; });
  StepMemory step_memory(matrices.stride, inputs, rows);
  if (model.tree) {
    TreePaths paths(*model.tree);
    block.path_nodes = paths.find(block, model.cbow(), step_memory.paths());
    rows = std::max(rows, block.path_nodes->count);
  }
  const ThreadMemory memory(matrices.stride, block.span);
  const std::vector<float> unscaled(rows, 1.0f);
  CentreRates centre_rates(matrices, model, inputs);
  Step step = step_memory.new_step(block);
  Loss loss;
  const StepKernels& step_kernels = model.step_of(kernels);
  const Range all{0, matrices.stride};
  step_kernels.prepare(matrices, model.context, step);
  std::optional<ComposedRows> composed;
  if (model.word_rows) {
    composed.emplace(kernels, matrices, model, block.span);
    composed->attach(step);
    composed->compose(block, all);
  }
  step_kernels.logits(matrices, step, memory.scratch(), all, Into::replace, step.g);
  step_kernels.coefficients(alpha, step, loss);
  if (model.word_rows)
    RowChanges(kernels, matrices, model, block.span)
        .apply(step, unscaled.data(), nullptr, memory.scratch(), all);
  else
    step_kernels.apply(matrices, step, unscaled.data(), centre_rates.of(step.block),
                       memory.scratch(), all);
  return loss;
}

}  // namespace lemmavec
