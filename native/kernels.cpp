// One instruction set's kernels: this file is compiled once for each.
#include "cbow.hpp"
#include "skipgram.hpp"

namespace lemmavec::LEMMAVEC_ISA {

extern const Kernels kernels;
const Kernels kernels{
    LEMMAVEC_ISA_NAME,
    lanes,
    {skipgram::prepare, skipgram::apply},
    {cbow::prepare, cbow::apply},
};

}  // namespace lemmavec::LEMMAVEC_ISA
