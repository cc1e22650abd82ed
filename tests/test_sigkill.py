"""SIGKILL during coding, import and correction loses nothing confirmed; `make soak` does it two hundred times."""

from pathlib import Path

import pytest

from tests.soak import run

pytestmark = pytest.mark.slow


def test_six_kills_lose_nothing_and_leave_a_whole_study(tmp_path: Path) -> None:
    outcomes = run(tmp_path, kills=6, seed=20100215)
    assert [(outcome.lost, outcome.faults) for outcome in outcomes] == [([], ())] * 6
    worked = {outcome.act for outcome in outcomes if outcome.confirmed}
    assert worked == {"code", "import", "correct"}, "a worker got nowhere"
