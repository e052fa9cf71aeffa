"""Line by line at a pace to follow, and back to the speed there was."""

from PySide6.QtCore import QObject, Signal

from nnviz.session.session import Session
from nnviz.session.speeds import SPEEDS, Speed


class SlowMotion(QObject):
    """One switch: on, it plays at the line pace that was last chosen."""

    changed = Signal(bool)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pace = next(speed for speed in SPEEDS if speed.by_line and speed.rate == 1)
        self._former: Speed | None = None
        session.signals.speed.connect(self._speed)
        session.signals.playing.connect(lambda _: self.changed.emit(self.on))

    @property
    def on(self) -> bool:
        """Whether it plays line by line."""
        return self._session.playing and self._session.speed.by_line

    def switch(self) -> None:
        """Play slowly; or go on as before, paused where it was paused."""
        session = self._session
        if not self.on:
            self._was_playing = session.playing
            former = None if session.speed.by_line else session.speed
            if session.travelling is not None or session.goal is not None:
                session.pause()
            session.set_speed(self._pace)
            self._former = former or self._former
            session.play()
        else:
            former = self._former
            if not self._was_playing:
                session.pause()
            if former is not None:
                session.set_speed(former)
        self.changed.emit(self.on)

    _was_playing = False

    def _speed(self, speed: Speed) -> None:
        if speed.by_line:
            self._pace = speed
        else:
            self._former = None
        self.changed.emit(self.on)
