"""The table of keystrokes in the documentation: each act is played with its keys, and does what the table says."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.base.pinned_codes import PinnedCodes
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from tests.study_kit import CODER, make_study

pytestmark = pytest.mark.slow

TABLE = Path(__file__).parents[1] / "docs" / "keystrokes.md"
SOURCE = "P1-INT-01"
SAID = [f"Parents look at page {number} at home." for number in range(1, 13)]
TALK = f"INT: Who looks?\n\nMrs Okoro: {' '.join(SAID)}\n\nINT: Why?\n"


class Act(NamedTuple):
    """A line of the table."""

    name: str
    keys: tuple[str, ...]
    total: int
    others: tuple[str, ...]


def acts() -> list[Act]:
    """The lines of the table."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[2].isdigit():
            found.append(Act(cells[0], tuple(re.findall(r"`([^`]+)`", cells[1])), int(cells[2]), tuple(cells[3:])))
    return found


def given(study: StudyFile, code: str, quote: str = SAID[0]) -> None:
    """Code words before the keys are played."""
    start = study_listings.open_source(study, SOURCE).text.index(quote)
    coding.apply_codes(study, SOURCE, [code], span=Span(start, start + len(quote)), coder=CODER)


def quotes(made: list[Evidence]) -> list[tuple[str, str]]:
    return [(item.code, item.quote) for item in made]


TURN = " ".join(SAID)
BEFORE: dict[str, tuple[str, str]] = {
    "Code the next sentence as the last one": ("B02", SAID[0]),
    "Make a coding a word longer": ("B02", "Parents look at page 1"),
    "Take the last coding back": ("B02", SAID[0]),
    "Mark a coding as strong evidence": ("B02", SAID[0]),
}
"""What is coded before an act begins."""

OUTCOMES: dict[str, Callable[[list[Evidence]], bool]] = {
    "Code a sentence with a code you use often": lambda made: quotes(made) == [("B01", SAID[0])],
    "Code the next sentence as the last one": lambda made: quotes(made) == [("B02", SAID[0]), ("B02", SAID[1])],
    "Code a whole turn with a code you use often": lambda made: quotes(made) == [("B01", TURN)],
    "Code a question with its answer": lambda made: (
        [item.quote.endswith(SAID[-1]) and "Who looks?" in item.quote for item in made] == [True]
    ),
    "Give a sentence two codes": lambda made: quotes(made) == [("B01", SAID[0]), ("B03", SAID[0])],
    "Make a code from what somebody says, in vivo": lambda made: [item.code_name for item in made] == [SAID[0][:-1]],
    "Make a coding a word longer": lambda made: quotes(made) == [("B02", "Parents look at page 1 at")],
    "Take the last coding back": lambda made: made == [],
    "Mark a coding as strong evidence": lambda made: [item.strength for item in made] == [1],
    "Code ten sentences in a row": lambda made: (
        [item.quote for item in made] == SAID[:10] and {item.code for item in made} == {"B01", "B03"}
    ),
}
"""What must have come of an act."""


def test_the_table_has_ten_acts_and_each_is_played() -> None:
    names = [act.name for act in acts()]
    assert len(names) == 10
    assert set(names) == set(OUTCOMES)


@pytest.mark.parametrize("act", acts(), ids=lambda act: act.name)
def test_the_count_is_that_of_the_keys_and_lower_than_the_others(act: Act) -> None:
    assert act.total == len(act.keys)
    for other in act.others:
        assert other == "–" or act.total < int(other)


@pytest.mark.parametrize("act", acts(), ids=lambda act: act.name)
async def test_the_keys_do_what_the_table_says(act: Act, tmp_path: Path) -> None:
    study = make_study(tmp_path, TALK)
    for digit, code in (("1", "B01"), ("2", "B03")):
        PinnedCodes(study.path, CODER).put(digit, code)
    if act.name in BEFORE:
        given(study, *BEFORE[act.name])
    app = CaseCoderApp(study.path, CODER)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = TranscriptScreen(SOURCE, study_listings.open_source(study, SOURCE).text.index(SAID[0]) + 3)
        await app.push_screen(screen)
        await pilot.pause()
        await pilot.press(*(_NAMES.get(key, key) for key in act.keys))
        await pilot.pause()
        assert app.screen is screen
        assert OUTCOMES[act.name](study_listings.list_segments(study)), quotes(study_listings.list_segments(study))


_NAMES = {".": "full_stop"}
"""Textual's names of keys that the table shows as they are on the keyboard."""
