// The Python module `lemmavec._kernels`.
#include <nanobind/nanobind.h>

namespace nb = nanobind;

void register_text(nb::module_& module);
void register_word_rows(nb::module_& module);
void register_model(nb::module_& module);
void register_documents(nb::module_& module);
void register_training(nb::module_& module);
void register_search(nb::module_& module);
void register_vector_files(nb::module_& module);

NB_MODULE(_kernels, module) {
  module.doc() = "Native kernels of lemmavec.";
  register_text(module);
  register_word_rows(module);
  register_model(module);
  register_documents(module);
  register_training(module);
  register_search(module);
  register_vector_files(module);
}
