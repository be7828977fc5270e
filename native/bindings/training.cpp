// The Python functions that train, and the classes of what they train on.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bindings/checks.hpp"
#include "bindings/conversions.hpp"
#include "kernels/available_kernels.hpp"
#include "schedule/epoch.hpp"
#include "schedule/single_step.hpp"
#include "schedule/threads.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace lemmavec;

namespace {

constexpr int64_t most_piece_tokens = 1 << 24;
constexpr int64_t most_summed = int64_t{1} << 62;  // so that an epoch more does not overflow
constexpr int most_span = 2 * most_window + block_centres;

void make_stream(TokenStream* self, Column<int32_t> tokens, Column<uint32_t> keep, int window,
                 bool shrink_windows, uint64_t seed, uint64_t epoch) {
  require_within("window", window, 1, most_window);
  new (self) TokenStream{tokens.data(),
                         static_cast<int64_t>(tokens.shape(0)),
                         keep.data(),
                         static_cast<int32_t>(length_of("keep", keep.shape(0), most_words)),
                         static_cast<uint32_t>(window),
                         shrink_windows ? 1u : static_cast<uint32_t>(window),
                         seed,
                         epoch};
}

void make_schedule(Schedule* self, const std::string& mode, int threads, int64_t piece_tokens,
                   float alpha_first, float alpha_last, int64_t first_piece,
                   float curvature_bound) {
  require_within("threads", threads, 1, most_threads);
  require_within("piece_tokens", piece_tokens, 1, most_piece_tokens);
  require_within("first_piece", first_piece, 0, std::numeric_limits<int64_t>::max());
  require_finite("alpha_first", alpha_first);
  require_finite("alpha_last", alpha_last);
  require_finite("curvature_bound", curvature_bound);
  if (curvature_bound < 0) throw std::invalid_argument("curvature_bound must not be negative");
  new (self) Schedule{choose<Mode>("mode", mode,
                                   {{"hogwild", Mode::hogwild},
                                    {"synchronous", Mode::synchronous},
                                    {"frozen", Mode::frozen}}),
                      threads,
                      alpha_first,
                      alpha_last,
                      first_piece,
                      piece_tokens,
                      curvature_bound};
}

void make_running(RunningEpoch* self, int64_t words, int64_t predictions, double loss) {
  require_within("words", words, 0, most_summed);
  require_within("predictions", predictions, 0, most_summed);
  require_finite("loss", loss);
  new (self) RunningEpoch(words, predictions, loss);
}

// The windows of a block: each holds its centre, unless the centres are tags.
void check_windows(const Block& block) {
  const bool words = !block.centres_are_tags;
  if (words && (block.first < 0 || block.first > block.span - block.centres))
    throw std::invalid_argument("centres outside of words");
  for (int i = 0; i < block.centres; i++) {
    const int begin = block.begin[i], end = block.end[i], centre = block.first + i;
    if (begin < 0 || end < begin || end > block.span ||
        (words && (begin > centre || end < centre + 1)))
      throw std::invalid_argument("each window must hold its centre and lie within words");
  }
}

// Tags of centre i are tags[tag_begin[i]] .. tags[tag_begin[i + 1] - 1].
void add_tags(Block& block, const Column<int32_t>& tag_begin, const Column<int32_t>& tags) {
  const auto all = static_cast<int32_t>(length_of("tags", tags.shape(0), most_span));
  const int32_t* begin = tag_begin.data();
  if (tag_begin.shape(0) != static_cast<size_t>(block.centres) + 1 || begin[0] != 0 ||
      begin[block.centres] != all)
    throw std::invalid_argument("tag_begin must lead from 0 to the number of tags");
  for (int i = 0; i < block.centres; i++) {
    block.tags[i] = tags.data() + begin[i];
    block.tag_count[i] = begin[i + 1] - begin[i];
    if (block.tag_count[i] < 0 || (block.centres_are_tags && block.tag_count[i] != 1))
      throw std::invalid_argument("tag_begin must not fall, and rise by 1 where centres are tags");
  }
}

void make_block(Block* self, Column<int32_t> words, int first, Column<int32_t> begin,
                Column<int32_t> end, Column<int32_t> negatives, float negative_weight,
                std::optional<Column<int32_t>> tag_begin, std::optional<Column<int32_t>> tags,
                bool centres_are_tags) {
  Block block{};
  block.words = words.data();
  block.span = static_cast<int>(length_of("words", words.shape(0), most_span));
  block.first = first;
  block.centres = static_cast<int>(length_of("begin", begin.shape(0)));
  block.centres_are_tags = centres_are_tags;
  if (block.centres < 1 || block.centres > block_centres || end.shape(0) != begin.shape(0))
    throw std::invalid_argument("begin and end must have one entry for each of 1 to 16 centres");
  std::copy_n(begin.data(), block.centres, block.begin);
  std::copy_n(end.data(), block.centres, block.end);
  check_windows(block);
  if (tag_begin.has_value() != tags.has_value() || (centres_are_tags && !tags))
    throw std::invalid_argument("tag_begin and tags are needed together");
  if (tags) add_tags(block, *tag_begin, *tags);
  block.negatives = negatives.data();
  block.negative_count = static_cast<int>(length_of("negatives", negatives.shape(0), most_span));
  require_finite("negative_weight", negative_weight);
  block.negative_weight = negative_weight;
  new (self) Block(block);
}

void train_epoch(const Matrices& matrices, const Model& model, const TokenStream& tokens,
                 const Schedule& schedule, RunningEpoch& running,
                 const std::string& instruction_set, Profile* profile) {
  if (profile && model.loss == WordLoss::softmax)
    throw std::invalid_argument("full softmax has no profile");
  const Epoch epoch{kernels_for(instruction_set), matrices, model, tokens, schedule, profile};
  check_sizes(epoch);
  nb::gil_scoped_release release;
  run_epoch(epoch, running);
}

nb::tuple step(const Matrices& matrices, const Model& model, const Block& block, float alpha,
               const std::string& instruction_set) {
  require_finite("alpha", alpha);
  check_rows(matrices, model);
  check_ids(block.words, block.span, matrices.rows);
  check_ids(block.negatives, block.negative_count, matrices.rows);
  bool has_tags = false;
  for (int i = 0; i < block.centres; i++) {
    check_ids(block.tags[i], block.tag_count[i], matrices.d_rows);
    has_tags |= block.tag_count[i] > 0;
  }
  if (block.centres_are_tags && model.cbow())
    throw std::invalid_argument("only PV-DBOW has tags as centres");
  if (has_tags && model.loss == WordLoss::softmax)
    throw std::invalid_argument("full softmax has no documents");
  if (model.tree && model.tree->words() != matrices.rows)
    throw std::invalid_argument("the tree must have one leaf for each row of V");
  const int groups = model.groups(block.centres);
  if (model.loss == WordLoss::negative_sampling && block.negative_count % groups)
    throw std::invalid_argument("each group of centres must have as many negatives as the others");
  const Loss loss = take_step(kernels_for(instruction_set), matrices, model, block, alpha);
  return nb::make_tuple(loss.sum, loss.predictions);
}

nb::dict seconds(const Profile& profile) {
  nb::dict by_part;
  for (int p = 0; p < part_count; p++) by_part[part_names[p]] = profile.seconds[p].load();
  return by_part;
}

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (const Kernels* kernels : available_kernels()) names.emplace_back(kernels->instruction_set);
  return names;
}

// Threads that cannot start are an OSError: it is the system that has none left.
void translate_thread_errors(const std::exception_ptr& error, void*) {
  try {
    std::rethrow_exception(error);
  } catch (const CannotStartThreads& cause) {
    PyErr_SetString(PyExc_OSError, cause.what());
  }
}

}  // namespace

// The structs point to the arrays that they are made of, which are therefore kept alive.
void register_training(nb::module_& module) {
  module.def("instruction_sets", &instruction_sets);
  module.attr("CBOW_GROUP") = cbow_group;

  nb::class_<TokenStream>(module, "TokenStream")
      .def("__init__", &make_stream, "tokens"_a.noconvert(), "keep"_a.noconvert(), nb::kw_only(),
           "window"_a, "shrink_windows"_a = true, "seed"_a, "epoch"_a, nb::keep_alive<1, 2>(), nb::keep_alive<1, 3>());

  nb::class_<Schedule>(module, "Schedule")
      .def("__init__", &make_schedule, "mode"_a, nb::kw_only(), "threads"_a, "piece_tokens"_a,
           "alpha_first"_a = 0.0f, "alpha_last"_a = 0.0f, "first_piece"_a = 0,
           "curvature_bound"_a = 0.0f);

  nb::class_<RunningEpoch>(module, "RunningEpoch")
      .def("__init__", &make_running, "words"_a = 0, "predictions"_a = 0, "loss"_a = 0.0)
      .def_prop_ro("words", [](const RunningEpoch& e) { return e.words.load(); })
      .def_prop_ro("predictions", [](const RunningEpoch& e) { return e.predictions.load(); })
      .def_prop_ro("loss", [](const RunningEpoch& e) { return e.loss.load(); })
      .def_prop_ro("pieces", [](const RunningEpoch& e) { return e.pieces.load(); })
      .def("stop", [](RunningEpoch& e) { e.stopped = true; });

  nb::class_<Profile>(module, "Profile")
      .def(nb::init<>())
      .def_prop_ro("seconds", &seconds)
      .def_prop_ro("path_nodes", [](const Profile& p) { return p.path_nodes.load(); });

  nb::class_<Block>(module, "Block")
      .def("__init__", &make_block, "words"_a.noconvert(), "first"_a, "begin"_a, "end"_a,
           "negatives"_a.noconvert(), "negative_weight"_a, "tag_begin"_a.noconvert() = nb::none(),
           "tags"_a.noconvert() = nb::none(), "centres_are_tags"_a = false, nb::keep_alive<1, 2>(),
           nb::keep_alive<1, 6>(), nb::keep_alive<1, 9>());

  nb::register_exception_translator(&translate_thread_errors);
  module.def("train_epoch", &train_epoch, "matrices"_a, "model"_a, "tokens"_a, "schedule"_a,
             "running"_a, "instruction_set"_a, "profile"_a = nb::none());
  module.def("step", &step, "matrices"_a, "model"_a, "block"_a, "alpha"_a, "instruction_set"_a);
}
