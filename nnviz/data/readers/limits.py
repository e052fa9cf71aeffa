"""How much is read at most, and the sentences for what is too much.

Sizes that a file declares are held against these before memory is taken.
"""

from nnviz.errors import UserError

MOST_SAMPLES = 200_000
MOST_VALUES = 60_000_000
"""Inputs of all samples together: 480 MB of float64, with room for MNIST."""
MOST_CLASSES = 100


def check_size(place: str, samples: int, inputs: int) -> None:
    """Refuse what would take too much memory, too few samples, or no inputs.

    Raises:
        UserError: saying how many samples would do.
    """
    if samples > MOST_SAMPLES or samples * inputs > MOST_VALUES:
        raise too_many(place, inputs, f"{samples:,} samples")
    if samples < 2:
        raise UserError(
            f"{place}: there {'is 1 sample' if samples == 1 else 'are no samples'}, "
            "and learning needs at least 2; add samples."
        )
    if inputs < 1:
        raise UserError(f"{place}: the samples have no inputs; add at least one column of numbers.")


def too_many(place: str, inputs: int, found: str = "more samples") -> UserError:
    """The error for more samples of so many inputs than fit."""
    if inputs > MOST_VALUES // 2:
        return UserError(
            f"{place}: a sample has {inputs:,} inputs, and at most {MOST_VALUES:,} numbers are "
            "read; make the samples smaller."
        )
    return UserError(
        f"{place}: there are {found} of {inputs:,} input{'s' * (inputs != 1)}, and at most "
        f"{most_samples(inputs):,} of that size are read; keep a part of them."
    )


def most_samples(inputs: int) -> int:
    """How many samples of so many inputs are read at most."""
    return min(MOST_SAMPLES, MOST_VALUES // max(inputs, 1))
