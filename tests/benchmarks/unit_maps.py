"""A frame with a map in every unit: what the maps cost beside the training itself."""

from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QImage

from nnviz.present.grid import Plane
from nnviz.present.maps import map_points
from nnviz.qt.items.unit_pictures import UnitMaps
from nnviz.qt.theme import LIGHT
from nnviz.session.experiment import Experiment
from nnviz.session.presets import load_preset
from nnviz.session.changes import replaced
from nnviz.session.session import Session
from tests.benchmarks.measure import Run, in_turn, ratio

CASES = ((4, 2), (8, 8, 8))
