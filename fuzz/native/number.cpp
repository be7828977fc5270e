// Decimal numbers, against strtod: where a number is read, it is the same float32.
#include "vectors/number.hpp"

#include <bit>
#include <string>

#include "harness.hpp"

void fuzz(Input input) {
  const std::string_view text = input.rest();
  float value = 0;
  const char* const end = lemmavec::read_number(text.data(), text.data() + text.size(), value);
  if (!end) return;
  require(end > text.data() && end <= text.data() + text.size(), "where the number ends");
  const std::string number(text.data(), end);
  char* rest = nullptr;
  const auto expected = static_cast<float>(std::strtod(number.c_str(), &rest));
  require(*rest == '\0', "what is read is no number");
  require(std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(expected),
          "another number than that of strtod");
}
