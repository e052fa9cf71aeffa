import pytest

from nnviz.session.pointing import Cell, Edge, Pointing, Unit, belongs_to, cell_of
from nnviz.session.presets import load_preset
from nnviz.session.run import Run

NETWORK = Run(load_preset("xor")).trainer.network


@pytest.mark.parametrize("name", ["W2", "dW2", "vdW2", "sdW2", "rW2"])
def test_an_entry_of_a_weight_matrix_belongs_to_an_edge_and_back(name: str) -> None:
    edge = belongs_to(Cell(name, 0, 2), NETWORK)
    assert edge == Edge(2, 0, 2)
    assert cell_of(edge, name, NETWORK) == Cell(name, 0, 2)


@pytest.mark.parametrize("name", ["Z1", "A1", "dA1", "dZ1", "D1", "G1", "cdZ1"])
def test_an_entry_of_a_matrix_of_units_belongs_to_the_unit_of_its_row(name: str) -> None:
    unit = belongs_to(Cell(name, 1, 3), NETWORK)
    assert unit == Unit(1, 1)
    assert cell_of(unit, name, NETWORK) == Cell(name, 1, None)


@pytest.mark.parametrize("name", ["b1", "db1", "vdb1", "sdb1"])
def test_a_bias_belongs_to_its_unit(name: str) -> None:
    assert belongs_to(Cell(name, 1, 0), NETWORK) == Unit(1, 1)
    assert cell_of(Unit(1, 1), name, NETWORK) == Cell(name, 1, 0)


def test_inputs_belong_to_the_first_layer_and_labels_to_the_last() -> None:
    assert belongs_to(Cell("X", 1, 0), NETWORK) == Unit(0, 1)
    assert belongs_to(Cell("Y", 0, 0), NETWORK) == Unit(2, 0)
    assert cell_of(Unit(2, 0), "Y", NETWORK) == Cell("Y", 0, None)


def test_cost_and_penalty_belong_to_no_unit() -> None:
    assert belongs_to(Cell("J", 0, 0), NETWORK) is None
    assert belongs_to(Cell("R", 0, 0), NETWORK) is None


def test_an_edge_or_unit_of_another_layer_has_no_entry() -> None:
    assert cell_of(Edge(1, 0, 0), "W2", NETWORK) is None
    assert cell_of(Unit(1, 0), "Z2", NETWORK) is None
    assert cell_of(Unit(1, 0), "W1", NETWORK) is None


def test_pointing_tells_only_of_changes() -> None:
    pointing, told = Pointing(), []
    pointing.changed.connect(lambda: told.append(pointing.at))
    pointing.point(Unit(1, 0))
    pointing.point(Unit(1, 0))
    pointing.point(None)
    assert told == [Unit(1, 0), None]


def test_pinning_twice_lets_go_and_the_oldest_of_too_many_goes() -> None:
    pointing = Pointing()
    pointing.pin(Cell("W1", 0, 0))
    pointing.pin(Cell("W1", 0, 0))
    assert pointing.pins == ()
    for column in range(20):
        pointing.pin(Cell("Z1", 0, column))
    assert pointing.pins[-1] == Cell("Z1", 0, 19)
    assert len(pointing.pins) == 12
    pointing.clear()
    assert pointing.pins == ()
