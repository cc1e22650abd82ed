"""The rating desk: what lies on it, and what it takes to keep a rating."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from casecoder.core.judging.rating import Judgement
from casecoder.core.vocabulary import Band
from casecoder.services.judging import rating
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.segments.coding import amend_coding, remove_coding
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.base.drafts import RatingDraft
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.widgets.band_choice import BandRow
from casecoder.tui.widgets.evidence_list import EvidenceList
from tests.study_kit import CODER
from tests.tui_kit import PAPER, app_of, code, heard_and_seen, text_of, toasts


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """P1 B02 has three codings: a teacher's against, a learner's for, an observation for; none is rated."""
    return heard_and_seen(tmp_path)


async def at_desk(pilot: Pilot[None], case: str = "P1", benefit: str = "B02") -> RatingScreen:
    await pilot.pause()
    screen = RatingScreen(case, benefit)
    await pilot.app.push_screen(screen)
    await pilot.pause()
    return screen


def entries(screen: RatingScreen) -> list[str]:
    return [str(option.prompt) for option in screen.query_one(EvidenceList).options]


def kept(app: CaseCoderApp) -> list[Judgement]:
    return list(rating.open_rating_desk(app.study, "P1", "B02").history)


async def test_evidence_stands_by_what_was_seen_then_said_and_by_role(study: StudyFile) -> None:
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        lines = entries(await at_desk(pilot))
        heads = [line for line in lines if line.startswith(("Seen", "Said"))]
        assert [head.partition(" (")[0] for head in heads] == [
            "Seen · observation",
            "Said · interview · Learners",
            "Said · interview · Others",
        ]
        against = next(line for line in lines if PAPER in line)
        assert against.startswith("[ ] E-0001 ✗ counters")
        assert "P1-INT-01, turn 4" in against
        seen = next(line for line in lines if "aloud" in line)
        assert "“Two children read [b]aloud[/b] from a screen.”" in seen
        assert "✓ supports" in seen


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_all_four_definitions_are_on_screen(study: StudyFile, size: tuple[int, int]) -> None:
    async with app_of(study).run_test(size=size) as pilot:
        screen = await at_desk(pilot)
        rows = list(screen.query(BandRow))
        assert [row.band for row in rows] == list(Band)
        for row in rows:
            assert screen.region.contains_region(row.region)
            assert row.region.height >= 1
            assert len(str(row.content)) > 20


async def test_a_rating_is_kept_with_its_rationale_and_citations(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_desk(pilot)
        await pilot.press("space", "down", "space", "a", "w", *"some", "ctrl+s")
        await pilot.pause()
        assert [(j.band, j.rationale, len(j.cited), j.rater) for j in kept(app)] == [(Band.AMBER, "some", 2, CODER)]
        assert app.drafts == {}
        assert "R-0001" in text_of(app, "#draft")
        assert any(line.startswith("A◐ Amber") for line in entries(screen))


async def test_nothing_is_kept_without_a_band_a_rationale_or_a_citation(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_desk(pilot)
        await pilot.press("ctrl+s")
        assert "Choose a band first" in toasts(app)
        await pilot.press("g", "ctrl+s")
        assert "needs a rationale" in toasts(app)
        assert screen.query_one(EvidenceList).has_focus, "what is typed must not go elsewhere unasked"
        await pilot.press("w", "ctrl+s")
        assert "Say why here." in toasts(app)
        await pilot.press(*"why", "ctrl+s")
        assert "needs at least one cited coding" in toasts(app)
        assert "Esc first. Press space on a quote." in toasts(app), "where she types, space is a space"
        assert screen.query_one("#why", TextArea).text == "why"
        assert kept(app) == []


async def test_what_was_kept_says_how_to_go_on_down_the_grid_and_across_it(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_desk(pilot)
        await pilot.press("x", "a", "w", *"so", "ctrl+s")
        await pilot.pause()
        assert "j next benefit, l next school." in toasts(app)


async def test_looked_and_found_nothing_cites_nothing(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_desk(pilot)
        await pilot.press("space", "n", "w", *"no", "ctrl+s")
        assert "can't cite evidence" in toasts(app)
        assert len(text_of(app, "#draft")) <= 78, "what to press stands at the end of it"
        await pilot.press("escape", "space", "ctrl+s")
        await pilot.pause()
        assert [(j.band, j.cited) for j in kept(app)] == [(Band.NONE, ())]


async def test_a_draft_outlives_the_screen_and_warns_before_it_is_lost(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_desk(pilot)
        await pilot.press("space", "r", "w", *"half", "escape", "escape")
        assert isinstance(app.screen, GridScreen)
        screen = await at_desk(pilot)
        assert screen.query_one("#why", TextArea).text == "half"
        assert screen.draft.band is Band.RED
        assert len(screen.draft.cited) == 1
        await pilot.press("ctrl+q")
        assert "P1 B02" in toasts(app)
        assert app.is_running
        assert kept(app) == []
        await pilot.press("ctrl+q")
    assert not app.is_running


async def test_a_draft_is_dropped_and_brought_back_with_one_key(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_desk(pilot)
        await pilot.press("0")
        assert "no draft" in toasts(app)
        await pilot.press("space", "r", "w", *"half 0", "escape", "0")
        await pilot.pause()
        assert screen.draft == RatingDraft()
        assert screen.query_one("#why", TextArea).text == ""
        assert app.drafts == {}
        await pilot.press("0")
        await pilot.pause()
        assert (screen.draft.band, screen.draft.rationale, len(screen.draft.cited)) == (Band.RED, "half 0", 1)
        assert "The draft is back." in toasts(app)


async def test_a_stale_rating_says_why_and_is_renewed_with_one_key(study: StudyFile) -> None:
    rating.rate(study, "P1", "B02", Band.GREEN, because="Shown at home.", cited=[2, 3], rater=CODER)
    amend_coding(study, 2, coder="ben", note="looked at again")
    remove_coding(study, 3, coder="ben")
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_desk(pilot)
        assert "E-0003 has been removed" in text_of(app, "#draft")
        assert "looked at again" in text_of(app, "#cell-title")
        await pilot.press("ctrl+s")
        await pilot.pause()
        newest, first = kept(app)
        assert (newest.band, newest.cited, newest.stale) == (Band.GREEN, (2,), ())
        assert first.stale
        await pilot.press("ctrl+s")
        assert "nothing to keep" in toasts(app)
        assert len(kept(app)) == 2


async def test_an_earlier_rating_can_be_taken_up_again(study: StudyFile) -> None:
    rating.rate(study, "P1", "B02", Band.GREEN, because="First.", cited=[2], rater=CODER)
    rating.rate(study, "P1", "B02", Band.RED, because="Second.", cited=[1], rater="ben")
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        screen = await at_desk(pilot)
        screen.query_one(EvidenceList).go_to("R-0001")
        await pilot.press("enter")
        await pilot.pause()
        assert (screen.draft.band, screen.draft.rationale, screen.draft.cited) == (Band.GREEN, "First.", frozenset({2}))


async def test_the_summary_is_shown_and_written(study: StudyFile) -> None:
    write_summary(study, "P1", "B02", "Most [i]look[/i].", author=CODER)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_desk(pilot)
        assert "Most [i]look[/i]." in entries(screen)
        await pilot.press("y", "X", "ctrl+s")
        await pilot.pause()
        assert rating.open_rating_desk(app.study, "P1", "B02").summary == "XMost [i]look[/i]."
        await pilot.press("y", "Z", "escape")
        assert "not kept yet" in toasts(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is screen
        assert rating.open_rating_desk(app.study, "P1", "B02").summary == "XMost [i]look[/i]."


async def test_a_quote_longer_than_the_screen_is_scrolled_through_first(study: StudyFile, tmp_path: Path) -> None:
    from tests.study_kit import add_source

    words = "word " * 600 + "finis"
    ref = add_source(study, tmp_path, f"INT: Well?\n\nMrs Okoro: {words}\n", "long.txt")
    number = code(study, words, source=ref)
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        screen = await at_desk(pilot)
        papers = screen.query_one(EvidenceList)
        papers.go_to(f"E-{number:04d}")
        await pilot.press("down")
        assert papers.highlighted_option is not None
        assert papers.highlighted_option.id == f"E-{number:04d}"
        seen = ""
        for _ in range(12):
            await pilot.press("down")
            seen += "".join(papers.render_line(y).text for y in range(papers.size.height))
        assert "finis" in seen
        assert papers.highlighted_option.id != f"E-{number:04d}"


async def test_a_cell_without_evidence_says_what_to_do(study: StudyFile) -> None:
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        screen = await at_desk(pilot, "S1", "B03")
        assert any("choose n and say so" in line for line in entries(screen))
        await pilot.press("space")
        assert "Only a quote can be cited" in toasts(pilot.app)


async def test_a_desk_whose_cell_is_gone_is_left_and_no_key_falls_on_nothing(study: StudyFile) -> None:
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.app.push_screen(RatingScreen("P9", "B02"))
        for key in ("0", "space", "x", "g"):
            pilot.app.simulate_key(key)
        while not toasts(pilot.app):  # the keys fall, it is left, that is said
            await pilot.pause()
        assert isinstance(pilot.app.screen, GridScreen)
        assert "P9" in toasts(pilot.app)
