"""A first look at all bytes of a text file: how many lines, and which is in another code page."""

from pathlib import Path

from nnviz.data.readers.layout import encoding_of
from nnviz.errors import UserError

_LONGEST_LINE = 4 << 20


def count_lines(path: Path) -> int:
    """How many lines there are at most, so that one array can be made that all rows fit in.

    Raises:
        UserError: a line is so long that this is no table.
    """
    newlines = returns = without = 0
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            here = block.count(b"\n"), block.count(b"\r")
            newlines, returns = newlines + here[0], returns + here[1]
            without = 0 if any(here) else without + len(block)
            if without > _LONGEST_LINE:
                raise UserError(
                    f"{path.name}: line {max(newlines, returns) + 1} has more than "
                    f"{_LONGEST_LINE:,} characters, so this is no table; end every row with a "
                    "new line."
                )
    return max(newlines, returns) + 1


def undecodable(path: Path) -> UserError:
    """The error for a file in another code page, which names the first line that shows it."""
    with path.open("rb") as file:
        encoding = encoding_of(file.read(2))
        if encoding == "utf-16":
            return UserError(
                f"{path.name}: the file begins as UTF-16 but is damaged; save it as UTF-8."
            )
        file.seek(0)
        for line, content in enumerate(file, start=1):
            try:
                content.decode()
            except UnicodeDecodeError as error:
                wrong = content[error.start]
                return UserError(
                    f"{path.name}, line {line}: the byte {wrong:02x} is no UTF-8; save the file "
                    "as UTF-8."
                )
    return UserError(f"{path.name}: the file is no UTF-8; save it as UTF-8.")
