// One instruction set's kernels: this file is compiled once for each.
#include "kernels/hierarchical.hpp"
#include "kernels/kernel_table.hpp"
#include "kernels/negative_sampling.hpp"
#include "kernels/softmax.hpp"

namespace lemmavec::LEMMAVEC_ISA {

extern const Kernels kernels;
const Kernels kernels{
    LEMMAVEC_ISA_NAME,
    lanes,
    {SkipGram::hidden,
     scatter<SkipGram>,
     {SkipGramNegativeSampling::prepare, apply<SkipGram, DenseGradients>},
     {HierarchicalSoftmax<SkipGram>::prepare, apply<SkipGram, PathGradients>}},
    {Cbow::hidden,
     scatter<Cbow>,
     {CbowNegativeSampling::prepare, apply<Cbow, DenseGradients>},
     {HierarchicalSoftmax<Cbow>::prepare, apply<Cbow, PathGradients>}},
    {softmax::exponentials, softmax::normalise, softmax::hidden_changes, softmax::outside_changes},
    squared_norms,
};

}  // namespace lemmavec::LEMMAVEC_ISA
