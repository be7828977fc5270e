// One instruction set's kernels: this file is compiled once for each.
#include "kernels/hierarchical.hpp"
#include "kernels/kernel_table.hpp"
#include "kernels/negative_sampling.hpp"
#include "kernels/row_lists.hpp"
#include "kernels/search.hpp"
#include "kernels/softmax.hpp"

namespace lemmavec::LEMMAVEC_ISA {
namespace {

template <class Loss, class Architecture, class Gradients>
constexpr StepKernels step_kernels{Loss::prepare, Loss::logit_count, Loss::logits,
                                   Loss::coefficients,
                                   apply<Architecture, Gradients>,
                                   apply_to_tags<Architecture, Gradients>};

}  // namespace

extern const Kernels kernels;
const Kernels kernels{
    LEMMAVEC_ISA_NAME,
    lanes,
    {hidden<SkipGram>,
     scatter<SkipGram>,
     step_kernels<SkipGramNegativeSampling, SkipGram, DenseGradients>,
     step_kernels<HierarchicalSoftmax<SkipGram>, SkipGram, PathGradients>},
    {hidden<Cbow>,
     scatter<Cbow>,
     step_kernels<CbowNegativeSampling, Cbow, CbowNegativeSampling>,
     step_kernels<HierarchicalSoftmax<Cbow>, Cbow, PathGradients>},
    {softmax::exponentials, softmax::normalise, softmax::hidden_changes, softmax::outside_changes},
    squared_norms,
    {search::query_dots, search::panel_dots},
    {sum_list, change_list},
};

}  // namespace lemmavec::LEMMAVEC_ISA
