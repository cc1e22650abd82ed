"""What the run on every Python says of those that it can't run on, and which it tries."""

import pytest

from tests import every_python
from tests.every_python import Answer, try_python, versions

NO_NETWORK = "error: Failed to fetch it\n  cause: client error (Connect)\n  cause: dns error\n"
LISTED = (
    '[{"version": "3.13.5", "implementation": "cpython", "version_parts": {"minor": 13}},'
    ' {"version": "3.16.0a2", "implementation": "cpython", "version_parts": {"minor": 16}},'
    ' {"version": "3.10.9", "implementation": "cpython", "version_parts": {"minor": 10}},'
    ' {"version": "3.11.13", "implementation": "pypy", "version_parts": {"minor": 11}},'
    ' {"version": "3.11.4", "implementation": "cpython", "version_parts": {"minor": 11}}]'
)


def answer_with(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer]) -> None:
    """Let uv answer a call by its first two words."""
    monkeypatch.setattr(every_python, "uv", lambda *words: answers[" ".join(words[:2])])


def test_released_versions_from_the_oldest_supported_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, {"python list": Answer(True, LISTED)})
    assert versions() == ["3.11", "3.13"]


def test_a_python_that_is_not_here_and_cannot_be_fetched_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, {"python find": Answer(False, ""), "python install": Answer(False, NO_NETWORK)})
    outcome = try_python("3.14")
    assert str(outcome) == "Python 3.14: skipped (none is here, and none can be downloaded: dns error)"


@pytest.mark.parametrize(
    ("trouble", "word"), [(NO_NETWORK, "skipped"), ("error: Failed to build spacy\n  cause: no compiler\n", "failed")]
)
def test_packages_that_do_not_install_fail_but_for_want_of_an_index(
    monkeypatch: pytest.MonkeyPatch, trouble: str, word: str
) -> None:
    done = Answer(True, "/usr/bin/python3.13\n")
    answer_with(monkeypatch, {"python find": done, "venv --quiet": done, "pip sync": Answer(False, trouble)})
    outcome = try_python("3.13")
    assert (outcome.word, outcome.why.split(":")[0]) == (word, "its packages can't be installed")
