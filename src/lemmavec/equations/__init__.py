"""The mathematics in plain NumPy and float64: each loss is returned with its gradients."""

from __future__ import annotations

from lemmavec.equations.blocks import (
    cbow_block_loss_and_gradient,
    skipgram_block_loss_and_gradient,
)
from lemmavec.equations.cost import (
    hierarchical_softmax_multiply_adds,
    naive_softmax_multiply_adds,
    negative_sampling_multiply_adds,
)
from lemmavec.equations.documents import pv_dbow_loss_and_gradient, pv_dm_loss_and_gradient
from lemmavec.equations.hierarchical import (
    HuffmanTree,
    hierarchical_softmax_loss_and_gradient,
    huffman_tree,
)
from lemmavec.equations.regression import softmax_regression_loss_and_gradient
from lemmavec.equations.sigmoid import (
    log_sigmoid,
    logistic_loss_and_gradient,
    sigmoid,
    sigmoid_gradient,
    sigmoid_jacobian,
)
from lemmavec.equations.softmax import (
    cross_entropy,
    log_softmax,
    softmax,
    softmax_cross_entropy_loss_and_gradient,
    softmax_jacobian,
)
from lemmavec.equations.subwords import subword_loss_and_gradient, subword_vectors
from lemmavec.equations.windows import cbow_loss_and_gradient, skipgram_loss_and_gradient
from lemmavec.equations.word_losses import (
    WordLoss,
    naive_softmax_loss_and_gradient,
    negative_sampling_loss_and_gradient,
)

__all__ = [
    "HuffmanTree",
    "WordLoss",
    "cbow_block_loss_and_gradient",
    "cbow_loss_and_gradient",
    "cross_entropy",
    "hierarchical_softmax_loss_and_gradient",
    "hierarchical_softmax_multiply_adds",
    "huffman_tree",
    "log_sigmoid",
    "log_softmax",
    "logistic_loss_and_gradient",
    "naive_softmax_loss_and_gradient",
    "naive_softmax_multiply_adds",
    "negative_sampling_loss_and_gradient",
    "negative_sampling_multiply_adds",
    "pv_dbow_loss_and_gradient",
    "pv_dm_loss_and_gradient",
    "sigmoid",
    "sigmoid_gradient",
    "sigmoid_jacobian",
    "skipgram_block_loss_and_gradient",
    "skipgram_loss_and_gradient",
    "softmax",
    "softmax_cross_entropy_loss_and_gradient",
    "softmax_jacobian",
    "softmax_regression_loss_and_gradient",
    "subword_loss_and_gradient",
    "subword_vectors",
]
