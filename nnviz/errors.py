"""The one exception for mistakes that a person can make."""


class UserError(Exception):
    """A mistake in a file, a field or on the command line.

    The message is one sentence that names the place and the mend. The command line prints it and
    exits with 2; the window shows it beside what caused it.
    """
