"""Slips in the writing of an expression: what is missing, and what is written otherwise elsewhere.

Python's parser says of most of them "invalid syntax". Here the pieces of the text are gone through
from the left, an operand and an operator in turn, and the first that cannot stand where it stands
is named. What is not known here is left to the parser.
"""

import keyword
import re
from dataclasses import dataclass

_PIECE = re.compile(
    r"(?P<number>(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<operator>===|\*\*|//|<=|>=|==|!=|<>|=<|=>|&&|\|\||‖|[-+*/@%<>=!^&|])"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,)|(?P<colon>:)|(?P<blank>\s+)|(?P<other>.)",
    re.DOTALL,
)
_OTHERWISE = {
    "=": "==", "===": "==", "=<": "<=", "=>": ">=", "<>": "!=", "^": "**", "&&": "and",
    "&": "and", "||": "or", "|": "or", "!": "not", "≤": "<=", "≥": ">=", "≠": "!=", "∧": "and",
    "∨": "or", "¬": "not", "−": "-", "·": "*", "×": "*", "⊙": "*", "÷": "/", "∞": "inf",
}  # fmt: skip
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_WORDS = ("and", "or", "not")
_CLOSING = {"(": ")", "[": "]"}
_BARS = {"|": "abs(…)", "||": "norm(…)", "‖": "norm(…)"}
_WHAT_FOR = {"=": " to compare", "^": " for a power"}


@dataclass(frozen=True)
class Slip:
    """What is wrong in a text, from which character to which; none where something is missing."""

    sentence: str
    start: int
    stop: int


def find_slip(text: str) -> Slip | None:
    """The first slip from the left; None where there is none that is known here."""
    return _Scan(text).find()


class _Scan:
    """Goes through the pieces of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._all = [each for each in _PIECE.finditer(text) if each.lastgroup != "blank"]
        self._open: list[tuple[re.Match[str], str]] = []  # each with the name before it
        self._wanted = True  # whether an operand comes next, rather than an operator
        self._last: re.Match[str] | None = None

    def find(self) -> Slip | None:
        for piece in self._all:
            if piece.lastgroup == "other" or _of_python(piece[0]):
                # Not for us to say more than how else it is written.
                return self._foreign(piece)
            if piece.lastgroup == "name" and not piece[0].isascii():
                slip = _of_the_screen(piece)
                if slip is not None:
                    return slip
            slip = self._operand(piece) if self._wanted else self._behind(piece)
            if slip is not None:
                return slip
            self._last = piece
        return self._end()

    def _foreign(self, piece: re.Match[str]) -> Slip | None:
        sign = piece[0]
        if sign in _OTHERWISE:
            return _at(piece, f"write {_OTHERWISE[sign]} for {sign}.")
        return None

    # -- where an operand is wanted ------------------------------------------------------------

    def _operand(self, piece: re.Match[str]) -> Slip | None:
        match piece.lastgroup:
            case "number":
                self._wanted = False
            case "name":
                lower = piece[0].lower()
                if lower in _WORDS and piece[0] != lower:
                    return _at(piece, f"write {lower} in small letters.")
                if lower in ("and", "or"):
                    return self._missing(piece)
                self._wanted = lower == "not"
            case "open":
                self._open.append((piece, ""))
            case "operator":
                return self._sign(piece)
            case "close":
                return self._empty(piece)
            case "comma" if self._last is None or self._last.lastgroup != "colon":  # W1[:,1]
                return self._missing(piece)
        return None

    def _sign(self, piece: re.Match[str]) -> Slip | None:
        sign = piece[0]
        if sign in "+-":
            return None
        if sign in _BARS:
            return _at(piece, f"write {_BARS[sign]} for {sign}…{sign}.")
        if sign == "!":
            return _at(piece, "write not for !.")
        if self._last is not None and self._last[0] in ("<", ">", "<=", ">=", "==", "!="):
            both = self._text[self._last.start() : piece.end()]
            one = self._last[0] + sign
            what = f"write {one}" if one in ("<=", ">=") else "leave one of them away"
            return Slip(f"{both} are two signs: {what}.", self._last.start(), piece.end())
        return self._missing(piece)

    def _missing(self, before: re.Match[str]) -> Slip:
        return _at(before, f"a number or a matrix is missing before {before[0]}.")

    def _empty(self, piece: re.Match[str]) -> Slip | None:
        """A bracket that closes too early."""
        if not self._open:
            return self._stray(piece)
        opened, name = self._open[-1]
        if self._last is opened:
            example = f"{name}(dW1)" if piece[0] == ")" and name else "W1[2,1]"
            sentence = "there is nothing in these brackets"
            sentence += "." if piece[0] == ")" and not name else f": write it such as {example}."
            return Slip(sentence, opened.start(), piece.end())
        if self._last is not None and self._last.lastgroup in ("comma", "colon"):
            return self._close(piece)  # W1[2:] and (3,) are right for the parser
        return _at(self._last or piece, self._incomplete())

    # -- behind an operand ---------------------------------------------------------------------

    def _behind(self, piece: re.Match[str]) -> Slip | None:
        match piece.lastgroup:
            case "close":
                return self._close(piece)
            case "open":
                return self._applied(piece)
            case "operator":
                return self._operator(piece)
            case "comma":
                return self._comma(piece)
            case "name" if piece[0].lower() in ("and", "or"):
                if piece[0] != piece[0].lower():
                    return _at(piece, f"write {piece[0].lower()} in small letters.")
                self._wanted = True
                return None
            case "colon":
                self._wanted = True
                return None
        assert self._last is not None  # there is an operand
        return _at(
            piece, f"an operator is missing between {self._last[0]} and {piece[0]}, such as * or <."
        )

    def _operator(self, piece: re.Match[str]) -> Slip | None:
        sign = piece[0]
        if sign in _OTHERWISE:
            what = _WHAT_FOR.get(sign) or f" for {sign}"
            return _at(piece, f"write {_OTHERWISE[sign]}{what}.")
        if sign == "‖":
            return _at(piece, "write norm(…) for ‖…‖.")
        self._wanted = True
        return None

    def _applied(self, piece: re.Match[str]) -> Slip | None:
        assert self._last is not None  # there is an operand
        if piece[0] == "(" and self._last.lastgroup != "name":
            return _at(piece, f"an operator is missing between {self._last[0]} and (, such as *.")
        name = self._last[0] if self._last.lastgroup == "name" else ""
        self._open.append((piece, name))
        self._wanted = True
        return None

    def _comma(self, piece: re.Match[str]) -> Slip | None:
        at = piece.start()
        before = re.search(r"(?<![\w.])\d+$", self._text[:at])
        after = re.match(r"\d+(?![\w.])", self._text[at + 1 :])
        if before and after and not (self._open and self._opens_a_list(before.start())):
            number = f"{before[0]}.{after[0]}"
            return Slip(
                f"write {number}: a decimal point, no comma.",
                before.start(), at + 1 + after.end(),
            )  # fmt: skip
        if not self._open:
            return _at(piece, "this is one expression too many: there is one, without a comma.")
        self._wanted = True
        return None

    def _opens_a_list(self, start: int) -> bool:
        """Whether what begins here is the first in an index, in (3,2), or an argument."""
        opened, name = self._open[-1]
        return opened[0] == "[" or bool(name) or opened.end() == start

    def _close(self, piece: re.Match[str]) -> Slip | None:
        if not self._open:
            return self._stray(piece)
        opened, _ = self._open.pop()
        if _CLOSING[opened[0]] != piece[0]:
            return _at(piece, f"{opened[0]} is closed by {_CLOSING[opened[0]]}, not by {piece[0]}.")
        self._wanted = False
        return None

    @staticmethod
    def _stray(piece: re.Match[str]) -> Slip:
        opening = "(" if piece[0] == ")" else "["
        return _at(piece, f"there is no {opening} that this {piece[0]} closes.")

    # -- the end -------------------------------------------------------------------------------

    def _end(self) -> Slip | None:
        end = len(self._text.rstrip())
        if self._wanted and self._last is not None:
            return Slip(self._incomplete(), end, end)
        if self._open:
            missing = "".join(_CLOSING[opened[0]] for opened, _ in reversed(self._open))
            return Slip(f"{missing} is missing at the end.", end, end)
        return None

    def _incomplete(self) -> str:
        """What has to stand behind the last piece."""
        last = self._last[0] if self._last is not None else ""
        if last in _WORDS:
            return f"a condition is missing behind {last}."
        if last == "[" or (last in (",", ":") and self._open and self._open[-1][0][0] == "["):
            return f"an index is missing behind {last}: write it such as W1[2,1]."
        return f"a number or a matrix is missing behind {last}."


def _at(piece: re.Match[str], sentence: str) -> Slip:
    return Slip(sentence, piece.start(), piece.end())


def _of_the_screen(name: re.Match[str]) -> Slip | None:
    """A name with the small figures that the screen has."""
    low = name[0].translate(_SUBSCRIPTS)
    plain = re.sub(r"([⁰¹²³⁴-⁹]+)$", lambda found: f" ** {found[0].translate(_SUPERSCRIPTS)}", low)
    return None if plain == name[0] else _at(name, f"write {plain} for {name[0]}.")


def _of_python(word: str) -> bool:
    """Whether a word means something to the parser that it does not mean here."""
    return keyword.iskeyword(word) and word not in (*_WORDS, "True", "False")
