"""The one error a user ever sees."""


class CaseCoderError(Exception):
    """Something a user gave, or a study, is wrong, and nothing was changed.

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
    """The call itself is wrong (a bad option, an unknown column), before any study is touched."""
