// The lines of a text file of vectors, against std::string's splitting and strtod.
#include <bit>
#include <string>
#include <vector>

#include "harness.hpp"
#include "vectors/file_rows.hpp"

namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";

std::string_view stripped(std::string_view line) {
  const std::size_t last = line.find_last_not_of(blanks);
  return last == std::string_view::npos ? line.substr(0, 0) : line.substr(0, last + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    found.push_back(stripped(text.substr(0, newline)));
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
  }
  return found;
}

// A line that was read: the word up to the first space, then exactly the numbers of its row.
void compare(std::string_view line, std::int64_t word_end, const float* row, int size) {
  require(line.find(' ') == static_cast<std::size_t>(word_end), "where the word ends");
  std::string_view rest = line.substr(static_cast<std::size_t>(word_end));
  for (int k = 0; k < size; ++k) {
    const std::size_t begin = rest.find_first_not_of(blanks);
    require(begin != std::string_view::npos && begin > 0, "a value that is not there");
    rest.remove_prefix(begin);
    const std::string number(rest.substr(0, rest.find_first_of(blanks)));
    const auto expected = static_cast<float>(std::strtod(number.c_str(), nullptr));
    require(std::bit_cast<std::uint32_t>(row[k]) == std::bit_cast<std::uint32_t>(expected),
            "another value than that of strtod");
    rest.remove_prefix(number.size());
  }
  require(rest.empty(), "a line with more values was read");
}

}  // namespace

void fuzz(Input input) {
  const int size = static_cast<int>(input.below(5));
  const std::string_view text = input.rest();
  const auto bytes = static_cast<std::int64_t>(text.size());
  const lemmavec::Spans spans = lemmavec::lines(text.data(), bytes);
  const std::vector<std::string_view> expected = lines_of(text);
  require(spans.begin.size() == expected.size(), "how many lines there are");
  const auto count = static_cast<std::int64_t>(expected.size());
  std::vector<float> rows(expected.size() * static_cast<std::size_t>(size));
  const std::vector<std::int64_t> word_ends = lemmavec::read_lines(
      text.data(), spans.begin.data(), spans.end.data(), count, size, rows.data(), 1);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string_view line = text.substr(spans.begin[i], spans.end[i] - spans.begin[i]);
    require(line.data() == expected[i].data() && line == expected[i], "a line");
    if (word_ends[i] < 0) continue;
    compare(line, word_ends[i] - spans.begin[i], rows.data() + i * static_cast<std::size_t>(size), size);
  }
}
