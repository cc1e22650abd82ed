"""What stands together in a text: one meaning of *near* for matrices, weighing and reports."""

from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.coding.query_evaluation import QueryStretch, keep_overlapping_stretches, keep_same_turn_stretches
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.cooccurrence import CooccurrenceCoding, find_coding_neighbours
from casecoder.core.transcripts.nearness import Nearness, NeighbouringCodings, TurnSpans
from casecoder.core.transcripts.spans import Span
from tests.documents.report_inputs import evidence

TURNS = [Span(at, at + 10) for at in range(0, 240, 10)]
CODINGS = st.lists(
    st.tuples(st.integers(0, 190), st.integers(1, 40), st.sampled_from("ABC")), min_size=1, max_size=12
).map(
    lambda found: [
        CooccurrenceCoding(start, start + length, code, at) for at, (start, length, code) in enumerate(found)
    ]
)


def meet(how: Nearness, one: CooccurrenceCoding, other: CooccurrenceCoding) -> bool:
    """Whether two codings meet, said anew: by the query language's own operators, and turn by turn."""
    left, right = [QueryStretch(one.start, one.end, ())], [QueryStretch(other.start, other.end, ())]
    if how is Nearness.OVERLAP:
        return bool(keep_overlapping_stretches(left, right))
    if how is Nearness.TURN:
        return bool(keep_same_turn_stretches(left, right, TURNS))
    touched = [[at for at, turn in enumerate(TURNS) if turn.overlaps(Span(*item[:2]))] for item in (one, other)]
    return any(abs(a - b) <= 2 for a in touched[0] for b in touched[1])


def at(number: int, start: int, end: int, source: str = "INT-01", **changes: object) -> Evidence:
    return evidence(number, start=start, end=end, source=source, **changes)


@given(codings=CODINGS, how=st.sampled_from(Nearness))
def test_baskets_and_neighbours_are_those_that_every_pair_of_codings_gives(
    codings: list[CooccurrenceCoding], how: Nearness
) -> None:
    turns = TurnSpans(TURNS)
    found = {basket.number: basket for basket in find_coding_neighbours(how, codings, turns)}
    neighbours = NeighbouringCodings((at(item.number, item.start, item.end) for item in codings), {"INT-01": turns})
    for one in codings:
        others = [other for other in codings if other is not one and meet(how, one, other)]
        assert found[one.number].code == one.code
        assert found[one.number].met == {other.code for other in others} - {one.code}
        beside = neighbours.beside(at(one.number, one.start, one.end), how)
        assert [item.number for item in beside] == [other.number for other in others]


@given(codings=CODINGS)
def test_what_overlaps_shares_a_turn_and_what_shares_a_turn_is_near(codings: list[CooccurrenceCoding]) -> None:
    met = [[basket.met for basket in find_coding_neighbours(how, codings, TurnSpans(TURNS))] for how in Nearness]
    assert all(words <= turn <= near for words, turn, near in zip(*met, strict=True))


def test_near_is_the_same_words_the_same_turn_or_two_turns_away() -> None:
    here = at(1, 50, 59)
    places = {2: (52, 55), 3: (70, 75), 4: (80, 85), 5: (31, 34), 6: (48, 90), 7: (21, 25), 8: (59, 60)}
    others = [at(number, start, end) for number, (start, end) in places.items()]
    elsewhere, unsure = at(9, 50, 59, "INT-02"), at(10, 50, 59, in_review=True)
    found = NeighbouringCodings(
        [here, *others, elsewhere, unsure], {"INT-01": TurnSpans(TURNS), "INT-02": TurnSpans(TURNS)}
    )

    def beside(how: Nearness) -> list[int]:
        return [item.number for item in found.beside(here, how)]

    assert (beside(Nearness.OVERLAP), beside(Nearness.TURN), beside(Nearness.NEAR)) == (
        [2, 6],
        [2, 6, 8],
        [2, 3, 5, 6, 8],
    )
    assert found.beside(unsure, Nearness.NEAR) == []
