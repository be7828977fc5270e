// Hashes that nobody can foresee, so that no text can be made of words whose hashes are the same.
#pragma once

#include <cstdint>
#include <random>

namespace lemmavec {

struct Secrets {
  std::uint64_t added, factor;
};

// Drawn anew in each process. Neither ids nor the order of words depend on them.
inline const Secrets secrets = [] {
  std::random_device device;
  const auto draw = [&] { return std::uint64_t{device()} << 32 | device(); };
  return Secrets{draw(), draw() | 1};
}();

// Both halves of the product of 128 bits. A product of 64 bits would not do: its low bits, and with
// them the differences of two hashes, do not depend on the high bits of what is secret.
inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Product;
  const Product product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t secret_hash(std::uint64_t x) {
  return fold(x ^ secrets.added, secrets.factor);
}

}  // namespace lemmavec
