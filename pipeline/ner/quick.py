"""The convolutions once more, for reading only: the same sums as thinc's layers, in numpy's own matrix product.

In: the trained layers. Out: scores, equal to theirs but for rounding (a test compares them). It refuses to learn.
"""

from __future__ import annotations

from typing import Any

import numpy

from pipeline.ner.network import neighbours

BLOCK = 64  # rows are filled up to a multiple: a product's last odd rows go another way and may round otherwise


class Quick:
    """Weights laid out so that the pieces of a maxout stand side by side."""

    def __init__(self, encode: Any) -> None:
        self.layers = []
        for spread, maxout, norm in _convolutions(encode):
            weights, bias = maxout.get_param("W"), maxout.get_param("b")
            pieces = weights.shape[1]
            flat = numpy.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]).T)
            self.layers.append((spread, flat, bias.T.ravel().copy(), pieces, norm.get_param("G"), norm.get_param("b")))
        last = encode.layers[-1].layers[0]
        self.out, self.bias = numpy.ascontiguousarray(last.get_param("W").T), last.get_param("b")

    def score(self, words: Any, lengths: Any) -> Any:
        """Words × labels."""
        count, width = words.shape
        rows = -(-(count + 1) // BLOCK) * BLOCK
        state = numpy.zeros((rows, width), dtype="float32")
        state[:count] = words
        wide = numpy.zeros((rows, 3 * width), dtype="float32")
        for spread, weights, bias, pieces, scale, shift in self.layers:
            before, after = neighbours(lengths, spread)
            numpy.take(state, before, axis=0, out=wide[:count, :width], mode="clip")
            wide[:count, width : 2 * width] = state[:count]
            numpy.take(state, after, axis=0, out=wide[:count, 2 * width :], mode="clip")
            sums = wide @ weights
            sums += bias
            best = sums[:, :width]
            for piece in range(1, pieces):
                numpy.maximum(best, sums[:, piece * width : (piece + 1) * width], out=best)
            best = best[:count] - best[:count].mean(axis=1, keepdims=True)
            spreads = numpy.einsum("ij,ij->i", best, best) / width + 1e-8
            best *= (1.0 / numpy.sqrt(spreads))[:, None]
            best *= scale
            best += shift
            state[:count] += best
        return (state @ self.out)[:count] + self.bias


def _convolutions(encode: Any) -> list[tuple[int, Any, Any]]:
    """(spread, Maxout, LayerNorm) of each convolution that `network` built."""
    found = []
    for block in encode.layers[:-1]:
        nodes = {node.name: node for node in block.walk()}
        found.append((nodes["widen"].attrs["spread"], nodes["maxout"], nodes["layernorm"]))
    return found
