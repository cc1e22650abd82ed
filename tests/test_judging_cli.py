"""Weighing, reconciling and signing off on the command line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casecoder.cli.main import main
from tests.tui_kit import PAPER, SHOWS, code, two_schools

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Call casecoder on a study whose P1 B02 has two codings; gives back what went to stdout and to stderr."""
    study = two_schools(tmp_path)
    code(study, PAPER, counters=True)
    code(study, SHOWS)
    study.close()

    def call(command: str, *words: str, coder: str = "anna", exits: int = 0) -> tuple[str, str]:
        monkeypatch.setenv("CASECODER_CODER", coder)
        monkeypatch.setattr(sys, "argv", ["casecoder", command, str(study.path), *words])
        ended = 0
        try:
            main()
        except SystemExit as stop:
            ended = int(stop.code or 0)
        said = capfd.readouterr()
        assert ended == exits, said
        return said.out, said.err

    return call


def test_rated_blind_reconciled_signed_off_and_changed_with_a_reason(run: Run) -> None:
    run("setting", "blind", "on", coder="lead")
    run("setting", "lead", "lead", coder="lead")
    run("rate", "P1", "B02", "green", "--because", "Seen.", "--evidence", "E-0002")
    (cell,) = json.loads(run("ratings", "--json", coder="ben")[0])
    assert (cell["band"], cell["given"], cell["not_seen"]) == ("", [], 1)
    assert cell["state"] == "1 rating not yet signed off", "one needs nobody's reconciling"
    run("rate", "P1", "B02", "red", "--because", "Little.", "--evidence", "E-0001", coder="ben")
    assert "raters differ" in run("ratings")[0]
    assert "2 ratings not yet reconciled" in run("sign", "P1", "B02", coder="lead", exits=1)[1]
    cited = ("--evidence", "E-0001", "E-0002")
    out, err = run("reconcile", "P1", "B02", "amber", "--because", "Met.", *cited, coder="lead")
    assert out.strip() == "R-0003"
    assert "settled: R-0001, R-0002" in err
    assert "1 rating signed off, 0 left." in run("sign", "--all", coder="lead")[1]
    again = ("rate", "P1", "B02", "red", "--because", "No.", "--evidence", "E-0001")
    assert "changes only with a reason" in run(*again, exits=1)[1]
    run(*again, "--reason", "A parent wrote.")
    (cell,) = json.loads(run("ratings", "--json")[0])
    assert (cell["band"], cell["state"], len(cell["given"])) == ("red", "to be signed off", 4)


def test_a_stale_rating_is_listed_with_the_reason(run: Run) -> None:
    run("rate", "P1", "B02", "green", "--because", "Seen.", "--evidence", "E-0002")
    run("participant", "P1", "L1", "--consent", "withdrawn")
    (cell,) = json.loads(run("ratings", "--json")[0])
    assert cell["state"] == "look again"
    assert cell["stale"] == ["The consent of whoever speaks in E-0002 was given and is now withdrawn."]


def test_the_reasons_stand_one_after_the_other_in_the_list(run: Run) -> None:
    run("rate", "P1", "B02", "green", "--because", "Seen.", "--evidence", "E-0001", "E-0002")
    run("uncode", "E-0001")
    run("participant", "P1", "L1", "--consent", "withdrawn")
    assert f"E-0001 has been removed: “{PAPER}” The consent of whoever speaks in E-0002" in run("ratings")[0]
    assert len(json.loads(run("ratings", "--json")[0])[0]["stale"]) == 2


def test_weighing_gives_figures_and_reasons_and_rates_nothing(run: Run) -> None:
    found = json.loads(run("weigh", "P1", "B02", "--json")[0])
    assert (found["whole"]["codings"], found["whole"]["countering"], found["proposed"]) == (2, 1, "red")
    assert found["roles"] == {"learner": 1, "other": 1}
    out, err = run("weigh", "P1", "B02")
    assert "2 from 1 source, 1 against" in out
    assert "Proposed, never applied: Red." in err
    assert json.loads(run("ratings", "--json")[0]) == []


def test_the_history_and_agreement_tell_a_blind_rater_no_band(run: Run) -> None:
    run("rate", "P1", "B02", "green", "--because", "Seen.", "--evidence", "E-0002")
    assert "Rate P1 B02 Green (R-0001)" in run("history", coder="ben")[0], "anybody may see it as long as all may"
    run("setting", "blind", "on", coder="lead")
    assert "Rate P1 B02 (R-0001)" in run("history", coder="ben")[0]
    assert "Rate P1 B02 Green (R-0001)" in run("history")[0]
    run("rate", "P1", "B02", "red", "--because", "Little.", "--evidence", "E-0001", coder="cleo")
    assert "No ratings can be compared for you yet" in run("agreement", "--on", "ratings", coder="ben", exits=1)[1]
    assert "1.0" not in run("agreement", "--on", "ratings", coder="cleo")[0]


def test_what_is_no_setting_is_refused(run: Run) -> None:
    assert "green_kinds can't be '1'" in run("setting", "green-kinds", "1", exits=1)[1]
    assert "There is no setting 'colour'" in run("setting", "colour", "1", exits=1)[1]
    assert "Say what blind is to be" in run("setting", "blind", exits=2)[1]
    assert "Name a school and a benefit" in run("sign", exits=2)[1]
