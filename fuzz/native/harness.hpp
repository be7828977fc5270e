// What the native targets share: input taken apart, and what an execution may cost.
//
// A target is a function `fuzz(Input)`; `require` compares what the code gives with a plain
// reference. An execution fails too if it holds more than 8 MB and 10 times the input in memory: 4 MB
// are allocated to see whether threads have room for their exceptions. The slowest execution and the
// one with the most memory are printed for the table of `make fuzz`.
#pragma once

#include <sanitizer/allocator_interface.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  // The next byte, as a number below `limit`; 0 where there is none left.
  unsigned below(unsigned limit) {
    if (size_ == 0) return 0;
    --size_;
    return *data_++ % limit;
  }

  // All that is left. It ends where the allocation ends, so that a byte read after it is noticed.
  std::string_view rest() const {
    return size_ ? std::string_view(reinterpret_cast<const char*>(data_), size_) : "";
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

void fuzz(Input input);

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "WRONG: %s\n", what);
  std::abort();
}

namespace cost {

constexpr double factor = 10, seconds = 5;
constexpr std::int64_t constant = std::int64_t{8} << 20;

inline std::atomic<std::int64_t> held{0}, most{0};
inline double slowest = 0;
inline std::int64_t most_of_all = 0, size_of_most = 0;

// Only what an execution allocates after its start is counted, and only what it frees of it.
inline void allocated(const volatile void*, std::size_t size) {
  const std::int64_t now = held += static_cast<std::int64_t>(size);
  std::int64_t before = most;
  while (now > before && !most.compare_exchange_weak(before, now)) {
  }
}

inline void freed(const volatile void* memory) {
  if (memory) held -= static_cast<std::int64_t>(__sanitizer_get_allocated_size(memory));
}

inline double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline void print() {
  std::fprintf(stderr, "COST slowest %.6f memory %lld file %lld\n", slowest,
               static_cast<long long>(most_of_all), static_cast<long long>(size_of_most));
}

}  // namespace cost

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  __sanitizer_install_malloc_and_free_hooks(cost::allocated, cost::freed);
  std::atexit(cost::print);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cost::held = cost::most = 0;
  const double start = cost::cpu_seconds();
  fuzz({data, size});
  const double took = cost::cpu_seconds() - start;
  cost::slowest = std::max(cost::slowest, took);
  if (cost::most > cost::most_of_all) {
    cost::most_of_all = cost::most;
    cost::size_of_most = static_cast<std::int64_t>(size);
  }
  require(took < cost::seconds, "an execution took more than 5 s");
  require(static_cast<double>(cost::most) <
              cost::factor * static_cast<double>(size) + static_cast<double>(cost::constant),
          "an execution took more memory than 10 times its input and 8 MB");
  return 0;
}
