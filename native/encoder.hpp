// Text to ids: splits UTF-8 as Python's str.split() does, and counts each word on the way.
#pragma once

#include <bit>
#include <memory>
#include <stdexcept>
#include <string>

#include "utf8.hpp"
#include "word_table.hpp"

namespace lemmavec {

inline constexpr std::int32_t sentence_end = -1;

class Encoder {
 public:
  explicit Encoder(bool replace) : replace_(replace) {}

  // Encodes a piece of text that begins and ends between words. Each line that has words, or
  // that began in an earlier piece, ends in `sentence_end`.
  void encode(const Byte* data, std::size_t size) {
    reserve(size);
    begin_ = data;
    ids_end_ = ids_.get();
    bool in_sentence = true;  // an earlier piece may have left a line open
    for (const Byte *p = data, *end = data + size; p != end;) {
      switch (kind_of[*p]) {
        case Kind::space:
          ++p;
          break;
        case Kind::newline:
          if (in_sentence) *ids_end_++ = sentence_end;
          in_sentence = false;
          ++p;
          break;
        default:
          in_sentence |= encode_word(p, end);
      }
    }
  }

  WordTable& table() { return table_; }
  const std::int32_t* ids() const { return ids_.get(); }
  std::size_t size() const { return static_cast<std::size_t>(ids_end_ - ids_.get()); }
  std::size_t fault() const { return fault_; }
  std::int64_t words() const { return words_; }

 private:
  // No id takes less than a byte of text, so the buffer never has to grow within a piece.
  void reserve(std::size_t size) {
    if (size <= capacity_) return;
    ids_ = std::make_unique_for_overwrite<std::int32_t[]>(size);
    ids_end_ = ids_.get();
    capacity_ = size;
  }

  // Moves p past the word that begins there; false if it was white space after all.
  bool encode_word(const Byte*& p, const Byte* end) {
    const Byte* start = p;
    mended_.clear();
    while ((p = skip_visible_ascii(p, end)) != end) {
      const Kind kind = kind_of[*p];
      if (kind == Kind::space || kind == Kind::newline) break;
      if (kind == Kind::nul) fail(p, "a NUL byte");
      if (kind == Kind::letter) {  // a control character, which str.split() keeps
        ++p;
        continue;
      }
      const Decoded decoded = decode_multibyte(p, end);
      if (!decoded.valid) {
        if (!replace_) fail(p, "not UTF-8");
        mended_.append(reinterpret_cast<const char*>(start), static_cast<std::size_t>(p - start));
        mended_ += "\xEF\xBF\xBD";
        start = p + decoded.length;
      } else if (is_wide_space(decoded.code)) {
        const Byte* stop = p;
        p += decoded.length;
        return add_word(start, stop);
      }
      p += decoded.length;
    }
    return add_word(start, p);
  }

  bool add_word(const Byte* start, const Byte* stop) {
    std::string_view word(reinterpret_cast<const char*>(start),
                          static_cast<std::size_t>(stop - start));
    if (!mended_.empty()) word = mended_.append(word);
    if (word.empty()) return false;
    *ids_end_++ = table_.add(word);
    ++words_;
    return true;
  }

  // Eight bytes at a time past those in 0x21 to 0x7F. The high bit of each byte of `stops` tells
  // whether it is outside; borrows can only spoil bytes after the first one found.
  static const Byte* skip_visible_ascii(const Byte* p, const Byte* end) {
    constexpr std::uint64_t ones = 0x0101010101010101u;
    if constexpr (std::endian::native == std::endian::little) {
      for (; end - p >= 8; p += 8) {
        const std::uint64_t eight = load<std::uint64_t>(reinterpret_cast<const char*>(p));
        const std::uint64_t stops = ((eight - ones * 0x21) | eight) & ones * 0x80;
        if (stops) return p + std::countr_zero(stops) / 8;
      }
    }
    while (p != end && *p > 0x20 && *p < 0x80) ++p;
    return p;
  }

  [[noreturn]] void fail(const Byte* p, const char* why) {
    fault_ = static_cast<std::size_t>(p - begin_);
    throw std::invalid_argument(why);
  }

  WordTable table_;
  bool replace_;
  std::unique_ptr<std::int32_t[]> ids_;
  std::int32_t* ids_end_ = nullptr;
  std::size_t capacity_ = 0;
  std::string mended_;  // a word with malformed bytes, rewritten
  const Byte* begin_ = nullptr;
  std::size_t fault_ = 0;
  std::int64_t words_ = 0;
};

}  // namespace lemmavec
