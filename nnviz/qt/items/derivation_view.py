"""A derivation as a page: typeset formulas, each factor with its shape, and the reasons."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument, QTextDocumentFragment
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QTextBrowser, QWidget

from nnviz.present.numbers import name_text
from nnviz.program.derivation import Derivation
from nnviz.program.paper import Factor
from nnviz.qt.formulas import Formulas
from nnviz.qt.theme import BODY, Theme

_TYPESET = 40.0  # pixels a letter, as formulas are typeset
_LINE, _FACTOR = 16.0, 14.5  # the same on a desk
_LEAST = 10.0  # the same of a formula too long for its room, before it is scrolled
_GAP = 2.0  # pixels on a desk above and below a formula
_WIDE = 520  # pixels on a desk from where on reasons stand beside their factors
_BEFORE_SIGN = re.compile(r"(?=\\cdot(?!s)| · )")
_TOKEN = re.compile(
    r"\((?P<first>n\d+|m|1|x), (?P<second>n\d+|m|1|x)\)"
    r"|(?<!∂)\b(?P<known>[csrv]?d?[A-Z]+\d*)(?=( = ∂L/∂\w+)?( \([\w, ]+\))?, computed before)"
)


@dataclass(frozen=True)
class Page:
    """What is shown: a derivation, the sizes of the dimensions, and the lines one can go to."""

    derivation: Derivation
    sizes: Mapping[str, int]
    lines: frozenset[str]

    @property
    def formulas(self) -> list[str]:
        """The LaTeX of all formulas on it, in their order."""
        return [
            source
            for link in self.derivation.links
            for source in (*pieces(link.latex), *map(equation, link.factors))
        ]


def pieces(source: str) -> list[str]:
    """A chain of derivatives in pieces, a factor each, so that it can go on in the next line."""
    if "\\partial" not in source and "∂" not in source:
        return [source]
    first, *others = source.split(" = ")
    parts = [f"{first} = {others[0]}", *(f"= {other}" for other in others[1:])] if others else []
    return [piece.strip() for part in parts or [first] for piece in _BEFORE_SIGN.split(part)]


def equation(factor: Factor) -> str:
    """A factor as a formula: the partial derivative and what stands for it."""
    return f"{factor.partial_latex} = {factor.latex}" if factor.partial_latex else factor.latex


class DerivationView(QTextBrowser):
    """Shows a page. Its text can be selected; a matrix computed before is a link to its line."""

    def __init__(self, formulas: Formulas, parent: QWidget) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._texts: dict[str, str] = {}
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setAccessibleName("Derivation")
        self.setTabChangesFocus(True)
        # Always there, so that the width does not depend on what is shown.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(0, 0, 6, 0)

    def missing(self, page: Page, colour: str) -> list[str]:
        """The formulas that are not typeset yet."""
        return [each for each in page.formulas if self._formulas.renderer(each, colour) is None]

    def show_page(self, page: Page, theme: Theme, keep_place: bool) -> None:
        """Show a page; what is not typeset yet is shown as plain text."""
        bar = self.verticalScrollBar()
        place = bar.value() if keep_place else 0
        self._texts.clear()
        self.document().clear()
        self.setFont(theme.font(BODY))
        self.document().setDefaultFont(theme.font(BODY))
        self.document().setDefaultStyleSheet(
            f"a {{ color: {theme.next}; text-decoration: none; }} td {{ vertical-align: middle; }}"
        )
        self.setHtml(self._html(page, theme))
        bar.setValue(place)

    def _html(self, page: Page, theme: Theme) -> str:
        parts = []
        for link in page.derivation.links:
            sources, texts = pieces(link.latex), pieces(link.text)
            formula = " ".join(
                self._image(source, text, theme, theme.px(_LINE), self._room)
                for source, text in zip(sources, texts, strict=True)
            )
            parts.append(f"<p style='margin:{round(theme.px(9))}px 0 2px 0'>{formula}</p>")
            reason = self._sentence(link.why, page, theme)
            parts.append(f"<p style='margin:2px 0 0 0; color:{theme.muted}'>{reason}</p>")
            if link.factors:
                parts.append(self._factors(page, link.factors, theme))
        return "".join(parts)

    @property
    def _room(self) -> float:
        return self.viewport().width() - 2.0

    def _factors(self, page: Page, factors: tuple[Factor, ...], theme: Theme) -> str:
        wide = self.viewport().width() >= theme.px(_WIDE)
        pad = round(theme.px(3))
        rows = []
        for factor in factors:
            text = f"{factor.partial_text} = {factor.text}" if factor.partial_text else factor.text
            source = equation(factor)
            formula = self._image(
                source, text, theme, theme.px(_FACTOR), self._room * (0.45 if wide else 0.5)
            )
            shape = self._shape(page, factor, theme)
            reason = self._sentence(factor.why, page, theme)
            reason = f"<span style='color:{theme.muted}'>{reason}</span>"
            cell = f"<td style='padding:{pad}px {4 * pad}px {pad}px 0"
            if wide:
                rows.append(
                    f"<tr>{cell}'>{formula}</td>{cell}; white-space:nowrap'>{shape}</td>"
                    f"{cell}'>{reason}</td></tr>"
                )
            else:
                rows.append(
                    f"<tr>{cell}'>{formula}</td><td style='white-space:nowrap'>{shape}</td></tr>"
                    f"<tr><td colspan='2' style='padding:0 0 {2 * pad}px 0'>{reason}</td></tr>"
                )
        indent = round(theme.px(18 if wide else 8))
        return (
            f"<table cellspacing='0' style='margin-left:{indent}px; margin-top:4px'>"
            f"{''.join(rows)}</table>"
        )

    def _shape(self, page: Page, factor: Factor, theme: Theme) -> str:
        """The names of the dimensions and their sizes, in their colours."""
        first, second = factor.dimensions
        sizes = " × ".join(
            f"<span style='color:{_colour(theme, name)}'>{page.sizes[name]:,}</span>"
            for name in (first, second)
        )
        return f"{_named_shape(first, second, theme)}&nbsp; {sizes}"

    def _sentence(self, sentence: str, page: Page, theme: Theme) -> str:
        """A reason, its shapes in their colours and what can be looked at as a link."""
        own = page.derivation.step.name
        parts, end = [], 0
        for found in _TOKEN.finditer(sentence):
            parts.append(_escaped(sentence[end : found.start()]))
            end = found.end()
            if found["first"]:
                parts.append(_named_shape(found["first"], found["second"], theme))
            elif found["known"] in page.lines and found["known"] != own:
                name = name_text(found["known"])
                parts.append(f"<a href='{found['known']}'>{name}</a>")
            else:
                parts.append(_escaped(found["known"]))
        return "".join([*parts, _escaped(sentence[end:])])

    # -- formulas ------------------------------------------------------------------------------

    def _image(self, latex: str, text: str, theme: Theme, letters: float, room: float) -> str:
        """The formula, ready to stand in the page."""
        renderer = self._formulas.renderer(latex, theme.text)
        if renderer is None:
            return f"<b>{html.escape(name_text(text))}</b>"
        scale = letters / _TYPESET
        whole = renderer.viewBoxF().size() * scale
        if whole.width() > room:
            whole *= max(room / whole.width(), theme.px(_LEAST) / letters)
        name = f"formula:{len(self._texts)}"
        self._texts[name] = name_text(text)
        gap = theme.px(_GAP)
        image = _drawn(renderer, whole, gap, self.devicePixelRatioF())
        self.document().addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(name), image
        )
        return (
            f"<img src='{name}' width='{round(whole.width())}' "
            f"height='{round(whole.height() + 2 * gap)}' style='vertical-align:middle'>"
        )

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is selected as plain text, formulas included."""
        data = QMimeData()
        data.setText(self._plain(self.textCursor().selection()))
        return data

    def _plain(self, fragment: QTextDocumentFragment) -> str:
        """A part of the page as text, each formula as its plain text."""
        copied = QTextDocument()
        copied.setHtml(fragment.toHtml())
        lines = []
        block = copied.begin()
        while block.isValid():
            line = ""
            place = block.begin()
            while not place.atEnd():
                part = place.fragment()
                if part.charFormat().isImageFormat():
                    line += self._texts.get(part.charFormat().toImageFormat().name(), "")
                else:
                    line += part.text()
                place += 1
            lines.append(line.replace("\xa0", " "))
            block = block.next()
        return "\n".join(lines).strip()


def _drawn(renderer: QSvgRenderer, size: QSizeF, gap: float, ratio: float) -> QImage:
    """The formula as a picture with the pixels of the screen, with a gap above and below."""
    width, height = max(round(size.width()), 1), max(round(size.height() + 2 * gap), 1)
    image = QImage(
        round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, gap, width, height - 2 * gap))
    painter.end()
    return image


def _escaped(text: str) -> str:
    return html.escape(name_text(text), quote=False)


def _colour(theme: Theme, name: str) -> str:
    return QColor(theme.dimension_text(name)).name()


def _named_shape(first: str, second: str, theme: Theme) -> str:
    def named(name: str) -> str:
        return f"<span style='color:{_colour(theme, name)}'>{name_text(name)}</span>"

    return f"<span style='white-space:nowrap'>({named(first)}, {named(second)})</span>"
