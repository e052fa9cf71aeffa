"""The same training in PyTorch: a Sequential, autograd and SGD, in float64."""

import torch

from tests.benchmarks.cases import Array, Case
from tests.benchmarks.contender import in_one

HIDDEN = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}


class PyTorch:
    """Gradient descent by autograd. Samples are rows, as PyTorch wants them."""

    def __init__(self, case: Case, threads: int) -> None:
        torch.set_num_threads(threads)
        self.case = case
        X, Y = case.data()
        self.X = torch.from_numpy(X.T.copy())
        self.Y = torch.from_numpy(Y.T.copy())
        # Sigmoid and softmax are part of these losses, which is faster and more exact.
        self.loss: torch.nn.Module = torch.nn.BCEWithLogitsLoss()
        if case.output == "softmax":
            self.Y = self.Y.argmax(1)
            self.loss = torch.nn.CrossEntropyLoss()
        layers: list[torch.nn.Module] = []
        for n_in, n_out in zip(case.sizes, case.sizes[1:], strict=False):
            layers += [torch.nn.Linear(n_in, n_out, dtype=torch.float64), HIDDEN[case.hidden]()]
        self.model = torch.nn.Sequential(*layers[:-1])
        self.linear = [module for module in layers if isinstance(module, torch.nn.Linear)]
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=case.learning_rate)
        self.reset()

    def reset(self) -> None:
        """See Contender."""
        with torch.no_grad():
            for module, (W, b) in zip(self.linear, self.case.start(), strict=True):
                module.weight.copy_(torch.from_numpy(W))
                module.bias.copy_(torch.from_numpy(b[:, 0]))
        self.orders = self.case.orders()

    def train(self, epochs: int) -> None:
        """See Contender."""
        size = self.case.batch
        for _ in range(epochs):
            if self.case.full:
                self.iteration(self.X, self.Y)
                continue
            order = torch.from_numpy(next(self.orders))
            for k in range(0, self.case.samples, size):
                chosen = order[k : k + size]
                self.iteration(self.X[chosen], self.Y[chosen])

    def iteration(self, X: torch.Tensor, Y: torch.Tensor) -> None:
        """Forward, backward, update."""
        self.optimizer.zero_grad()
        self.loss(self.model(X), Y).backward()
        self.optimizer.step()

    def parameters(self) -> Array:
        """See Contender."""
        return in_one(
            [(one.weight.detach().numpy(), one.bias.detach().numpy()) for one in self.linear]
        )
