// Text to ids, against a reference that decodes one character after the other: the words, the ends
// of sentences, and the place of the first byte that is no text.
#include "text/encoder.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "harness.hpp"

using namespace lemmavec;

namespace {

const std::string end_of_sentence = "\n";

bool is_scalar_value(std::uint32_t code) {
  return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

// Whether some code point of a range is encoded in `length` bytes, no fewer.
bool any_of_length(std::uint32_t first, std::uint32_t last, std::size_t length) {
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  for (std::uint32_t code = std::max(first, least[length]); code <= last; ++code)
    if (is_scalar_value(code)) return true;
  return false;
}

// The character at the beginning of a text: its length, negative where it is malformed, and its code.
int decode(std::string_view text, std::uint32_t& code) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  code = byte(0);
  if (code < 0x80) return 1;
  const std::size_t length = code < 0xC0 ? 0 : code < 0xE0 ? 2 : code < 0xF0 ? 3 : code < 0xF8 ? 4 : 0;
  if (length == 0) return -1;
  code &= 0x7Fu >> length;
  for (std::size_t have = 1;; ++have) {
    const std::size_t bits = 6 * (length - have);
    if (!any_of_length(code << bits, (code << bits) | ((1u << bits) - 1), length))
      return have == 1 ? -1 : -static_cast<int>(have - 1);
    if (have == length) return static_cast<int>(length);
    if (have == text.size() || (byte(have) & 0xC0) != 0x80) return -static_cast<int>(have);
    code = code << 6 | (byte(have) & 0x3F);
  }
}

bool is_space(std::uint32_t code) {
  for (const std::uint32_t other : {0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000})
    if (code == other) return true;
  return (code >= 0x9 && code <= 0xD) || (code >= 0x1C && code <= 0x20) ||
         (code >= 0x2000 && code <= 0x200A);
}

struct Expected {
  std::vector<std::string> items;  // words and ends of sentences
  std::size_t fault = std::string::npos;
};

Expected split(std::string_view text, bool replace) {
  Expected found;
  std::string word;
  bool in_sentence = true;
  const auto end_word = [&] {
    if (word.empty()) return;
    found.items.push_back(std::move(word));
    word.clear();
    in_sentence = true;
  };
  for (std::size_t at = 0; at < text.size();) {
    std::uint32_t code = 0;
    const int length = decode(text.substr(at), code);
    const auto bytes = static_cast<std::size_t>(std::abs(length));
    if ((length == 1 && code == 0) || (length < 0 && !replace)) {
      found.fault = at;
      return found;
    }
    if (length < 0) {
      word += "\xEF\xBF\xBD";
    } else if (is_space(code)) {
      end_word();
      if (code == '\n') {
        if (in_sentence) found.items.push_back(end_of_sentence);
        in_sentence = false;
      }
    } else {
      word += text.substr(at, bytes);
    }
    at += bytes;
  }
  end_word();
  return found;
}

void compare(Encoder& encoder, std::string_view text, bool replace) {
  const Expected expected = split(text, replace);
  bool failed = false;
  try {
    encoder.encode(reinterpret_cast<const Byte*>(text.data()), text.size());
  } catch (const std::invalid_argument&) {
    failed = true;
  }
  require(failed == (expected.fault != std::string::npos), "whether the text is well formed");
  if (failed) {
    require(encoder.fault() == expected.fault, "the place of the first bad byte");
    return;
  }
  require(encoder.size() == expected.items.size(), "how many ids the text has");
  for (std::size_t i = 0; i < encoder.size(); ++i) {
    const std::int32_t id = encoder.ids()[i];
    const bool ends = expected.items[i] == end_of_sentence;
    require(ends == (id == sentence_end), "where sentences end");
    if (!ends) require(encoder.table()[id] == expected.items[i], "a word");
  }
}

}  // namespace

void fuzz(Input input) {
  const bool replace = input.below(2);
  const unsigned cut = input.below(256);
  const std::string_view text = input.rest();
  Encoder encoder(replace);
  // The second call goes on with the buffers and the table of the first, whatever became of it.
  const std::size_t first = text.size() * cut / 256;
  compare(encoder, text.substr(0, first), replace);
  compare(encoder, text.substr(first), replace);
}
