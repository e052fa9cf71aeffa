"""Standardization: inputs with the mean 0 and the deviation 1, as the training samples have them.

Note 004: x - μ, then divided by σ, with the μ and σ of the training set for dev and test too.
"""

from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import Array


@dataclass(frozen=True)
class Scaling:
    """What is subtracted from each column, and what it is divided by then.

    Attributes:
        mean: 1 x n.
        deviation: 1 x n; 1 for a column that is constant, so that it becomes 0.
    """

    mean: Array
    deviation: Array

    @classmethod
    def of(cls, array: Array) -> "Scaling":
        """The scaling of these samples, m x n with a row a sample.

        The deviation is σ = √(1/m Σ (x - μ)²), as in note 004, with 1/m rather than 1/(m - 1).

        Raises:
            ValueError: there is no sample.
        """
        if len(array) == 0:
            raise ValueError("a scaling needs at least one sample")
        largest = np.abs(array).max(axis=0, keepdims=True)
        # Within ±1 neither the sum nor a square can overflow, however large the numbers are; and a
        # constant column is all 1 or all -1, whose mean is exact and whose deviation is exactly 0.
        small = array / np.where(largest > 0, largest, 1.0)
        mean = small.mean(axis=0, keepdims=True)
        deviation = np.sqrt(np.square(small - mean).mean(axis=0, keepdims=True)) * largest
        return cls(mean * largest, np.where(deviation > 0, deviation, 1.0))

    def apply(self, array: Array) -> Array:
        """Standardize: m x n to m x n."""
        # Halves, because the distance of two large numbers can be too large for a number.
        standard: Array = (array / 2 - self.mean / 2) / self.deviation * 2
        return standard

    def restore(self, array: Array) -> Array:
        """Undo ``apply``, to rounding."""
        restored: Array = (array / 2 * self.deviation + self.mean / 2) * 2
        return restored
