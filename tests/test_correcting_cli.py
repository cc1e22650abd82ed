"""The commands that correct transcripts and decide what waits."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casecoder.cli.main import main
from casecoder.services import history
from casecoder.services.segments.coding import apply_codes
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from tests.study_kit import CODER, INTERVIEW, make_study

REF = "P1-INT-01"
Run = Callable[..., tuple[str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call casecoder as its script does; gives back what it printed."""
    monkeypatch.setenv("CASECODER_CODER", CODER)

    def call(*words: object, code: int = 0) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", ["casecoder", *map(str, words)])
        ended: object = 0
        try:
            main()
        except SystemExit as stop:
            ended = stop.code
        out, err = capfd.readouterr()
        assert int(str(ended or 0)) == code, err
        assert "Traceback" not in err
        return out, err

    return call


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A study with two codings."""
    study = make_study(tmp_path, INTERVIEW)
    for quote in ("Nobody reads the board any more", "She likes it."):
        apply_codes(study, REF, ["B01"], quote=quote, coder=CODER)
    study.close()
    return study.path


def acts(path: Path) -> int:
    study = open_study(str(path))
    number = len(history.read_history(study))
    study.close()
    return number


def test_a_file_is_looked_at_brought_in_and_what_waits_decided(path: Path, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "corrected.txt"
    words = INTERVIEW.replace("the board any", "any").replace("She likes it.", "Dad does too.")
    file.write_text(words, encoding="utf-8")
    before = acts(path)
    out, err = run("correct", path, REF, file, "--dry-run")
    assert "E-0001 B01  changed" in out
    assert "1 to review" in err
    assert acts(path) == before
    run("correct", path, REF, file)
    assert acts(path) == before + 1
    rows = json.loads(run("review", path, "--json")[0])
    assert [(row["id"], row["was"]["words"]) for row in rows] == [("E-0002", "She likes it.")]
    at = words.index("Dad does")
    run("review", path, "--accept", "E-0002", "--span", f"{at}:{at + 13}")
    assert run("review", path)[1] == "Nothing waits for a decision.\n"
    study = open_study(str(path))
    assert [item.quote for item in study_listings.list_segments(study)] == ["Nobody reads any more", "Dad does too."]
    study.close()
    assert "there is nothing to correct" in run("correct", path, REF, file)[1]
    assert "not on the review list" in run("review", path, "--drop", "E-0002", code=1)[1]


def test_words_are_replaced_in_one_source_or_all(path: Path, run: Run) -> None:
    out, _ = run("replace", path, "the board", "BOARD", "--source", REF, "--json")
    (row,) = json.loads(out)
    assert (row["what"], row["outcome"], row["new_words"]) == ("E-0001 B01", "changed", "Nobody reads BOARD any more")
    assert "does not stand in any source" in run("replace", path, "the board", "x", code=1)[1]


def test_what_makes_no_sense_is_refused(path: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other.txt"
    other.write_text("INT: What of the weather?\n\nMs Gale: It rained all week, as I recall.\n")
    assert "another interview altogether" in run("correct", path, REF, other, code=1)[1]
    assert "can't be read" in run("correct", path, REF, tmp_path / "none.txt", code=1)[1]
    run("review", path, "--accept", "E-0001", "--drop", "E-0002", code=2)
    run("review", path, "--span", "1:2", code=2)


def test_what_was_carried_with_changed_words_is_said_and_can_be_listed_again(
    path: Path, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "corrected.txt"
    file.write_text(INTERVIEW.replace("the board any", "the big board any"), encoding="utf-8")
    out, err = run("correct", path, REF, file)
    assert "was  Nobody reads the board any more\n    now  Nobody reads the big board any more" in out
    assert "review --changed" in err
    run("replace", path, "Nobody", "No one")
    (row,) = json.loads(run("review", path, "--changed", "--source", REF, "--json")[0])
    assert (row["id"], row["was"], row["now"]) == (
        "E-0001",
        "Nobody reads the board any more",
        "No one reads the big board any more",
    )
    run("undo", path)
    assert "now  Nobody reads the big board any more" in run("review", path, "--changed")[0]
    run("undo", path)
    assert run("review", path, "--changed")[1] == "No correction has changed coded words.\n"
    assert "Give one of" in run("review", path, "--changed", "--drop", "E-0001", code=2)[1]
