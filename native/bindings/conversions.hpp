// Conversions between Python's values and ours: NumPy arrays, numbers within their limits, and
// settings that are strings.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

template <class T>
using Column =
    nanobind::ndarray<const T, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;

template <class T>
using NewArray = nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<1>>;

// Hands the memory of a vector over to NumPy.
template <class T>
NewArray<T> as_array(std::vector<T> values) {
  auto* owned = new std::vector<T>(std::move(values));
  nanobind::capsule owner(owned, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return NewArray<T>(owned->data(), {owned->size()}, owner);
}

// The largest values with which the native code can count in 32 bits. Python's Settings and
// ReadingOptions refuse more, or less, with better words.
constexpr int most_threads = 1 << 16, most_window = 1 << 20, most_vector_size = 1 << 20;
constexpr int most_negatives = 1 << 16;
constexpr std::int32_t most_words = 1 << 30;

inline void require_within(const std::string& name, std::int64_t given, std::int64_t least,
                           std::int64_t most) {
  if (given >= least && given <= most) return;
  throw std::invalid_argument(name + " must be from " + std::to_string(least) + " to " +
                              std::to_string(most) + ", got " + std::to_string(given));
}

inline void require_finite(const std::string& name, double given) {
  if (!std::isfinite(given))
    throw std::invalid_argument(name + " must be finite, got " + std::to_string(given));
}

// The length of an array, as a signed number of at most `most`.
inline std::int64_t length_of(const std::string& name, std::size_t length,
                              std::int64_t most = std::numeric_limits<std::int32_t>::max()) {
  require_within("the length of " + name, static_cast<std::int64_t>(length), 0, most);
  return static_cast<std::int64_t>(length);
}

// The choice whose name was given.
template <class T>
T choose(const std::string& setting, const std::string& given,
         std::initializer_list<std::pair<const char*, T>> choices) {
  std::string names;
  for (const auto& [name, value] : choices) {
    if (given == name) return value;
    names += (names.empty() ? "'" : " or '") + std::string(name) + "'";
  }
  throw std::invalid_argument(setting + " must be " + names + ", got '" + given + "'");
}
