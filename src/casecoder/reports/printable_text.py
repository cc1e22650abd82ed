"""The one rule for characters that XML, HTML and spreadsheets refuse.

Short because every writer uses it and it needs no other module.
"""

import re

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def make_printable(text: str) -> str:
    """Return a text with U+FFFD in place of each character that XML 1.0 can't hold."""
    return _UNPRINTABLE.sub(REPLACEMENT, text)
