"""The one exception for mistakes that a person can make."""


class UserError(Exception):
    """A mistake in a file, a field or on the command line.

    The message is one sentence that names the place and the mend. The command line prints it and
    exits with 2; the window shows it beside what caused it.
    """

    def __init__(self, sentence: str) -> None:
        # What a person typed is quoted, and may hold anything; a sentence is one line.
        super().__init__("".join(c if c.isprintable() else repr(c)[1:-1] for c in sentence))
