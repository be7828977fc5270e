// Settings that Python gives as strings.
#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>

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
