// MurmurHash3, the x64 variant of 128 bits, which Austin Appleby placed in the public domain.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lemmavec {

// The hash as four numbers of 32 bits, the low half of each 64 first, as floret takes them.
inline std::array<std::uint32_t, 4> murmur_hash(std::string_view text, std::uint32_t seed) {
  constexpr std::uint64_t c1 = 0x87c37b91114253d5u, c2 = 0x4cf5ad432745937fu;
  std::uint64_t h1 = seed, h2 = seed;
  const auto mixed_1 = [](std::uint64_t k) { return std::rotl(k * c1, 31) * c2; };
  const auto mixed_2 = [](std::uint64_t k) { return std::rotl(k * c2, 33) * c1; };
  // Eight bytes from `begin` on, zeros after the end; the first is the lowest.
  const auto word = [&](std::size_t begin) {
    std::uint64_t k = 0;
    for (std::size_t i = 0; i < 8 && begin + i < text.size(); ++i)
      k |= std::uint64_t{static_cast<unsigned char>(text[begin + i])} << (8 * i);
    return k;
  };
  std::size_t done = 0;
  for (; done + 16 <= text.size(); done += 16) {
    h1 = (std::rotl(h1 ^ mixed_1(word(done)), 27) + h2) * 5 + 0x52dce729u;
    h2 = (std::rotl(h2 ^ mixed_2(word(done + 8)), 31) + h1) * 5 + 0x38495ab5u;
  }
  h2 ^= mixed_2(word(done + 8));
  h1 ^= mixed_1(word(done));
  const auto finished = [](std::uint64_t k) {
    k = (k ^ k >> 33) * 0xff51afd7ed558ccdu;
    k = (k ^ k >> 33) * 0xc4ceb9fe1a85ec53u;
    return k ^ k >> 33;
  };
  h1 ^= text.size();
  h2 ^= text.size();
  h1 += h2;
  h2 += h1;
  h1 = finished(h1);
  h2 = finished(h2);
  h1 += h2;
  h2 += h1;
  return {static_cast<std::uint32_t>(h1), static_cast<std::uint32_t>(h1 >> 32),
          static_cast<std::uint32_t>(h2), static_cast<std::uint32_t>(h2 >> 32)};
}

}  // namespace lemmavec
