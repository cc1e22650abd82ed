"""What the terminal must be able to do before the screens are shown."""

import locale

from casecoder.core.errors import CaseCoderError


def require_utf8(encoding: str | None = None) -> None:
    """Refuse a terminal whose locale can't show the screens' characters.

    Parameters
    ----------
    encoding:
        The locale's encoding; that of the process when ``None``.

    Raises
    ------
    CaseCoderError
        If it is not UTF-8.
    """
    found = encoding if encoding is not None else locale.getencoding()
    if found.casefold().replace("-", "").replace("_", "") != "utf8":
        raise CaseCoderError(
            f"The screens need a terminal that works in UTF-8, and this one is set to {found}.",
            "Set a UTF-8 locale first, for instance: export LC_ALL=C.UTF-8",
        )
