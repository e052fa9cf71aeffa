"""How large gradients and activations are, layer by layer."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.nn.calls import Array
from nnviz.present.norms import activation_sentence, gradient_sentence, idle_word, layer_norms
from nnviz.qt.context import Context
from nnviz.qt.items.layer_chart import ChartContent, LayerChart
from nnviz.qt.panels.panel import Panel
from nnviz.qt.throttle import EVERY
from nnviz.session.snapshot import Snapshot


class ByLayerPanel(Panel):
    """‖dW_l‖ and ‖A_l‖ of the present batch: whether a gradient vanishes or explodes."""

    title = "By layer"
    every = EVERY

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.chart = LayerChart(self)
        self.chart.setToolTip(
            "‖dW‖ is the root of the sum of squares of all entries of dW; ‖A‖ / √m is how long "
            "the column of a sample in A is, in the mean square over the batch. Saturated: g′ is "
            "below 5 % of its maximum. Dead: a ReLU that is off for every sample of the batch. "
            "A hollow mark on the edge is 0 or not finite, which has no logarithm."
        )
        self._gradients = QLabel(self)
        self._activations = QLabel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.chart, 1)
        for label in (self._gradients, self._activations):
            label.setWordWrap(True)
            column.addWidget(label)
        self._activations.setObjectName("hint")

    def come_into_sight(self, in_sight: bool) -> None:
        """Nothing is pointed at in a hidden panel."""
        if not in_sight:
            self.chart.point_at(None)
        super().come_into_sight(in_sight)

    def refresh(self, snapshot: Snapshot) -> None:
        """Measure the matrices of this moment."""
        program, network = snapshot.program, snapshot.program.network
        layers = range(1, network.depth + 1)
        names = [each.name for each in network.activations]

        def computed(symbol: str) -> list[Array | None]:
            return [
                snapshot.result(program.steps[program.index[f"{symbol}{layer}"]])
                for layer in layers
            ]

        norms = layer_norms(computed("dW"), computed("A"), computed("Z"), names)
        done = snapshot.done
        content = ChartContent(
            norms,
            network.sizes,
            tuple(idle_word(name) for name in names),
            done.layer if done is not None and done.layer else None,
        )
        self.chart.show_content(content, self.theme)
        for label, text in (
            (self._gradients, gradient_sentence(norms.gradients)),
            (self._activations, activation_sentence(norms.activations)),
        ):
            if label.text() != text:
                label.setText(text)
        self.chart.setAccessibleDescription(self._gradients.text())
