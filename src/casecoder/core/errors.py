"""The errors that a user sees.

Short because nearly every other module imports it, and nothing else belongs to it.
"""


class CaseCoderError(Exception):
    """Raised when something that a user gave, or a study, is wrong. Nothing was changed.

    Parameters
    ----------
    message:
        One sentence that says what is wrong, naming the file and place.
    hint:
        What to do about it; empty when the message already says it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(CaseCoderError):
    """Raised when the call itself is wrong (a bad option, an unknown column), before any study is touched."""
