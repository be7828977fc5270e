// From text to ids: splits UTF-8 as Python's str.split() does, and counts each word.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <memory>
#include <stdexcept>
#include <string>

#include "text/utf8.hpp"
#include "text/word_table.hpp"
#include "tokens.hpp"

namespace lemmavec {

class Encoder {
 public:
  // A word of more than `longest_word` bytes is an error.
  explicit Encoder(bool replace, std::size_t longest_word = ~std::size_t{0})
      : replace_(replace), longest_word_(longest_word) {}

  // Encodes text that begins and ends between words. Each line that has words, or that began in the
  // text of an earlier call, ends in `sentence_end`.
  void encode(const Byte* data, std::size_t size) {
    reserve(size);
    begin_ = data;
    waiting_ = 0;
    ids_end_ = ids_.get();
    bool in_sentence = true;  // an earlier call may have left a line open
    for (const Byte *p = data, *end = data + size; p != end;) {
      if (add_short_word(p, end)) {
        in_sentence = true;
        continue;
      }
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
          in_sentence |= add_any_word(p, end);
      }
    }
    look_up_waiting();
  }

  WordTable& table() { return table_; }
  const std::int32_t* ids() const { return ids_.get(); }
  std::size_t size() const { return static_cast<std::size_t>(ids_end_ - ids_.get()); }
  std::size_t fault() const { return fault_; }
  // May be asked for by another thread, which reports progress.
  std::int64_t words() const { return words_.load(std::memory_order_relaxed); }

 private:
  // There are no more ids than bytes of text, so the buffer never has to grow while encoding.
  void reserve(std::size_t size) {
    if (size <= capacity_) return;
    ids_ = std::make_unique_for_overwrite<std::int32_t[]>(size);
    ids_end_ = ids_.get();
    capacity_ = size;
  }

  // The common case, with one load: a word of 1 to 7 visible ASCII bytes and white space after it.
  bool add_short_word(const Byte*& p, const Byte* end) {
    if (std::endian::native != std::endian::little || end - p < 8) return false;
    const char* const start = reinterpret_cast<const char*>(p);
    const std::uint64_t eight = load8(start);
    const std::uint64_t stops = outside_visible_ascii(eight);
    const auto length = static_cast<std::size_t>(std::countr_zero(stops) / 8);
    if (stops == 0 || length == 0 || kind_of[p[length]] > Kind::newline) return false;
    const std::uint64_t head = eight & (~std::uint64_t{0} >> (64 - 8 * length));
    add_soon(short_key(head, length), {start, length});
    p += length;
    return true;
  }

  // Moves p past the word that begins there; false if it was white space after all.
  bool add_any_word(const Byte*& p, const Byte* end) {
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
        if (mended_.empty()) mended_begin_ = start;
        // The text may be cut within a letter of a word as long as this.
        if (static_cast<std::size_t>(p - mended_begin_) > longest_word_)
          fail(mended_begin_, too_long);
        if (!replace_) fail(p, "not UTF-8");
        mended_.append(reinterpret_cast<const char*>(start), static_cast<std::size_t>(p - start));
        mended_ += "\xEF\xBF\xBD";
        start = p + decoded.length;
      } else if (is_wide_space(decoded.code)) {
        const Byte* stop = p;
        p += decoded.length;
        return add_span(start, stop);
      }
      p += decoded.length;
    }
    return add_span(start, p);
  }

  bool add_span(const Byte* start, const Byte* stop) {
    std::string_view word(reinterpret_cast<const char*>(start),
                          static_cast<std::size_t>(stop - start));
    if (!mended_.empty()) word = mended_.append(word);
    if (word.size() > longest_word_) fail(mended_.empty() ? start : mended_begin_, too_long);
    if (word.empty()) return false;
    add_soon(key_of(word), word);
    if (!mended_.empty()) look_up_waiting();  // before the next word overwrites it
    return true;
  }

  // Most of the table is not in the nearest caches. Words are therefore kept in a queue while their
  // slots are prefetched.
  void add_soon(Key key, std::string_view word) {
    table_.prefetch(key);
    queue_[waiting_++] = {key, word, ids_end_++};
    words_.store(words() + 1, std::memory_order_relaxed);  // this thread alone writes it
    if (waiting_ == queue_.size()) look_up_waiting();
  }

  void look_up_waiting() {
    for (std::size_t i = 0; i < waiting_; ++i)
      *queue_[i].id = table_.add(queue_[i].key, queue_[i].word);
    waiting_ = 0;
  }

  // Sets the high bit of each byte that is not in 0x21 to 0x7F. Borrows can make only those after
  // the first such byte wrong.
  static std::uint64_t outside_visible_ascii(std::uint64_t eight) {
    constexpr std::uint64_t ones = 0x0101010101010101u;
    return ((eight - ones * 0x21) | eight) & ones * 0x80;
  }

  static const Byte* skip_visible_ascii(const Byte* p, const Byte* end) {
    if constexpr (std::endian::native == std::endian::little) {
      for (; end - p >= 8; p += 8) {
        const std::uint64_t stops =
            outside_visible_ascii(load8(reinterpret_cast<const char*>(p)));
        if (stops) return p + std::countr_zero(stops) / 8;
      }
    }
    while (p != end && *p > 0x20 && *p < 0x80) ++p;
    return p;
  }

  static constexpr const char* too_long = "a word that is too long";

  [[noreturn]] void fail(const Byte* p, const char* why) {
    fault_ = static_cast<std::size_t>(p - begin_);
    throw std::invalid_argument(why);
  }

  struct Waiting {
    Key key;
    std::string_view word;
    std::int32_t* id;  // where its id goes
  };

  WordTable table_;
  bool replace_;
  std::size_t longest_word_;
  std::array<Waiting, 32> queue_;
  std::size_t waiting_ = 0;
  std::unique_ptr<std::int32_t[]> ids_;
  std::int32_t* ids_end_ = nullptr;
  std::size_t capacity_ = 0;
  std::string mended_;  // a word whose malformed bytes are replaced
  const Byte* mended_begin_ = nullptr;
  const Byte* begin_ = nullptr;
  std::size_t fault_ = 0;
  std::atomic<std::int64_t> words_ = 0;
};

}  // namespace lemmavec
