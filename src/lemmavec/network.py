"""The two-layer network: sigmoid hidden layer, softmax output, every gradient."""

from __future__ import annotations

from lemmavec.classify.two_layer_network import (
    PARAMETERS,
    Activation,
    NetworkGradient,
    TwoLayerNetwork,
)

__all__ = ["PARAMETERS", "Activation", "NetworkGradient", "TwoLayerNetwork"]
