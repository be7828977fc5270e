// Conversions between Python's values and ours: NumPy arrays, and settings that are strings.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <initializer_list>
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
