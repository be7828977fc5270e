// What a corpus is made of after encoding: word ids, and an id that ends a sentence.
#pragma once

#include <cstdint>

namespace lemmavec {

inline constexpr std::int32_t sentence_end = -1;

}  // namespace lemmavec
