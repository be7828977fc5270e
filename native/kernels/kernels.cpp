// One instruction set's kernels: this file is compiled once for each.
#include "kernels/hierarchical.hpp"
#include "kernels/negative_sampling.hpp"
#include "kernels/peak.hpp"
#include "kernels/softmax.hpp"

namespace lemmavec::LEMMAVEC_ISA {

extern const Kernels kernels;
const Kernels kernels{
    LEMMAVEC_ISA_NAME,
    lanes,
    {SkipGram::hidden,
     scatter<SkipGram>,
     {SkipGramNegativeSampling::prepare, apply<SkipGram>},
     {HierarchicalSoftmax<SkipGram>::prepare, HierarchicalSoftmax<SkipGram>::apply}},
    {Cbow::hidden,
     scatter<Cbow>,
     {CbowNegativeSampling::prepare, apply<Cbow>},
     {HierarchicalSoftmax<Cbow>::prepare, HierarchicalSoftmax<Cbow>::apply}},
    {softmax::exponentials, softmax::normalise, softmax::hidden_changes, softmax::outside_changes},
    squared_norms,
    multiply_adds,
    peak_chains,
};

}  // namespace lemmavec::LEMMAVEC_ISA
