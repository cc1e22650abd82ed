"""Write fields for spreadsheets so that none is taken for a formula, and read them back.

A field is protected by an apostrophe before it. A field that begins with apostrophes of its own before such a formula
gets one more, so that reading takes away exactly what writing put there.

Short because the writers in ``reports`` and the readers in ``importers`` share only this rule.
"""

import unicodedata

_SIGNS = {"=", "+", "-", "@"}
_UNSEEN = {"Cf", "Cc"}
"""Categories of characters that show nothing: invisible ones and control characters."""


def looks_like_formula(field: str) -> bool:
    """Return whether a spreadsheet may read a field as a formula.

    Looks past white space and invisible characters, and takes full-width signs for what they mean.
    """
    if not field or field[0].isalnum():  # most are not: of a million codings this is felt
        return False
    if field.startswith(("\t", "\r")):
        return True
    seen = next((c for c in field if not c.isspace() and unicodedata.category(c) not in _UNSEEN), "")
    return unicodedata.normalize("NFKC", seen) in _SIGNS


def protect_field(field: str) -> str:
    """Return the field as it is written: with an apostrophe before what looks like a formula."""
    return f"'{field}" if looks_like_formula(field.lstrip("'")) else field


def restore_field(field: str) -> str:
    """Return the field that :func:`protect_field` made this of."""
    return field[1:] if field[:1] == "'" and looks_like_formula(field.lstrip("'")) else field
