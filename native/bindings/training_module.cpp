// The Python face of training: shapes are checked here, everything else in `Settings`.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "schedule/instruction_sets.hpp"
#include "schedule/scratch.hpp"
#include "schedule/softmax_batch.hpp"
#include "schedule/training.hpp"
#include "schedule/visits.hpp"

namespace nb = nanobind;
using namespace lemmavec;

namespace {

template <class T>
using Column = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Matrix = nb::ndarray<float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

const Kernels& kernels_for(const std::string& instruction_set) {
  if (const Kernels* kernels = kernels_named(instruction_set)) return *kernels;
  throw std::invalid_argument("this machine has no instruction set " + instruction_set);
}

Matrices matrices_of(const Matrix& V, const Matrix& U, int vector_size) {
  if (V.shape(0) != U.shape(0) || V.shape(1) != U.shape(1))
    throw std::invalid_argument("V and U must have one shape");
  if (static_cast<int>(V.shape(1)) != padded(vector_size))
    throw std::invalid_argument("rows of V and U must be padded to a multiple of 16 floats");
  if (reinterpret_cast<uintptr_t>(V.data()) % 64 || reinterpret_cast<uintptr_t>(U.data()) % 64)
    throw std::invalid_argument("V and U must be aligned to 64 bytes");
  return {V.data(), U.data(), vector_size, padded(vector_size)};
}

WordLoss loss_of(const std::string& name) {
  if (name == "negative_sampling") return WordLoss::negative_sampling;
  if (name == "hierarchical_softmax") return WordLoss::hierarchical_softmax;
  if (name == "softmax") return WordLoss::softmax;
  throw std::invalid_argument("no such loss: " + name);
}

Context context_of(const std::string& name) {
  if (name == "sum") return Context::sum;
  if (name == "mean") return Context::mean;
  if (name == "word2vec_mean") return Context::word2vec_mean;
  throw std::invalid_argument("no such context: " + name);
}

void train_epoch(Column<int32_t> tokens, Matrix V, Matrix U, Column<uint32_t> keep,
                 const AliasTable* noise, const HuffmanTree* tree, Progress& progress,
                 const std::string& architecture, const std::string& loss,
                 const std::string& context, int vector_size, int window, int negative,
                 int shared_negatives, float alpha_first, float alpha_last, uint64_t seed,
                 uint64_t epoch, int threads, int64_t first_piece, int64_t piece_tokens,
                 bool synchronous, bool frozen, float bound, const std::string& instruction_set) {
  Epoch run{};
  run.kernels = &kernels_for(instruction_set);
  run.matrices = matrices_of(V, U, vector_size);
  run.rows = static_cast<int32_t>(V.shape(0));
  run.loss = loss_of(loss);
  if (run.loss == WordLoss::negative_sampling) run.noise = noise;
  if (run.loss == WordLoss::hierarchical_softmax) run.tree = tree;
  if (keep.shape(0) != V.shape(0) || (run.noise && run.noise->size() != V.shape(0)) ||
      (run.tree && run.tree->words() != run.rows))
    throw std::invalid_argument("keep, noise and tree must have one entry a word");
  if ((run.loss == WordLoss::negative_sampling) != (run.noise != nullptr) ||
      (run.loss == WordLoss::hierarchical_softmax) != (run.tree != nullptr))
    throw std::invalid_argument("negative sampling needs noise, hierarchical softmax a tree");
  run.corpus = {tokens.data(), static_cast<int64_t>(tokens.shape(0)), keep.data(),
                static_cast<uint32_t>(window), seed};
  run.cbow = architecture == "cbow";
  run.context = context_of(context);
  run.frozen = frozen;
  run.negative = negative;
  run.shared_negatives = run.noise ? shared_negatives : 0;
  run.alpha_first = alpha_first;
  run.alpha_last = alpha_last;
  run.index = epoch;
  run.threads = threads;
  run.first_piece = first_piece;
  run.piece_tokens = piece_tokens;
  run.bound = bound;
  nb::gil_scoped_release release;
  if (run.loss == WordLoss::softmax)
    train_softmax(run, progress);
  else if (synchronous && !frozen)
    train_synchronous(run, progress);
  else
    train_racing(run, progress);
}

// One step on one given block, for the tests and `lemmavec gradcheck`: the very kernel that trains.
nb::tuple step(Matrix V, Matrix U, Column<int32_t> words, int first, Column<int32_t> begin,
               Column<int32_t> end, Column<int32_t> negatives, const HuffmanTree* tree,
               const std::string& architecture, const std::string& loss,
               const std::string& context, float negative_weight, float alpha, int vector_size,
               const std::string& instruction_set) {
  const Matrices matrices = matrices_of(V, U, vector_size);
  const int centres = static_cast<int>(begin.shape(0)), span = static_cast<int>(words.shape(0));
  if (centres < 1 || centres > block_centres || end.shape(0) != begin.shape(0))
    throw std::invalid_argument("begin and end must have one entry for each of 1 to 16 centres");
  if (first < 0 || first + centres > span) throw std::invalid_argument("centres outside of words");
  Block block{};
  block.words = words.data();
  block.span = span;
  block.first = first;
  block.centres = centres;
  for (int i = 0; i < centres; i++) {
    block.begin[i] = begin.data()[i];
    block.end[i] = end.data()[i];
    if (block.begin[i] < 0 || block.end[i] > span || block.begin[i] > first + i ||
        block.end[i] < first + i + 1)
      throw std::invalid_argument("each window must hold its centre and lie within words");
  }
  block.negatives = negatives.data();
  block.negative_count = static_cast<int>(negatives.shape(0));
  block.negative_weight = negative_weight;
  const int32_t vocabulary = static_cast<int32_t>(V.shape(0));
  for (const auto& ids : {words, negatives})
    for (size_t i = 0; i < ids.shape(0); i++)
      if (ids.data()[i] < 0 || ids.data()[i] >= vocabulary)
        throw std::invalid_argument("a word id lies outside of the vocabulary");

  const Kernels& kernels = kernels_for(instruction_set);
  const bool cbow = architecture == "cbow";
  const Context how = context_of(context);
  const WordLoss word_loss = loss_of(loss);
  Loss total;
  if (word_loss == WordLoss::softmax) {
    SoftmaxBatch batch(kernels, matrices, vocabulary, cbow, how, span, 1);
    batch.add(block);
    for (int s = 0; s < batch.stretches(); s++) batch.find_exponentials(s);
    batch.normalise(total);
    for (int s = 0; s < batch.stretches(); s++) batch.change_outside(s, alpha);
    batch.change_centres();
    return nb::make_tuple(total.sum, total.predictions);
  }
  int rows = std::max(span, block_centres) + block.negative_count;
  std::optional<BlockVisits> visits;
  if (word_loss == WordLoss::hierarchical_softmax) {
    if (tree == nullptr || tree->words() != vocabulary)
      throw std::invalid_argument("hierarchical softmax needs a tree with one leaf a word");
    block.visits = visits.emplace(*tree, matrices).find(block, cbow);
    rows = std::max(rows, block.visits->count);
  }
  StepMemory step_memory(matrices.stride, span, rows, 0);
  const ThreadMemory memory(matrices.stride, span);
  const std::vector<float> unbounded(std::max(span, rows), 1.0f);
  const Kernels::Architecture& chosen = cbow ? kernels.cbow : kernels.skipgram;
  const Kernels::Objective& objective = visits ? chosen.hierarchical_softmax : chosen.negative_sampling;
  Step prepared = step_memory.step(block);
  objective.prepare(matrices, how, alpha, memory.scratch(), prepared, total);
  objective.apply(matrices, prepared, unbounded.data(), unbounded.data(), memory.scratch(), 0,
                  matrices.stride);
  return nb::make_tuple(total.sum, total.predictions);
}

}  // namespace

void register_training(nb::module_& module) {
  using namespace nb::literals;
  module.attr("BLOCK_CENTRES") = block_centres;
  module.def("padded", &padded, "vector_size"_a);
  module.def("instruction_sets", [] {
    std::vector<std::string> names;
    for (const Kernels* kernels : available_kernels()) names.emplace_back(kernels->name);
    return names;
  });

  module.def(
      "multiply_adds",
      [](int64_t rounds, const std::string& instruction_set) {
        const Kernels& kernels = kernels_for(instruction_set);
        nb::gil_scoped_release release;
        volatile float sum = kernels.multiply_adds(rounds);
        (void)sum;
        return rounds * kernels.peak_chains * kernels.lanes;
      },
      "rounds"_a, "instruction_set"_a);

  nb::class_<AliasTable>(module, "AliasTable")
      .def("__init__",
           [](AliasTable* self, Column<double> weights) {
             new (self) AliasTable(weights.data(), weights.shape(0));
           },
           "weights"_a)
      .def("draw", [](const AliasTable& table, uint64_t bits) { return table.draw(bits); }, "bits"_a);

  nb::class_<HuffmanTree>(module, "HuffmanTree")
      .def("__init__",
           [](HuffmanTree* self, Column<int64_t> counts) {
             if (counts.shape(0) < 2)
               throw std::invalid_argument("a tree needs at least two words");
             new (self) HuffmanTree(counts.data(), static_cast<int32_t>(counts.shape(0)));
           },
           "counts"_a)
      .def("path",
           [](const HuffmanTree& tree, int32_t word) {
             if (word < 0 || word >= tree.words()) throw std::out_of_range("no such word");
             const int n = tree.length(word);
             return nb::make_tuple(std::vector<int>(tree.nodes(word), tree.nodes(word) + n),
                                   std::vector<int>(tree.turns(word), tree.turns(word) + n));
           },
           "word"_a);

  nb::class_<Progress>(module, "Progress")
      .def(nb::init<int64_t, int64_t, double>(), "words"_a = 0, "predictions"_a = 0, "loss"_a = 0.0)
      .def_prop_ro("words", [](const Progress& p) { return p.words.load(); })
      .def_prop_ro("predictions", [](const Progress& p) { return p.predictions.load(); })
      .def_prop_ro("loss", [](const Progress& p) { return p.loss.load(); })
      .def_prop_ro("pieces", [](const Progress& p) { return p.pieces.load(); })
      .def("stop", [](Progress& p) { p.stopped = true; });

  module.def("train_epoch", &train_epoch, "tokens"_a, "V"_a, "U"_a, "keep"_a,
             "noise"_a.none(), "tree"_a.none(), "progress"_a, nb::kw_only(), "architecture"_a,
             "loss"_a, "context"_a, "vector_size"_a, "window"_a, "negative"_a,
             "shared_negatives"_a, "alpha_first"_a, "alpha_last"_a, "seed"_a, "epoch"_a,
             "threads"_a, "first_piece"_a, "piece_tokens"_a, "synchronous"_a, "frozen"_a, "bound"_a,
             "instruction_set"_a);
  module.def("step", &step, "V"_a, "U"_a, "words"_a, "first"_a, "begin"_a, "end"_a, "negatives"_a,
             "tree"_a.none(), nb::kw_only(), "architecture"_a, "loss"_a, "context"_a,
             "negative_weight"_a, "alpha"_a, "vector_size"_a, "instruction_set"_a);
}
