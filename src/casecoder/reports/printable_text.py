"""What a document can hold: the one rule for characters that XML, HTML and spreadsheets refuse."""

import re

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def make_printable(text: str) -> str:
    """The text with each character that XML 1.0 can't hold shown as U+FFFD, one for one."""
    return _UNPRINTABLE.sub(REPLACEMENT, text)
