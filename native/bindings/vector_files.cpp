// The Python functions that read files of vectors.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bindings/conversions.hpp"
#include "vectors/distinct.hpp"
#include "vectors/file_rows.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace lemmavec;

namespace {

using Bytes = Column<unsigned char>;
using Places = Column<std::int64_t>;
using RowsToFill = nb::ndarray<float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

const char* text_of(const Bytes& block) { return reinterpret_cast<const char*>(block.data()); }

void require_places(const Bytes& block, const Places& begin, const Places& end,
                    std::int64_t after = 0) {
  if (begin.shape(0) != end.shape(0)) throw std::invalid_argument("as many ends as beginnings");
  const auto size = static_cast<std::int64_t>(block.shape(0));
  for (std::size_t i = 0; i < begin.shape(0); ++i)
    if (begin.data()[i] < 0 || begin.data()[i] > end.data()[i] || end.data()[i] > size - after)
      throw std::out_of_range("a place outside the block");
}

nb::tuple as_arrays(Spans spans) {
  return nb::make_tuple(as_array(std::move(spans.begin)), as_array(std::move(spans.end)));
}

nb::tuple lines_of(Bytes block) {
  Spans found;
  {
    nb::gil_scoped_release release;
    found = lines(text_of(block), static_cast<std::int64_t>(block.shape(0)));
  }
  return as_arrays(std::move(found));
}

auto parse_lines(Bytes block, Places begin, Places end, RowsToFill rows, int threads) {
  require_places(block, begin, end);
  require_within("threads", threads, 1, most_threads);
  const auto size = static_cast<int>(length_of("a row", rows.shape(1)));
  if (rows.shape(0) != begin.shape(0)) throw std::invalid_argument("a row for each line");
  std::vector<std::int64_t> word_ends;
  {
    nb::gil_scoped_release release;
    word_ends = read_lines(text_of(block), begin.data(), end.data(),
                           static_cast<std::int64_t>(begin.shape(0)), size, rows.data(), threads);
  }
  return as_array(std::move(word_ends));
}

nb::tuple binary_rows_of(Bytes block, int size, std::int64_t limit) {
  require_within("size", size, 0, std::numeric_limits<int>::max());
  Spans found;
  {
    nb::gil_scoped_release release;
    found = binary_rows(text_of(block), static_cast<std::int64_t>(block.shape(0)), size, limit);
  }
  return as_arrays(std::move(found));
}

void copy_binary_rows(Bytes block, Places word_ends, RowsToFill rows, int threads) {
  const auto size = static_cast<int>(length_of("a row", rows.shape(1)));
  require_within("threads", threads, 1, most_threads);
  require_places(block, word_ends, word_ends, 1 + 4 * static_cast<std::int64_t>(size));
  if (rows.shape(0) != word_ends.shape(0)) throw std::invalid_argument("a row for each word");
  nb::gil_scoped_release release;
  copy_rows(text_of(block), word_ends.data(), static_cast<std::int64_t>(word_ends.shape(0)), size,
            rows.data(), threads);
}

nb::list decode_words(Bytes block, Places begin, Places end, const std::string& errors) {
  require_places(block, begin, end);
  nb::list words;
  for (std::size_t i = 0; i < begin.shape(0); ++i) {
    const char* const word = text_of(block) + begin.data()[i];
    nb::object decoded = nb::steal(
        PyUnicode_DecodeUTF8(word, end.data()[i] - begin.data()[i], errors.c_str()));
    if (!decoded.is_valid()) nb::raise_python_error();
    words.append(std::move(decoded));
  }
  return words;
}

bool are_distinct(Bytes block, Places begin, Places end) {
  require_places(block, begin, end);
  nb::gil_scoped_release release;
  return distinct(begin.shape(0), [&](std::size_t i) {
    const std::int64_t at = begin.data()[i];
    return std::string_view(text_of(block) + at, end.data()[i] - at);
  });
}

// Throws UnicodeEncodeError for a word with lone surrogates.
bool words_are_distinct(nb::list words) {
  std::vector<std::string_view> views;
  views.reserve(words.size());
  for (nb::handle word : words) {
    Py_ssize_t size = 0;
    const char* const text = PyUnicode_AsUTF8AndSize(word.ptr(), &size);
    if (!text) nb::raise_python_error();
    views.emplace_back(text, static_cast<std::size_t>(size));
  }
  return distinct(views.size(), [&](std::size_t i) { return views[i]; });
}

}  // namespace

void register_vector_files(nb::module_& module) {
  module.def("lines", &lines_of, "block"_a);
  module.def("parse_lines", &parse_lines, "block"_a, "begin"_a, "end"_a, "rows"_a, "threads"_a);
  module.def("binary_rows", &binary_rows_of, "block"_a, "size"_a, "limit"_a);
  module.def("copy_binary_rows", &copy_binary_rows, "block"_a, "word_ends"_a, "rows"_a,
             "threads"_a);
  module.def("decode_words", &decode_words, "block"_a, "begin"_a, "end"_a, "errors"_a);
  module.def("are_distinct", &are_distinct, "block"_a, "begin"_a, "end"_a);
  module.def("words_are_distinct", &words_are_distinct, "words"_a);
}
