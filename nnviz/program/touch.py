"""Which parts of the drawn network a line reads or writes."""

from dataclasses import dataclass

from nnviz.program.step import Kind, Step


@dataclass(frozen=True)
class Touched:
    """Layers whose incoming edges, units and biases a line touches; inputs are layer 0."""

    edges: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    biases: frozenset[int] = frozenset()


def touched(step: Step) -> Touched:
    """What lights up for a line."""
    layer = step.layer
    here, below, above = frozenset({layer}), frozenset({layer - 1}), frozenset({layer + 1})
    match step.kind:
        case Kind.Z:
            return Touched(edges=here, units=here | below, biases=here)
        case Kind.DW:
            return Touched(edges=here, units=here | below)
        case Kind.PENALTY_DW:
            return Touched(edges=here)
        case Kind.PENALTY:
            return Touched(edges=frozenset(range(1, layer + 1)))
        case Kind.AVERAGE:
            bias = step.name.rstrip("0123456789").endswith("b")
            return Touched(biases=here) if bias else Touched(edges=here)
        case Kind.DA:
            return Touched(edges=above, units=here | above)
        case Kind.DB:
            return Touched(units=here, biases=here)
        case Kind.W:
            return Touched(edges=here)
        case Kind.B:
            return Touched(biases=here)
        case _:
            return Touched(units=here)
