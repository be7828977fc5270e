// The rows of word2vec's text and binary formats, within a block of a file.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "schedule/threads.hpp"
#include "vectors/number.hpp"

namespace lemmavec {

// Where words, or lines, begin and end in a block.
struct Spans {
  std::vector<std::int64_t> begin, end;
};

// The white space that bytes.rstrip() takes away.
inline bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The lines of a block, without white space at their ends. The last one may lack its "\n".
inline Spans lines(const char* text, std::int64_t size) {
  Spans found;
  for (std::int64_t begin = 0; begin < size;) {
    const void* const newline = std::memchr(text + begin, '\n', size - begin);
    const std::int64_t next =
        newline ? static_cast<const char*>(newline) - text : size;
    std::int64_t end = next;
    while (end > begin && is_blank(text[end - 1])) --end;
    found.begin.push_back(begin);
    found.end.push_back(end);
    begin = next + 1;
  }
  return found;
}

// Reads "word value ... value" with `size` values, and returns the word's end; null if the line is
// anything else, or holds a number that `read_number` leaves open.
inline const char* read_line(const char* p, const char* end, int size, float* row) {
  const char* const word_end = static_cast<const char*>(std::memchr(p, ' ', end - p));
  if (!word_end) return nullptr;
  p = word_end;
  for (int k = 0; k < size; ++k) {
    if (p == end || !is_blank(*p)) return nullptr;
    while (p < end && is_blank(*p)) ++p;
    p = read_number(p, end, row[k]);
    if (!p) return nullptr;
  }
  return p == end ? word_end : nullptr;
}

// Calls work(first, last) on ranges of `count` rows, on several threads.
template <class Work>
void for_row_ranges(std::int64_t count, int threads, const Work& work) {
  constexpr std::int64_t at_once = 256;
  std::atomic<std::int64_t> next{0};
  Threads(threads).run([&](int) {
    for (std::int64_t first; (first = next.fetch_add(at_once)) < count;)
      work(first, std::min(count, first + at_once));
  });
}

// Reads lines into rows of `size` floats; gives where each word ends, or -1 if `read_line` fails.
inline std::vector<std::int64_t> read_lines(const char* text, const std::int64_t* begin,
                                            const std::int64_t* end, std::int64_t count, int size,
                                            float* rows, int threads) {
  std::vector<std::int64_t> word_ends(count);
  for_row_ranges(count, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i) {
      const char* const word_end = read_line(text + begin[i], text + end[i], size, rows + i * size);
      word_ends[i] = word_end ? word_end - text : -1;
    }
  });
  return word_ends;
}

// The words of up to `limit` whole binary rows: newlines, a word, a space and `size` floats.
inline Spans binary_rows(const char* block, std::int64_t length, int size, std::int64_t limit) {
  Spans found;
  const std::int64_t bytes = 4 * static_cast<std::int64_t>(size);
  for (std::int64_t begin = 0; static_cast<std::int64_t>(found.end.size()) < limit;) {
    const void* const space = std::memchr(block + begin, ' ', length - begin);
    if (!space) break;
    const std::int64_t end = static_cast<const char*>(space) - block;
    if (end + 1 + bytes > length) break;
    while (begin < end && block[begin] == '\n') ++begin;
    found.begin.push_back(begin);
    found.end.push_back(end);
    begin = end + 1 + bytes;
  }
  return found;
}

// Copies the `size` floats after the space at each word's end.
inline void copy_rows(const char* block, const std::int64_t* word_ends, std::int64_t count,
                      int size, float* rows, int threads) {
  for_row_ranges(count, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
      std::memcpy(rows + i * size, block + word_ends[i] + 1, 4 * static_cast<std::size_t>(size));
  });
}

}  // namespace lemmavec
