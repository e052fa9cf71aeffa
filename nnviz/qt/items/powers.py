"""Numbers with powers of ten, flush right on their points although the powers differ in length."""

from PySide6.QtGui import QFontMetricsF


class Powers:
    """How far a number ends before the place where those with the longest power do."""

    def __init__(self, longest: str, metrics: QFontMetricsF) -> None:
        self._metrics = metrics
        self._longest = metrics.horizontalAdvance(longest) if longest else 0.0
        self._short: dict[str, float] = {}

    def short_of(self, text: str) -> float:
        """The room that is left behind a number; 0 where there are no powers of ten."""
        if not self._longest:
            return 0.0
        power = text[text.find("e") :] if "e" in text else ""
        if power not in self._short:
            self._short[power] = self._longest - self._metrics.horizontalAdvance(power)
        return max(self._short[power], 0.0)
