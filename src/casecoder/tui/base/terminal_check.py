"""The check of the terminal before the screens are shown.

Short because the command line asks for it alone, before Textual is loaded.
"""

import locale
import os

from casecoder.core.errors import CaseCoderError


def require_capable_terminal(encoding: str | None = None, term: str | None = None) -> None:
    """Refuse a terminal that can't show the screens: it needs UTF-8 and a cursor that can be moved.

    Parameters
    ----------
    encoding:
        The locale's encoding; that of the process when ``None``. Python's UTF-8 mode does
        not count: it says how Python writes, and not what the terminal reads.
    term:
        The kind of the terminal; ``TERM`` of the environment when ``None``.

    Raises
    ------
    CaseCoderError
        If the encoding is not UTF-8, or the terminal can't move its cursor.
    """
    found = encoding if encoding is not None else locale.getencoding()
    if found.casefold().replace("-", "").replace("_", "") != "utf8":
        raise CaseCoderError(
            f"The screens need a terminal that works in UTF-8, and this one is set to {found}.",
            "Set a UTF-8 locale first, for instance: export LC_ALL=C.UTF-8",
        )
    if (term if term is not None else os.environ.get("TERM", "")) == "dumb":
        raise CaseCoderError(
            "The screens need a terminal that can move its cursor, and this one is set to dumb.",
            "Say what it is, for instance: export TERM=xterm-256color. Or use the commands: casecoder --help",
        )
