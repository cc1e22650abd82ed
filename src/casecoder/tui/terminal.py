"""What the terminal must be able to do before the screens are shown."""

import sys


def encoding_trouble(encoding: str | None = None) -> str:
    """Why this terminal can't show the screens; empty when it can.

    Parameters
    ----------
    encoding:
        The terminal's encoding; that of standard output when ``None``.
    """
    found = encoding if encoding is not None else (sys.stdout.encoding or "ascii")
    if found.lower().replace("-", "").replace("_", "") in {"utf8", "utf8sig"}:
        return ""
    return (
        f"The screens need a terminal that works in UTF-8, and this one is set to {found}. "
        "Set a UTF-8 locale first, for instance: export LC_ALL=C.UTF-8"
    )
