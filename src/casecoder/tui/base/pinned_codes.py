"""The codes each coder has pinned to the number keys, study by study, remembered from one run to the next."""

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
        """The id of the code on a digit; empty when there is none."""
        return self._codes.get(digit, "")

    def pinned(self) -> list[tuple[str, str]]:
        """The digits in use with the ids of their codes, in the order of the keyboard."""
        return [(digit, self._codes[digit]) for digit in PIN_DIGITS if digit in self._codes]

    def put(self, digit: str, code: str) -> None:
        """Pin a code to a digit, and to no other; an empty code frees the digit."""
        self._codes = {key: held for key, held in self._codes.items() if key != digit and held != code}
        if code:
            self._codes[digit] = code
        studies = _read()  # anew: another window may have written its own since
        studies.setdefault(self._study, {})[self._coder] = self._codes
        with suppress(OSError):  # a home that can't be written is no reason to stop work on a study
            _file().parent.mkdir(parents=True, exist_ok=True)
            _file().write_text(json.dumps(studies, indent=1, ensure_ascii=False), "utf-8")


def _read() -> dict[str, dict[str, dict[str, str]]]:
    """All pins by study and coder; none if there is no file or something else broke it."""
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
