// Counting and encoding of text.
#include <nanobind/nanobind.h>

namespace nb = nanobind;

void register_text(nb::module_&) {}
