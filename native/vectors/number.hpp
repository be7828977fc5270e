// Decimal numbers to float32, as Python reads them: first to double, then rounded to float32.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace lemmavec {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

// What the digits and the exponent of a number say: mantissa * 10^exponent.
struct Decimal {
  std::uint64_t mantissa = 0;  // the first 19 digits, zeros in front not counted
  int exponent = 0;

  static constexpr int most_digits = 19;

  // Reads digits, and returns the first byte after them.
  const char* digits(const char* p, const char* end, bool fraction) {
    for (; p < end && is_digit(*p); ++p) {
      if (count < most_digits) {
        mantissa = mantissa * 10 + static_cast<unsigned>(*p - '0');
        count += mantissa != 0;
        exponent -= fraction;
      } else {
        exponent += !fraction;
      }
    }
    return p;
  }

  int count = 0;
};

// value = mantissa * 10^exponent, exactly as float(text) rounded to float32; false where that is not
// certain. Mantissa and power are exact doubles in most numbers, so that one operation rounds once.
// Otherwise the product's error is below 2^-50 of it: where both ends of that interval round to the
// same float32, so does every number in it.
inline bool to_float(Decimal decimal, float& value) {
  constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr int largest = 22;
  if (decimal.mantissa == 0) {
    value = 0;
    return true;
  }
  if (decimal.exponent < -4 * largest || decimal.exponent > 2 * largest) return false;
  double product = static_cast<double>(decimal.mantissa);
  int exponent = decimal.exponent;
  const bool exact =
      decimal.mantissa <= 1ull << 53 && exponent >= -largest && exponent <= largest;
  for (; exponent < -largest; exponent += largest) product /= powers[largest];
  for (; exponent > largest; exponent -= largest) product *= powers[largest];
  product = exponent < 0 ? product / powers[-exponent] : product * powers[exponent];
  // Halfway from the largest float32 to 2^128, which it would round to.
  constexpr double overflow = 0x1.ffffffp127;
  const double low = exact ? product : product * (1 - 0x1p-49);
  const double high = exact ? product : product * (1 + 0x1p-49);
  if (high >= overflow) {
    value = std::numeric_limits<float>::infinity();
    return low >= overflow;
  }
  value = static_cast<float>(low);
  return value == static_cast<float>(high);
}

// Reads the number that begins at `p`, and returns the first byte after it; null where there is none
// or it is of a rare kind: NaN, infinity, or one that `to_float` leaves open.
inline const char* read_number(const char* p, const char* end, float& value) {
  bool negative = false;
  if (p < end && (*p == '-' || *p == '+')) negative = *p++ == '-';
  Decimal decimal;
  const char* const whole = p;
  p = decimal.digits(p, end, false);
  std::ptrdiff_t digits = p - whole;
  if (p < end && *p == '.') {
    const char* const fraction = ++p;
    p = decimal.digits(p, end, true);
    digits += p - fraction;
  }
  if (digits == 0) return nullptr;
  if (p < end && (*p | 32) == 'e') {
    ++p;
    bool below = false;
    if (p < end && (*p == '-' || *p == '+')) below = *p++ == '-';
    const char* const first = p;
    int exponent = 0;
    for (; p < end && is_digit(*p); ++p)
      if (exponent < 10'000) exponent = exponent * 10 + (*p - '0');
    if (p == first) return nullptr;
    decimal.exponent += below ? -exponent : exponent;
  }
  if (!to_float(decimal, value)) return nullptr;
  if (negative) value = -value;
  return p;
}

}  // namespace lemmavec
