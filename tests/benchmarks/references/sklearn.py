"""The same training in scikit-learn, as far as its interface allows.

It draws its own starting weights and always computes the cost, so its parameters cannot be
compared with ours. Its ``fit`` is timed whole.
"""

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from tests.benchmarks.cases import Case


class ScikitLearn:
    """Plain stochastic gradient descent by MLPClassifier, in float64."""

    def __init__(self, case: Case) -> None:
        self.case = case
        X, Y = case.data()
        self.X = X.T.copy()
        self.Y = Y.argmax(0) if case.output == "softmax" else Y[0].astype(int)

    def reset(self) -> None:
        """Nothing to do: every fit starts anew."""

    def train(self, epochs: int) -> None:
        """See Contender."""
        model = MLPClassifier(
            hidden_layer_sizes=self.case.sizes[1:-1],
            activation=self.case.hidden,
            solver="sgd",
            momentum=0.0,
            nesterovs_momentum=False,
            alpha=0.0,
            batch_size=self.case.batch,
            learning_rate_init=self.case.learning_rate,
            shuffle=not self.case.full,
            max_iter=epochs,
            tol=0.0,
            n_iter_no_change=10**9,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(self.X, self.Y)

    def parameters(self) -> None:
        """Not comparable, see above."""
