// Counting and encoding of text: the Python face of the encoder and its word table.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>


#include "text/bigrams.hpp"
#include "text/encoder.hpp"

namespace nb = nanobind;
using namespace lemmavec;

namespace {

using Ids = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig>;
using Counts = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig>;

template <class T>
nb::ndarray<nb::numpy, T, nb::ndim<1>> as_array(std::vector<T> values) {
  auto* owned = new std::vector<T>(std::move(values));
  nb::capsule owner(owned, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return nb::ndarray<nb::numpy, T, nb::ndim<1>>(owned->data(), {owned->size()}, owner);
}

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

auto encode(nb::handle self, nb::ndarray<const Byte, nb::ndim<1>, nb::c_contig> text) {
  auto& encoder = nb::cast<Encoder&>(self);
  {
    nb::gil_scoped_release release;
    encoder.encode(text.data(), text.shape(0));
  }
  return nb::ndarray<nb::numpy, const std::int32_t, nb::ndim<1>>(encoder.ids(), {encoder.size()},
                                                                 self);
}

struct Compacted {
  std::size_t words = 0, ends = 0;
  bool leading_end = false;  // a sentence ends here before any kept word
  bool open = false;         // the last sentence goes on
};

// Renames each id to final_ids[id], drops the words whose final id is negative, and the ends of
// sentences that have no word left.
template <bool writes>
Compacted scan(Ids ids, Ids final_ids, bool open, std::int32_t* out) {
  Compacted sum;
  sum.open = open;
  const std::int32_t* const final_of = final_ids.data();
  for (const std::int32_t *id = ids.data(), *end = id + ids.shape(0); id != end; ++id) {
    if (*id == sentence_end) {
      sum.leading_end |= sum.words == 0;
      if constexpr (writes) {
        if (sum.open) out[sum.words + sum.ends] = sentence_end;
      }
      sum.ends += sum.open;
      sum.open = false;
    } else if (const std::int32_t final_id = final_of[*id]; final_id >= 0) {
      if constexpr (writes) out[sum.words + sum.ends] = final_id;
      ++sum.words;
      sum.open = true;
    }
  }
  return sum;
}

nb::tuple measure(Ids ids, Ids final_ids) {
  Compacted sum;
  {
    nb::gil_scoped_release release;
    sum = scan<false>(ids, final_ids, true, nullptr);
  }
  return nb::make_tuple(sum.words, sum.ends, sum.leading_end, sum.open);
}

auto compact(Ids ids, Ids final_ids, bool open) {
  std::vector<std::int32_t> out(ids.shape(0));
  {
    nb::gil_scoped_release release;
    const Compacted sum = scan<true>(ids, final_ids, open, out.data());
    out.resize(sum.words + sum.ends);
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
        .each([&](Pair pair, std::int64_t count) {
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
      .def("add", &add_words, nb::arg("words"), nb::arg("counts"))
      .def("words", &words_of, nb::arg("ids"))
      .def("ranked", [](const WordTable& t, std::int64_t n) { return as_array(t.ranked(n)); },
           nb::arg("min_count"))
      .def("absorb", &absorb, nb::arg("other"));
  nb::class_<Encoder>(module, "Encoder", "Splits UTF-8 text and gives each word an id.")
      .def(nb::init<bool>(), nb::arg("replace") = false)
      .def("encode", &encode, nb::arg("text"))
      .def_prop_ro("table", &Encoder::table, nb::rv_policy::reference_internal)
      .def_prop_ro("fault", &Encoder::fault)
      .def_prop_ro("words", &Encoder::words);
  module.def("measure", &measure, nb::arg("ids"), nb::arg("final_ids"));
  module.def("compact", &compact, nb::arg("ids"), nb::arg("final_ids"), nb::arg("open"));
  module.def("count_bigrams", &count_bigrams, nb::arg("tokens"), nb::arg("words"),
             nb::arg("least"), nb::arg("share"), nb::arg("shares"));
}
