// The loop that measures how many multiply-adds the CPU can do, for one instruction set.
#pragma once

#include <cstdint>

namespace lemmavec {

struct PeakLoop {
  const char* instruction_set;
  int multiply_adds_a_round;
  float (*run)(int64_t rounds);  // returns what it computed, which means nothing
};

}  // namespace lemmavec
