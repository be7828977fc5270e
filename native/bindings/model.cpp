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

using Matrix = nb::ndarray<float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

void check_matrix(const std::string& name, const Matrix& matrix, int64_t least, int vector_size) {
  require_within("the length of " + name, static_cast<int64_t>(matrix.shape(0)), least, most_words);
  if (matrix.shape(1) != static_cast<size_t>(padded(vector_size)))
    throw std::invalid_argument("rows of V and U must be padded to a multiple of 16 floats");
  if (matrix.shape(0) > 0 && reinterpret_cast<uintptr_t>(matrix.data()) % 64)
    throw std::invalid_argument("V and U must be aligned to 64 bytes");
}

void make_matrices(Matrices* self, Matrix V, Matrix U, int vector_size,
                   std::optional<Column<float>> centre_rates, std::optional<Matrix> D) {
  if (V.shape(1) != U.shape(1)) throw std::invalid_argument("V and U must have the same columns");
  require_within("vector_size", vector_size, 1, most_vector_size);
  check_matrix("V", V, D ? 0 : 1, vector_size);
  check_matrix("U", U, 1, vector_size);
  if (D) check_matrix("D", *D, 1, vector_size);
  if (centre_rates && centre_rates->shape(0) != V.shape(0))
    throw std::invalid_argument("centre_rates must have one entry for each row of V");
  for (size_t i = 0; centre_rates && i < centre_rates->shape(0); i++)
    require_finite("centre_rates", centre_rates->data()[i]);
  new (self) Matrices{V.data(), U.data(), static_cast<int32_t>(U.shape(0)),
                      static_cast<int32_t>(V.shape(0)), vector_size, padded(vector_size),
                      centre_rates ? centre_rates->data() : nullptr,
                      D ? D->data() : nullptr, D ? static_cast<int32_t>(D->shape(0)) : 0};
}

int padded_size(int vector_size) {
  require_within("vector_size", vector_size, 0, most_vector_size);
  return padded(vector_size);
}

void make_model(Model* self, const std::string& architecture, const std::string& loss,
                const std::string& context, const AliasTable* noise, const HuffmanTree* tree,
                int negative, int shared_negatives, const WordRows* word_rows,
                const Documents* documents, bool trains_words) {
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
  require_within("negative", negative, 0, most_negatives);
  require_within("shared_negatives", shared_negatives, 0, most_negatives);
  model.negative = negative;
  model.word_rows = word_rows;
  model.documents = documents;
  model.trains_words = trains_words;
  if ((word_rows || documents) && model.loss == WordLoss::softmax)
    throw std::invalid_argument("full softmax has no subwords and no documents");
  if (word_rows && documents) throw std::invalid_argument("documents have no subwords");
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
  const size_t words = weights.shape(0);
  require_within("the length of weights", static_cast<int64_t>(words), 1, most_words);
  double total = 0;
  for (size_t i = 0; i < words; i++) {
    require_finite("weights", weights.data()[i]);
    if (weights.data()[i] < 0) throw std::invalid_argument("weights must not be negative");
    total += weights.data()[i];
  }
  require_finite("the sum of weights", total);
  if (total <= 0) throw std::invalid_argument("the sum of weights must be above 0");
  new (self) AliasTable(weights.data(), words);
}

void make_tree(HuffmanTree* self, Column<int64_t> counts) {
  const size_t words = counts.shape(0);
  if (words < 2) throw std::invalid_argument("a tree needs at least two words");
  require_within("the length of counts", static_cast<int64_t>(words), 2, most_words);
  int64_t left = std::numeric_limits<int64_t>::max();  // of what counts may sum to
  for (size_t i = 0; i < words; i++) {
    const int64_t count = counts.data()[i];
    if (count < 1) throw std::invalid_argument("counts must be 1 or more");
    if (count > left) throw std::invalid_argument("counts must sum to less than 2**63");
    left -= count;
  }
  new (self) HuffmanTree(counts.data(), static_cast<int32_t>(words));
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
  module.def("padded", &padded_size, "vector_size"_a);

  nb::class_<AliasTable>(module, "AliasTable")
      .def("__init__", &make_alias_table, "weights"_a)
      .def("draw", &AliasTable::draw, "bits"_a);

  nb::class_<HuffmanTree>(module, "HuffmanTree")
      .def("__init__", &make_tree, "counts"_a)
      .def("path", &path_to, "word"_a);

  nb::class_<Matrices>(module, "Matrices")
      .def("__init__", &make_matrices, "V"_a.noconvert(), "U"_a.noconvert(), "vector_size"_a,
           "centre_rates"_a.noconvert() = nb::none(), "D"_a.noconvert() = nb::none(),
           nb::keep_alive<1, 2>(), nb::keep_alive<1, 3>(), nb::keep_alive<1, 5>(),
           nb::keep_alive<1, 6>());

  nb::class_<Model>(module, "Model")
      .def("__init__", &make_model, "architecture"_a, "loss"_a, nb::kw_only(),
           "context"_a = "mean", "noise"_a = nb::none(), "tree"_a = nb::none(), "negative"_a = 0,
           "shared_negatives"_a = 0, "word_rows"_a = nb::none(), "documents"_a = nb::none(),
           "trains_words"_a = false, nb::keep_alive<1, 5>(), nb::keep_alive<1, 6>(),
           nb::keep_alive<1, 9>(), nb::keep_alive<1, 10>());
}
