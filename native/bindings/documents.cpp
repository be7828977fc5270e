// The Python class of the documents of a corpus, and the function that finds vectors of new ones.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "bindings/checks.hpp"
#include "bindings/conversions.hpp"
#include "kernels/available_kernels.hpp"
#include "schedule/documents.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace lemmavec;

namespace {

constexpr int32_t most_tags = 1 << 20;  // of one document

void make_documents(Documents* self, Column<int64_t> ends, Column<int64_t> begin,
                    Column<int32_t> tags) {
  const size_t count = ends.shape(0);
  if (count < 1 || begin.shape(0) != count + 1)
    throw std::invalid_argument("begin must have an entry for each document, and one for the end");
  if (begin.data()[0] != 0 || begin.data()[count] != static_cast<int64_t>(tags.shape(0)))
    throw std::invalid_argument("begin must start at 0 and end with the number of tags");
  Documents documents{ends.data(), begin.data(), tags.data(), static_cast<int64_t>(count), 0, 0};
  for (size_t d = 0; d < count; d++) {
    if (begin.data()[d] > begin.data()[d + 1])
      throw std::invalid_argument("begin must not fall");
    if (ends.data()[d] < (d == 0 ? 0 : ends.data()[d - 1] + 1))
      throw std::invalid_argument("ends must rise, from 0 or more");
    const int64_t own = begin.data()[d + 1] - begin.data()[d];
    require_within("the tags of a document", own, 0, most_tags);
    documents.most_tags = std::max(documents.most_tags, static_cast<int32_t>(own));
  }
  for (size_t p = 0; p < tags.shape(0); p++) {
    require_within("tags", tags.data()[p], 0, most_words - 1);
    documents.least_rows_of_D = std::max(documents.least_rows_of_D, tags.data()[p] + 1);
  }
  new (self) Documents(documents);
}

void infer(const Matrices& matrices, const Model& model, const TokenStream& tokens,
           const Schedule& schedule, int epochs, RunningEpoch& running,
           const std::string& instruction_set) {
  if (!model.documents) throw std::invalid_argument("documents are needed");
  require_within("epochs", epochs, 1, 1000000000);
  const Documents& documents = *model.documents;
  for (int64_t d = 0; d < documents.count; d++)
    if (documents.tag_count(d) != 1 || documents.tags[d] != d)
      throw std::invalid_argument("the tag of each document must be its number");
  const Epoch epoch{kernels_for(instruction_set), matrices, model, tokens, schedule, nullptr};
  check_sizes(epoch);
  nb::gil_scoped_release release;
  infer_documents(epoch, epochs, running);
}

}  // namespace

// The struct points to the arrays that it is made of, which are therefore kept alive.
void register_documents(nb::module_& module) {
  nb::class_<Documents>(module, "Documents")
      .def("__init__", &make_documents, "ends"_a.noconvert(), "begin"_a.noconvert(),
           "tags"_a.noconvert(), nb::keep_alive<1, 2>(), nb::keep_alive<1, 3>(),
           nb::keep_alive<1, 4>());
  module.def("infer_documents", &infer, "matrices"_a, "model"_a, "tokens"_a, "schedule"_a,
             "epochs"_a, "running"_a, "instruction_set"_a);
}
