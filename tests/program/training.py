"""Trains a case on mini-batches, a line at a time, and keeps what every line computed."""

from nnviz.program.machine import Machine


class Training:
    """Batches of ``size`` samples in their order, the last one as short as it comes out."""

    def __init__(self, case, size):
        whole = case.machine()
        rows = whole.matrices.batch
        self.program, self.state = whole.program, whole.state
        self.machines = [
            Machine(self.program, rows[start : start + size], self.state)
            for start in range(0, case.m, size)
        ]

    def load(self, iteration):
        """The machine of this iteration, told which one it is."""
        self.state.iteration = iteration
        self.state.rates.begin(iteration)
        return self.machines[iteration % len(self.machines)]


def remembered(state):
    """Parameters and running averages by their names, copied."""
    vectors = {"": state.parameters} | {f"{slot}d": each for slot, each in state.slots.items()}
    return {
        name: value.copy()
        for prefix, vector in vectors.items()
        for name, value in vector.named(prefix)
    }


def stepped(machine):
    """What an iteration begins with, and the matrix of every line once it is computed."""
    named = machine.matrices.named
    before = {"X": named["X"], "Y": named["Y"], **remembered(machine.state)}
    after = {}
    for line, step in enumerate(machine.program.steps):
        machine.step(line)
        name = f"new {step.name}" if step.phase == "update" else step.name
        after[name] = named[step.name].copy()
    return before, after
