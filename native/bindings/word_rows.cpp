// The Python class of the lists of rows that words are made of, and the functions that make and use
// such lists.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bindings/conversions.hpp"
#include "schedule/word_rows.hpp"
#include "text/subwords.hpp"
#include "vectors/composed.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace lemmavec;

namespace {

using AnyMatrix = nb::ndarray<const float, nb::ndim<2>, nb::device::cpu>;
using Vectors = nb::ndarray<float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

constexpr std::string_view fasttext_end_of_sentence = "</s>";  // a word without n-grams

void make_word_rows(WordRows* self, Column<int64_t> begin, Column<int32_t> rows,
                    const std::string& combine, const std::string& steps, float step) {
  if (begin.shape(0) < 2 || begin.shape(0) > std::numeric_limits<int32_t>::max())
    throw std::invalid_argument("begin must have an entry for each word, and one for the end");
  const size_t words = begin.shape(0) - 1;
  if (begin.data()[0] != 0 || begin.data()[words] != static_cast<int64_t>(rows.shape(0)))
    throw std::invalid_argument("begin must start at 0 and end with the number of rows");
  for (size_t w = 0; w < words; w++)
    if (begin.data()[w] >= begin.data()[w + 1])
      throw std::invalid_argument("each word must have a row");
  int32_t largest = 0;
  for (size_t p = 0; p < rows.shape(0); p++) {
    if (rows.data()[p] < 0 || rows.data()[p] == std::numeric_limits<int32_t>::max())
      throw std::invalid_argument("rows must lie from 0 to 2,147,483,646");
    largest = std::max(largest, rows.data()[p]);
  }
  const auto how = choose<Combine>("combine", combine,
                                   {{"sum", Combine::sum}, {"mean", Combine::mean}});
  const auto far =
      choose<RowSteps>("steps", steps, {{"text", RowSteps::text}, {"word", RowSteps::word}});
  new (self) WordRows{begin.data(), rows.data(), static_cast<int32_t>(words), largest + 1, how,
                      far, step};
}

// The vector of each word, from its list of rows of the matrix.
void compose(AnyMatrix matrix, Column<int64_t> begin, Column<int32_t> rows, bool mean,
             Vectors vectors, int threads) {
  if (threads < 1 || matrix.stride(1) != 1 || matrix.shape(1) != vectors.shape(1))
    throw std::invalid_argument("rows of the size of the vectors, and threads, are needed");
  if (begin.shape(0) != vectors.shape(0) + 1)
    throw std::invalid_argument("begin must have an entry for each vector, and one for the end");
  WordRows lists;
  make_word_rows(&lists, begin, rows, mean ? "mean" : "sum", "text", 1.0f);
  if (static_cast<size_t>(lists.least_rows_of_V) > matrix.shape(0))
    throw std::invalid_argument("a row outside of the matrix");
  nb::gil_scoped_release release;
  compose_vectors(matrix.data(), matrix.stride(0), static_cast<int>(matrix.shape(1)), lists,
                  threads, vectors.data());
}

// The bytes of a word: UTF-8 of a str, bytes as they are.
std::string_view text_of(nb::handle word) {
  if (PyBytes_Check(word.ptr())) {
    char* text = nullptr;
    Py_ssize_t size = 0;
    if (PyBytes_AsStringAndSize(word.ptr(), &text, &size)) nb::raise_python_error();
    return {text, static_cast<size_t>(size)};
  }
  Py_ssize_t size = 0;
  const char* const text = PyUnicode_AsUTF8AndSize(word.ptr(), &size);
  if (!text) nb::raise_python_error();
  return {text, static_cast<size_t>(size)};
}

// The rows of each word: its own, from 0 on, unless `own_rows` is false, and those of its n-grams,
// from `first_bucket` on.
nb::tuple row_lists(nb::list words, int min_n, int max_n, uint32_t buckets, int hashes,
                    bool own_rows, int32_t first_bucket) {
  if (min_n < 1 || max_n < min_n || hashes < 0 || hashes > 4 || first_bucket < 0)
    throw std::invalid_argument("1 <= min_n <= max_n and 0 to 4 hashes are needed");
  if (buckets < 1 || buckets > uint32_t{std::numeric_limits<int32_t>::max()} - first_bucket ||
      (own_rows && words.size() > static_cast<size_t>(first_bucket)))
    throw std::invalid_argument("buckets must follow the words' own rows, below 2,147,483,647");
  std::vector<int32_t> rows;
  std::vector<int64_t> begin{0};
  begin.reserve(words.size() + 1);
  const auto add = [&](uint32_t bucket) {
    rows.push_back(first_bucket + static_cast<int32_t>(bucket));
  };
  for (size_t i = 0; i < words.size(); i++) {
    const std::string_view word = text_of(words[i]);
    if (own_rows) rows.push_back(static_cast<int32_t>(i));
    if (hashes > 0)
      for_each_floret_row(word, min_n, max_n, buckets, hashes, add);
    else if (word != fasttext_end_of_sentence)
      for_each_subword(word, min_n, max_n, buckets, add);
    begin.push_back(static_cast<int64_t>(rows.size()));
  }
  return nb::make_tuple(as_array(std::move(begin)), as_array(std::move(rows)));
}

}  // namespace

// The struct points to the arrays that it is made of, which are therefore kept alive.
void register_word_rows(nb::module_& module) {
  nb::class_<WordRows>(module, "WordRows")
      .def("__init__", &make_word_rows, "begin"_a.noconvert(), "rows"_a.noconvert(), nb::kw_only(),
           "combine"_a, "steps"_a = "text", "step"_a = 1.0f, nb::keep_alive<1, 2>(), nb::keep_alive<1, 3>());
  module.def("row_lists", &row_lists, "words"_a, "min_n"_a, "max_n"_a, "buckets"_a, "hashes"_a,
             "own_rows"_a, "first_bucket"_a);
  module.def("compose", &compose, "matrix"_a, "begin"_a, "rows"_a, "mean"_a, "vectors"_a,
             "threads"_a);
}
