"""Which quotes a report prints: by rule, in balance, and none that may not be quoted."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.quote_choice import choose_balanced_quotes, is_quotable, quote_voice
from casecoder.core.vocabulary import Consent, Direction, Phase, Role, SourceKind
from tests.examples import examples

SCHOOLS = {"P1": Phase.PRIMARY, "P2": Phase.PRIMARY, "S1": Phase.SECONDARY, "S2": Phase.SECONDARY, "C1": Phase.OTHER}


def coding(
    number: int,
    case: str = "P1",
    role: Role | None = Role.TEACHER,
    *,
    start: int | None = None,
    length: int = 10,
    strength: int | None = None,
    consent: Consent = Consent.GIVEN,
    in_review: bool = False,
    source: str = "INT-01",
) -> Evidence:
    """A coding, by default with words of its own."""
    begin = 1_000 * number if start is None else start
    return Evidence(
        number,
        f"{case}-{source}",
        "A talk",
        SourceKind.INTERVIEW if role else SourceKind.OBSERVATION,
        "2009-11-02",
        case,
        case,
        SCHOOLS[case],
        "B01",
        "Organisation",
        begin,
        begin + length,
        "x" * length,
        1,
        "T1",
        role,
        "anna",
        Direction.SUPPORTS,
        strength,
        "",
        datetime(2010, 1, 1, tzinfo=UTC),
        in_review,
        False,
        consent,
    )


@st.composite
def codings(draw: st.DrawFn) -> list[Evidence]:
    """Codings of a few schools and roles; some share words, some may not be quoted."""
    return [
        coding(
            number,
            draw(st.sampled_from(sorted(SCHOOLS))),
            draw(st.sampled_from([None, *Role])),
            start=draw(st.integers(0, 60)),
            length=draw(st.integers(1, 12)),
            strength=draw(st.sampled_from([None, 1, 3])),
            consent=draw(st.sampled_from([Consent.GIVEN, Consent.GIVEN, Consent.WITHDRAWN])),
            in_review=draw(st.booleans()) and draw(st.booleans()),
            source=draw(st.sampled_from(["INT-01", "OBS-01"])),
        )
        for number in range(1, draw(st.integers(0, 14)) + 1)
    ]


def overlap(one: Evidence, other: Evidence) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end


def left(coded: Sequence[Evidence], taken: Sequence[Evidence]) -> list[Evidence]:
    """What could still be taken."""
    return [item for item in coded if is_quotable(item) and not any(overlap(item, other) for other in taken)]


@given(codings(), codings(), st.integers(0, 8))
@settings(max_examples=examples(120), deadline=None)
def test_none_has_a_second_word_while_another_is_unheard(
    coded: list[Evidence], before: list[Evidence], most: int
) -> None:
    chosen = choose_balanced_quotes(coded, most, before=before)
    for at, item in enumerate(chosen):
        heard = [*before, *chosen[:at]]
        could = left(coded, heard)
        schools, voices, phases = (
            {each(i) for i in heard} for each in (lambda i: i.case, quote_voice, lambda i: i.phase)
        )
        if item.case in schools:
            assert all(other.case in schools for other in could)
            new = [o for o in could if quote_voice(o) not in voices or o.phase not in phases]
            assert not new or quote_voice(item) not in voices or item.phase not in phases


@given(codings(), st.integers(0, 8), st.randoms(use_true_random=False))
@settings(max_examples=examples(100), deadline=None)
def test_the_choice_is_of_what_may_be_quoted_as_many_as_there_are_and_whatever_the_order(
    coded: list[Evidence], most: int, chance: object
) -> None:
    chosen = choose_balanced_quotes(coded, most)
    assert all(map(is_quotable, chosen))
    assert not any(overlap(one, other) for at, one in enumerate(chosen) for other in chosen[:at])
    assert len(chosen) <= most
    assert len(chosen) == most or not left(coded, chosen)
    shuffled = list(coded)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert choose_balanced_quotes(shuffled, most) == chosen


def test_schools_with_much_to_say_get_no_more_than_the_others() -> None:
    many = [coding(number, "P1") for number in range(1, 20)]
    few = [coding(30, "S1"), coding(31, "S2"), coding(32, "P2")]
    assert Counter(item.case for item in choose_balanced_quotes([*many, *few], 4)) == Counter(["P1", "S1", "S2", "P2"])


def test_among_equals_what_a_rating_rests_on_comes_first_then_the_stronger_then_the_shorter() -> None:
    plain, strong, long, cited = (
        coding(1),
        coding(2, strength=3),
        coding(3, length=800, start=50_000),
        coding(4),
    )
    order = choose_balanced_quotes([plain, strong, long, cited], 4, cited={4})
    assert [item.number for item in order] == [4, 2, 1, 3]


def test_an_observation_is_a_voice_of_its_own() -> None:
    teachers = [coding(1), coding(2)]
    assert [item.number for item in choose_balanced_quotes([*teachers, coding(3, role=None)], 2)] == [1, 3]
