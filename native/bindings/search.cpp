// The Python functions that search a matrix of vectors.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bindings/conversions.hpp"
#include "kernels/available_kernels.hpp"
#include "vectors/nearest.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace lemmavec;

namespace {

using AnyMatrix = nb::ndarray<const float, nb::ndim<2>, nb::device::cpu>;
using QueryMatrix = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

Rows rows_of(const AnyMatrix& matrix, int threads) {
  require_within("threads", threads, 1, most_threads);
  const auto columns = static_cast<int>(length_of("a row", matrix.shape(1)));
  return {matrix.data(), static_cast<std::ptrdiff_t>(matrix.shape(0)), columns, matrix.stride(0),
          matrix.stride(1)};
}

auto row_norms(AnyMatrix matrix, int threads) {
  const Rows rows = rows_of(matrix, threads);
  std::vector<float> lengths(matrix.shape(0));
  std::ptrdiff_t bad = 0;
  {
    nb::gil_scoped_release release;
    bad = norms(rows, threads, lengths.data());
  }
  return nb::make_tuple(as_array(std::move(lengths)), bad);
}

auto all_cosines(AnyMatrix matrix, Column<double> query, int threads) {
  const Rows rows = rows_of(matrix, threads);
  if (query.shape(0) != matrix.shape(1)) throw std::invalid_argument("a query of another size");
  std::vector<float> found(matrix.shape(0));
  {
    nb::gil_scoped_release release;
    cosines(rows, query.data(), threads, found.data());
  }
  return as_array(std::move(found));
}

auto search(AnyMatrix matrix, Column<float> lengths, QueryMatrix given, std::size_t kept,
            int threads) {
  const Rows rows = rows_of(matrix, threads);
  if (given.shape(1) != matrix.shape(1)) throw std::invalid_argument("queries of another size");
  if (lengths.shape(0) < matrix.shape(0)) throw std::invalid_argument("a norm for each row");
  if (given.shape(0) > 1u << 20) throw std::invalid_argument("too many queries at once");
  length_of("the answers", kept);
  const Queries queries{given.data(), static_cast<int>(given.shape(0)), rows.size};
  std::vector<std::int64_t> best_rows(given.shape(0) * kept);
  std::vector<float> best(given.shape(0) * kept);
  {
    nb::gil_scoped_release release;
    nearest(rows, lengths.data(), queries, kept, threads, available_kernels().front()->search,
            best_rows.data(), best.data());
  }
  return nb::make_tuple(as_array(std::move(best_rows)), as_array(std::move(best)));
}

}  // namespace

void register_search(nb::module_& module) {
  module.def("row_norms", &row_norms, "matrix"_a, "threads"_a);
  module.def("cosines", &all_cosines, "matrix"_a, "query"_a, "threads"_a);
  module.def("nearest", &search, "matrix"_a, "norms"_a, "queries"_a, "kept"_a, "threads"_a);
}
