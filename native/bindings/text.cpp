// The Python classes and functions that count and encode text.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "bindings/conversions.hpp"
#include "text/bigrams.hpp"
#include "text/compact.hpp"
#include "text/encoder.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace lemmavec;

namespace {

using Ids = Column<std::int32_t>;
using Counts = Column<std::int64_t>;

auto add_words(WordTable& table, nb::list words, Counts counts) {
  if (words.size() != counts.shape(0)) throw std::invalid_argument("as many counts as words");
  std::vector<std::int32_t> ids;
  ids.reserve(words.size());
  for (nb::handle word : words) {
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(word.ptr(), &size);
    if (!text) nb::raise_python_error();
    ids.push_back(table.add({text, static_cast<std::size_t>(size)}, counts.data()[ids.size()]));
  }
  return as_array(std::move(ids));
}

nb::list words_of(const WordTable& table, Ids ids) {
  nb::list words;
  for (std::size_t i = 0; i < ids.shape(0); ++i) {
    const auto id = static_cast<std::size_t>(ids.data()[i]);
    if (id >= table.size()) throw std::out_of_range("a word id outside the table");
    const std::string_view word = table[id];
    words.append(nb::str(word.data(), word.size()));
  }
  return words;
}

auto absorb(WordTable& table, const WordTable& other) {
  std::vector<std::int32_t> ids;
  {
    nb::gil_scoped_release release;
    ids = table.absorb(other);
  }
  return as_array(std::move(ids));
}

auto encode(nb::handle self, Column<Byte> text) {
  auto& encoder = nb::cast<Encoder&>(self);
  {
    nb::gil_scoped_release release;
    encoder.encode(text.data(), text.shape(0));
  }
  return nb::ndarray<nb::numpy, const std::int32_t, nb::ndim<1>>(encoder.ids(), {encoder.size()},
                                                                 self);
}

nb::tuple measure(Ids ids, Ids final_ids, bool keep_empty) {
  Compacted size;
  {
    nb::gil_scoped_release release;
    size = compact_ids<false>(ids.data(), ids.shape(0), final_ids.data(), final_ids.shape(0), true,
                              keep_empty, nullptr);
  }
  return nb::make_tuple(size.words, size.ends, size.leading_end, size.open);
}

auto compact(Ids ids, Ids final_ids, bool open, bool keep_empty) {
  std::vector<std::int32_t> out(ids.shape(0));
  {
    nb::gil_scoped_release release;
    const Compacted size = compact_ids<true>(ids.data(), ids.shape(0), final_ids.data(),
                                             final_ids.shape(0), open, keep_empty, out.data());
    out.resize(size.words + size.ends);
  }
  return as_array(std::move(out));
}

nb::tuple count_bigrams(Ids tokens, std::int32_t words, std::int64_t least, std::uint32_t share,
                        std::uint32_t shares) {
  if (share >= shares || shares > 1u << 16) throw std::invalid_argument("a share of 1 to 65,536");
  std::vector<std::int32_t> first, second;
  std::vector<std::int64_t> counts;
  {
    nb::gil_scoped_release release;
    count_share(tokens.data(), tokens.shape(0), words, share, shares)
        .for_each([&](Pair pair, std::int64_t count) {
          if (count < least) return;
          first.push_back(static_cast<std::int32_t>(pair >> 32));
          second.push_back(static_cast<std::int32_t>(pair & 0xFFFFFFFFu));
          counts.push_back(count);
        });
  }
  return nb::make_tuple(as_array(std::move(first)), as_array(std::move(second)),
                        as_array(std::move(counts)));
}

}  // namespace

void register_text(nb::module_& module) {
  nb::class_<WordTable>(module, "WordTable", "Words, their counts, and ids as they appeared.")
      .def(nb::init<>())
      .def("__len__", &WordTable::size)
      .def_prop_ro(
          "counts", [](const WordTable& t) { return as_array(std::vector(t.counts())); },
          nb::rv_policy::automatic)
      .def("add", &add_words, "words"_a, "counts"_a)
      .def("words", &words_of, "ids"_a)
      .def(
          "ranked", [](const WordTable& t, std::int64_t n) { return as_array(t.ranked(n)); },
          "min_count"_a)
      .def_prop_ro("mean_search", &WordTable::mean_search)
      .def("absorb", &absorb, "other"_a);
  nb::class_<Encoder>(module, "Encoder", "Splits UTF-8 text and gives each word an id.")
      .def(nb::init<bool, std::size_t>(), "replace"_a = false,
           "longest_word"_a = ~std::size_t{0})
      .def("encode", &encode, "text"_a)
      .def_prop_ro("table", &Encoder::table, nb::rv_policy::reference_internal)
      .def_prop_ro("fault", &Encoder::fault)
      .def_prop_ro("words", &Encoder::words);
  module.def("measure", &measure, "ids"_a, "final_ids"_a, "keep_empty"_a = false);
  module.def("compact", &compact, "ids"_a, "final_ids"_a, "open"_a, "keep_empty"_a = false);
  module.def("count_bigrams", &count_bigrams, "tokens"_a, "words"_a,
             "least"_a, "share"_a, "shares"_a);
}
