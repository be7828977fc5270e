// Vectors of new documents, for a model whose words are trained: gradient descent on D alone.
//
// Documents do not depend on each other: threads take them as they come. Each has negatives of its own:
// the same for all would move the vectors of all in one direction, which trained ones do not have.
#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "schedule/block_reader.hpp"
#include "schedule/scratch.hpp"
#include "schedule/threads.hpp"
#include "schedule/tree_paths.hpp"

namespace lemmavec {
namespace {

class alignas(64) Inferrer {
 public:
  Inferrer(const Epoch& epoch, int epochs)
      : stream_(epoch.stream),
        epoch_{epoch.kernels, epoch.matrices, epoch.model, stream_, epoch.schedule},
        epochs_(epochs),
        blocks_(epoch_),
        memory_(epoch.matrices.stride, epoch.max_span()),
        step_memory_(epoch.matrices.stride, epoch.max_inputs(), epoch.max_rows()),
        negatives_(epoch.model.negatives_of(block_centres)),
        ones_(epoch.max_inputs(), 1.0f) {
    if (epoch.model.tree) paths_.emplace(*epoch.model.tree);
  }

  Loss find(int64_t document) {
    Loss loss;
    for (int e = 0; e < epochs_; e++) {
      const float done = static_cast<float>(e) / static_cast<float>(epochs_);
      const Schedule& schedule = epoch_.schedule;
      alpha_ = schedule.alpha_first + (schedule.alpha_last - schedule.alpha_first) * done;
      stream_.epoch = epoch_number(e);
      blocks_.begin_document(document);
      if (epoch_.model.cbow()) {
        while (!blocks_.empty()) step(loss);
        continue;
      }
      for (int64_t n = 0; n * chunk_tokens < epoch_.model.documents->length(document); n++) {
        blocks_.read_chunk(document, n);
        if (!blocks_.empty()) step(loss);
      }
    }
    return loss;
  }

 private:
  void step(Loss& loss) {
    blocks_.draw_negatives(negatives_.data());
    Block block = blocks_.next(negatives_.data());
    if (paths_) block.path_nodes = paths_->find(block, epoch_.model.cbow(), step_memory_.paths());
    const StepKernels& kernels = epoch_.step_kernels();
    const Matrices& matrices = epoch_.matrices;
    Step step = step_memory_.new_step(block);
    kernels.prepare(matrices, epoch_.model.context, step);
    kernels.logits(matrices, step, memory_.scratch(), {0, matrices.stride}, Into::replace, step.g);
    kernels.coefficients(alpha_, step, loss);
    kernels.apply_to_tags(matrices, step, ones_.data(), memory_.scratch());
  }

  // Other random choices than those of training, which has as many epochs.
  uint64_t epoch_number(int e) const { return (uint64_t{1} << 62) + static_cast<uint64_t>(e); }

  TokenStream stream_;  // of the epoch at hand
  const Epoch epoch_;
  const int epochs_;
  float alpha_ = 0;
  BlockReader blocks_;
  ThreadMemory memory_;
  StepMemory step_memory_;
  std::vector<int32_t> negatives_;
  const std::vector<float> ones_;
  std::optional<TreePaths> paths_;
};

}  // namespace

void infer_documents(const Epoch& epoch, int epochs, RunningEpoch& running) {
  const Documents& documents = *epoch.model.documents;
  std::atomic<int64_t> next{0};
  Threads threads(epoch.schedule.threads);
  std::deque<Inferrer> inferrers;
  const auto prepare = [&] {
    for (int t = 0; t < threads.count(); t++) inferrers.emplace_back(epoch, epochs);
  };
  threads.run(prepare, [&](int t) {
    Inferrer& inferrer = inferrers[static_cast<size_t>(t)];
    while (!running.stopped && !threads.failed()) {
      const int64_t document = next++;
      if (document >= documents.count) break;
      const Loss loss = inferrer.find(document);
      running.add_piece(documents.length(document), loss);
    }
  });
}

}  // namespace lemmavec
