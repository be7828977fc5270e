// The Python classes of what is trained: V and U, the model, and the distributions of its loss.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bindings/conversions.hpp"
#include "schedule/model.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace lemmavec;

namespace {

constexpr size_t most_rows = std::numeric_limits<int32_t>::max();
using Matrix = nb::ndarray<float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

void make_matrices(Matrices* self, Matrix V, Matrix U, int vector_size,
                   std::optional<Column<float>> centre_rates) {
  if (V.shape(1) != U.shape(1)) throw std::invalid_argument("V and U must have the same columns");
  if (V.shape(0) > most_rows || U.shape(0) > most_rows)
    throw std::invalid_argument("V and U have at most 2,147,483,647 rows");
  if (vector_size < 1 || static_cast<int>(V.shape(1)) != padded(vector_size))
    throw std::invalid_argument("rows of V and U must be padded to a multiple of 16 floats");
  if (reinterpret_cast<uintptr_t>(V.data()) % 64 || reinterpret_cast<uintptr_t>(U.data()) % 64)
    throw std::invalid_argument("V and U must be aligned to 64 bytes");
  if (centre_rates && centre_rates->shape(0) != V.shape(0))
    throw std::invalid_argument("centre_rates must have one entry for each row of V");
  new (self) Matrices{V.data(), U.data(), static_cast<int32_t>(U.shape(0)),
                      static_cast<int32_t>(V.shape(0)), vector_size, padded(vector_size),
                      centre_rates ? centre_rates->data() : nullptr};
}

void make_model(Model* self, const std::string& architecture, const std::string& loss,
                const std::string& context, const AliasTable* noise, const HuffmanTree* tree,
                int negative, int shared_negatives, const WordRows* word_rows) {
  Model model{};
  model.architecture = choose<Architecture>(
      "architecture", architecture,
      {{"skipgram", Architecture::skipgram}, {"cbow", Architecture::cbow}});
  model.loss = choose<WordLoss>("loss", loss,
                                {{"negative_sampling", WordLoss::negative_sampling},
                                 {"hierarchical_softmax", WordLoss::hierarchical_softmax},
                                 {"softmax", WordLoss::softmax}});
  model.context = choose<Context>("context", context,
                                  {{"sum", Context::sum},
                                   {"mean", Context::mean},
                                   {"word2vec_mean", Context::word2vec_mean}});
  model.negative = negative;
  model.word_rows = word_rows;
  if (word_rows && model.loss == WordLoss::softmax)
    throw std::invalid_argument("full softmax has no subwords");
  if (model.loss == WordLoss::negative_sampling) {
    model.noise = noise;
    model.shared_negatives = shared_negatives;
  } else if (model.loss == WordLoss::hierarchical_softmax) {
    if (tree == nullptr) throw std::invalid_argument("hierarchical softmax needs a tree");
    model.tree = tree;
  }
  new (self) Model(model);
}

void make_alias_table(AliasTable* self, Column<double> weights) {
  new (self) AliasTable(weights.data(), weights.shape(0));
}

void make_tree(HuffmanTree* self, Column<int64_t> counts) {
  if (counts.shape(0) < 2) throw std::invalid_argument("a tree needs at least two words");
  new (self) HuffmanTree(counts.data(), static_cast<int32_t>(counts.shape(0)));
}

nb::tuple path_to(const HuffmanTree& tree, int32_t word) {
  if (word < 0 || word >= tree.words()) throw std::out_of_range("no such word");
  const int n = tree.length(word);
  return nb::make_tuple(std::vector<int>(tree.nodes(word), tree.nodes(word) + n),
                        std::vector<int>(tree.turns(word), tree.turns(word) + n));
}

}  // namespace

// The structs point to the arrays and tables that they are made of, which are therefore kept alive.
void register_model(nb::module_& module) {
  module.def("padded", [](int vector_size) { return padded(vector_size); }, "vector_size"_a);

  nb::class_<AliasTable>(module, "AliasTable")
      .def("__init__", &make_alias_table, "weights"_a)
      .def("draw", &AliasTable::draw, "bits"_a);

  nb::class_<HuffmanTree>(module, "HuffmanTree")
      .def("__init__", &make_tree, "counts"_a)
      .def("path", &path_to, "word"_a);

  nb::class_<Matrices>(module, "Matrices")
      .def("__init__", &make_matrices, "V"_a.noconvert(), "U"_a.noconvert(), "vector_size"_a,
           "centre_rates"_a.noconvert() = nb::none(), nb::keep_alive<1, 2>(),
           nb::keep_alive<1, 3>(), nb::keep_alive<1, 5>());

  nb::class_<Model>(module, "Model")
      .def("__init__", &make_model, "architecture"_a, "loss"_a, nb::kw_only(),
           "context"_a = "mean", "noise"_a = nb::none(), "tree"_a = nb::none(), "negative"_a = 0,
           "shared_negatives"_a = 0, "word_rows"_a = nb::none(), nb::keep_alive<1, 5>(),
           nb::keep_alive<1, 6>(), nb::keep_alive<1, 9>());
}
