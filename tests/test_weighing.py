"""The evidence for a cell in figures, and the band that the written rule proposes."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.evidence_weight import (
    RANKED_FIGURES,
    AlikeCodings,
    EvidenceStage,
    EvidenceWeight,
    add_school_ranks,
    rank_school,
    weigh_codings,
)
from casecoder.core.judging.rating_rule import RatingRule, apply_rating_rule
from casecoder.core.judging.study_settings import StudySettings
from casecoder.core.vocabulary import Band, Direction, Role, SourceKind
from casecoder.services.judging.study_settings import change_study_settings, settings_of_study
from casecoder.services.judging.weighing import propose_band, weigh_evidence
from casecoder.services.segments.coding import amend_coding, apply_codes
from casecoder.services.sources.amending import amend_participant
from casecoder.store.study_file import StudyFile
from tests.documents.report_inputs import evidence
from tests.study_kit import CODER
from tests.tui_kit import NOTICES, PAPER, SHOWS, code, two_schools

DOC = Path(__file__).parents[1] / "docs" / "rating-rule.md"


def told(number: int, **changes: object) -> Evidence:
    return evidence(number, **{"source": f"P3-INT-0{number % 3}", **changes})


def seen(number: int, **changes: object) -> Evidence:
    return told(number, source="P3-OBS-01", kind=SourceKind.OBSERVATION, role=None, **changes)


def against(number: int) -> Evidence:
    return told(number, direction=Direction.COUNTERS)


def weight(*items: Evidence) -> EvidenceWeight:
    """The weight of codings, each of its own sort."""
    return weigh_codings(
        "P3",
        "B01",
        [
            AlikeCodings(item.source, item.kind, item.role, item.counters, item.strength, item.in_review, True, 1)
            for item in items
        ],
    )


def band_of(*items: Evidence, rule: RatingRule | None = None) -> Band | None:
    return apply_rating_rule(weight(*items), rule or RatingRule()).band


def test_green_needs_evidence_of_more_than_one_kind() -> None:
    assert band_of(told(1), told(2), seen(3)) is Band.GREEN
    assert band_of(told(1), told(2), told(3), told(4)) is Band.AMBER
    assert band_of(seen(1), seen(2), seen(3), told(4, source="P3-OBS-02", kind=SourceKind.FIELD_NOTE)) is Band.AMBER
    lax = RatingRule(green_seen=0, green_told=0)
    assert band_of(told(1), told(2), told(3), rule=lax) is Band.AMBER
    with pytest.raises(CaseCoderError, match="green_kinds"):
        lax.with_threshold("green_kinds", "1")


def test_a_threshold_that_is_too_large_is_refused_with_how_large_it_can_be() -> None:
    with pytest.raises(CaseCoderError, match="green_codings can't be '1001'") as refused:
        RatingRule().with_threshold("green_codings", "1001")
    assert refused.value.hint == "It is a whole number from 1 to 1,000."
    assert RatingRule().with_threshold("green_codings", "1000").green_codings == 1000


def test_what_amber_asks_green_asks_as_well() -> None:
    green = (told(1), told(2), seen(3))
    assert band_of(*green, rule=RatingRule(amber_codings=3)) is Band.GREEN
    assert band_of(*green, rule=RatingRule(amber_codings=4)) is Band.RED


def test_counter_evidence_pulls_down() -> None:
    green = (told(1), told(2), seen(3))
    assert band_of(*green, against(4)) is Band.GREEN
    assert band_of(*green, against(4), against(5)) is Band.AMBER
    assert band_of(*green, *(against(n) for n in range(4, 8))) is Band.RED


def test_what_is_only_planned_is_red_and_what_is_early_is_not_green() -> None:
    staged = [told(1, strength=1), told(2, strength=1), seen(3, strength=1)]
    assert band_of(*staged) is Band.RED
    early = [replace(item, strength=2) for item in staged]
    assert band_of(*early) is Band.AMBER
    assert band_of(early[0], *(replace(item, strength=3) for item in staged[1:])) is Band.GREEN


def test_nothing_coded_is_said_and_no_band_is_proposed() -> None:
    proposal = apply_rating_rule(weight(), RatingRule())
    assert proposal.band is None
    assert "Nothing is coded" in proposal.reasons[0]
    waiting = apply_rating_rule(weight(told(1, in_review=True)), RatingRule())
    assert waiting.band is None
    assert "1 coding on the review list" in waiting.reasons[0]


def test_reasons_name_the_figures_and_what_was_missing_for_the_band_above() -> None:
    proposal = apply_rating_rule(weight(told(1), told(2), told(3)), RatingRule())
    assert proposal.band is Band.AMBER
    assert "3 codings support it; Amber needs 2." in proposal.reasons
    assert "No coding supports it as seen; Green needs 1." in proposal.reasons


ITEM = st.builds(
    lambda n, source, kind, role, direction, strength, waits: evidence(
        n, source=f"{source}-{kind.code}", kind=kind, role=role, direction=direction, strength=strength, in_review=waits
    ),
    st.integers(1, 999),
    st.sampled_from("abc"),
    st.sampled_from(SourceKind),
    st.sampled_from([*Role, None]),
    st.sampled_from(Direction),
    st.sampled_from([None, 1, 2, 3]),
    st.booleans(),
)


@given(st.lists(ITEM, max_size=12))
def test_the_parts_add_up(items: list[Evidence]) -> None:
    weighed = weight(*items)
    assert weighed.whole.codings + weighed.waiting == len(items)
    assert weighed.seen.codings + weighed.told.codings == weighed.whole.codings
    assert sum(part.codings for part in weighed.kinds.values()) == weighed.whole.codings
    assert sum(weighed.roles.values()) == weighed.whole.codings
    assert sum(weighed.stages.values()) + weighed.without_stage == weighed.whole.supporting
    assert sum(part.sources for part in weighed.kinds.values()) == weighed.whole.sources


@given(st.lists(ITEM, max_size=12))
def test_one_more_coding_against_never_raises_the_band(items: list[Evidence]) -> None:
    order = [None, Band.RED, Band.AMBER, Band.GREEN]
    before = band_of(*items)
    after = band_of(*items, evidence(1000, direction=Direction.COUNTERS))
    assert after is not None
    assert order.index(after) <= max(1, order.index(before))


def test_rank_and_median_among_schools() -> None:
    values = {"P1": 5, "P2": 2, "P3": 2, "P4": 0}
    places = [rank_school("codings", school, values) for school in values]
    assert [(place.rank, place.sharing) for place in places] == [(1, 1), (2, 2), (2, 2), (4, 1)]
    assert places[0].median == 2


@given(st.lists(ITEM, max_size=8), st.lists(ITEM, max_size=8))
def test_every_figure_is_ranked_among_the_schools(ours: list[Evidence], theirs: list[Evidence]) -> None:
    here, there = weight(*ours), weight(*theirs)
    places = add_school_ranks("P3", {"P3": here, "P4": there}).ranks
    assert [place.figure for place in places] == list(RANKED_FIGURES)
    for place in places:
        own, other = RANKED_FIGURES[place.figure](here), RANKED_FIGURES[place.figure](there)
        assert (place.value, place.rank, place.of) == (own, 1 + (other > own), 2)


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return two_schools(tmp_path)


def test_a_cell_of_a_study_is_weighed_with_its_childrens_codings(study: StudyFile) -> None:
    code(study, PAPER, under="B01.1", counters=True)
    number = code(study, NOTICES.replace(".", ", and then"), under="B01")
    code(study, "Two children read [b]aloud[/b] from a screen.", under="B01", source="P1-OBS-01")
    code(study, SHOWS, under="B02")
    amend_coding(study, number, coder=CODER, strength=2)
    found = weigh_evidence(study, "P1", "B01")
    assert (found.whole.codings, found.whole.countering, found.whole.sources) == (3, 1, 2)
    assert (found.seen.codings, found.told.codings) == (1, 2)
    assert (found.stages[EvidenceStage.EARLY], found.without_stage) == (1, 1)
    codings = found.ranks[0]
    assert (codings.figure, codings.value, codings.rank, codings.of, codings.median) == ("codings", 3, 1, 2, 1.5)
    assert {place.figure: place.value for place in found.ranks} == {
        "codings": 3,
        "supporting": 2,
        "countering": 1,
        "sources": 2,
        "kinds of source": 2,
        "roles": 1,
        "seen": 1,
        "told": 2,
        "embedded": 0,
        "early": 1,
        "planned": 0,
    }
    assert weigh_evidence(study, "S1", "B01").ranks[0].rank == 2


def test_conditions_that_overlap_or_are_near_stand_beside_it(tmp_path: Path, study: StudyFile) -> None:
    from casecoder.services.codebook.codebooks import install_codebook

    book = tmp_path / "conditions.md"
    book.write_text(
        "---\nname: conditions\ntitle: Conditions for success\n---\n\n"
        "# Conditions for success\n\n## C01 Support\n\nHelp.\n\n"
        "## C02 Time\n\nTime.\n\n**Applies to:** B01\n\n## C03 Money\n\nMoney.\n",
        encoding="utf-8",
    )
    install_codebook(study, str(book), coder=CODER)
    code(study, "Nobody reads the board any more", under="B01")
    (with_it,) = apply_codes(study, "P1-INT-01", ["C01"], quote="the board any more — honestly", coder=CODER)
    (beside,) = apply_codes(study, "P1-INT-01", ["C02"], quote="café chat is dead.", coder=CODER)
    (two_on,) = apply_codes(study, "P1-INT-01", ["C03"], quote="Some look. Most don’t.", coder=CODER)
    apply_codes(study, "P1-INT-01", ["C03"], quote=SHOWS, coder=CODER)  # three turns away
    found = weigh_evidence(study, "P1", "B01").conditions
    assert [(each.code, each.overlapping, each.near, each.applies) for each in found] == [
        ("C01", (with_it.number,), (), False),
        ("C02", (), (beside.number,), True),
        ("C03", (), (two_on.number,), False),
    ]


def test_evidence_without_consent_is_counted_and_said(study: StudyFile) -> None:
    code(study, SHOWS)
    code(study, PAPER)
    assert weigh_evidence(study, "P1", "B02").withheld == 0
    amend_participant(study, "P1", "L1", coder=CODER, consent="withdrawn")
    found = weigh_evidence(study, "P1", "B02")
    assert (found.whole.codings, found.withheld) == (2, 1)


def test_the_rule_is_the_studys_own_and_a_change_of_it_is_an_event(study: StudyFile) -> None:
    from casecoder.services import history

    code(study, PAPER, under="B01")
    code(study, SHOWS, under="B01")
    assert propose_band(study, "P1", "B01")[1].band is Band.AMBER
    change_study_settings(study, {"amber-codings": "3"}, coder=CODER)
    assert propose_band(study, "P1", "B01")[1].band is Band.RED
    assert settings_of_study(study).rule == RatingRule(amber_codings=3)
    assert history.undo(study, CODER) == "Set amber_codings 3"
    assert settings_of_study(study) == StudySettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("green_against", "1.2"),
        ("green_codings", "0"),
        ("blind", "maybe"),
        ("green_seen", "one"),
        ("greenish", "1"),
        ("green_against", "nan"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(study: StudyFile, name: str, value: str) -> None:
    with pytest.raises(CaseCoderError):
        change_study_settings(study, {name: value}, coder=CODER)
    assert settings_of_study(study) == StudySettings()


def test_the_document_states_the_thresholds_of_the_code() -> None:
    stated = re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    values = StudySettings().values
    assert dict(stated) == {name: value for name, value in values.items() if name not in {"blind", "lead"}}
