// UTF-8 as Python reads it: what is well formed, what is white space, what ends a word.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lemmavec {

using Byte = unsigned char;

// A code point, or the length of a malformed sequence: the longest run of bytes that could have
// begun one (Unicode's "maximal subpart"), which Python replaces by a single U+FFFD.
struct Decoded {
  std::uint32_t code;
  std::size_t length;
  bool valid;
};

// Decodes the sequence that a byte of 0x80 or above begins; Table 3-7 of the Unicode Standard.
inline Decoded decode_multibyte(const Byte* p, const Byte* end) {
  const Byte lead = *p;
  if (lead < 0xC2 || lead > 0xF4) return {0, 1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The first continuation byte is narrowed so that overlong forms, surrogates and code points
  // above U+10FFFF are malformed.
  Byte low = 0x80, high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  std::uint32_t code = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (p + i == end || p[i] < low || p[i] > high) return {0, i, false};
    code = code << 6 | (p[i] & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  return {code, length, true};
}

// The white space of str.split() outside of ASCII.
inline bool is_wide_space(std::uint32_t code) {
  return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

enum class Kind : Byte { space, newline, letter, multibyte, nul };

inline constexpr std::array<Kind, 256> kind_of = [] {
  std::array<Kind, 256> kinds{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool space = (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20);
    kinds[c] = c >= 0x80 ? Kind::multibyte : space ? Kind::space : Kind::letter;
  }
  kinds['\n'] = Kind::newline;
  kinds[0] = Kind::nul;
  return kinds;
}();

}  // namespace lemmavec
