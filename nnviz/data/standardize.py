"""placeholder"""

from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import Array


@dataclass(frozen=True)
class Scaling:
    mean: Array
    deviation: Array

    @classmethod
    def of(cls, values: Array) -> "Scaling":
        d = values.std(axis=0, keepdims=True)
        return cls(values.mean(axis=0, keepdims=True), np.where(d == 0, 1.0, d))

    def apply(self, values: Array) -> Array:
        r: Array = (values - self.mean) / self.deviation
        return r

    def restore(self, values: Array) -> Array:
        r: Array = values * self.deviation + self.mean
        return r
