"""SIGKILL during coding and import loses nothing confirmed; `make soak` does it two hundred times."""

from pathlib import Path

from tests.soak import run


def test_ten_kills_lose_nothing_and_leave_a_whole_study(tmp_path: Path) -> None:
    outcomes = run(tmp_path, kills=10, seed=20100215)
    assert [(outcome.lost, outcome.faults) for outcome in outcomes] == [([], ())] * 10
    assert {outcome.act for outcome in outcomes if outcome.confirmed} == {"code", "import"}, "no worker got anywhere"
