"""The codes that each coder has pinned to the number keys in each study, kept in a file of the user's."""

import json
from contextlib import suppress
from pathlib import Path

import platformdirs

PIN_DIGITS = "1234567890"
"""The number keys, as they stand on a keyboard."""


class PinnedCodes:
    """The pinned codes of one coder in one study.

    Parameters
    ----------
    study:
        The study's file.
    coder:
        Whose pins these are.
    """

    def __init__(self, study: Path, coder: str) -> None:
        self._study, self._coder = str(study.resolve()), coder
        held = _read().get(self._study, {}).get(coder, {})
        self._codes = {digit: code for digit, code in held.items() if digit in PIN_DIGITS and isinstance(code, str)}

    def code(self, digit: str) -> str:
        """Return the id of the code on a digit; empty when there is none."""
        return self._codes.get(digit, "")

    def pinned(self) -> list[tuple[str, str]]:
        """Return the digits in use with the ids of their codes, in the order of the keyboard."""
        return [(digit, self._codes[digit]) for digit in PIN_DIGITS if digit in self._codes]

    def put(self, digit: str, code: str) -> None:
        """Pin a code to a digit and free its earlier digit; an empty code only frees the digit."""
        self._codes = {key: held for key, held in self._codes.items() if key != digit and held != code}
        if code:
            self._codes[digit] = code
        studies = _read()  # read again: another window may have written its pins in the meantime
        studies.setdefault(self._study, {})[self._coder] = self._codes
        with suppress(OSError):  # work on a study goes on when the home folder can't be written
            _file().parent.mkdir(parents=True, exist_ok=True)
            _file().write_text(json.dumps(studies, indent=1, ensure_ascii=False), "utf-8")


def _read() -> dict[str, dict[str, dict[str, str]]]:
    """Return all pins by study and coder; nothing if the file is missing or damaged."""
    try:
        held = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(held, dict):
        return {}
    return {
        study: {coder: pins for coder, pins in coders.items() if isinstance(pins, dict)}
        for study, coders in held.items()
        if isinstance(coders, dict)
    }


def _file() -> Path:
    return platformdirs.user_state_path("casecoder") / "pins.json"
