"""Queries over codes: what is read, what is refused and where, and what they find in a text."""

from dataclasses import dataclass
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.coding.code_query import (
    CodeQuery,
    CodeQueryError,
    JoinedQuery,
    QueryOperator,
    QueryTerm,
    parse_code_query,
    query_terms,
)
from casecoder.core.coding.coding_filter import FILTER_LABELS, CodingFilter, read_coding_filter
from casecoder.core.coding.query_evaluation import QueryStretch, evaluate_code_query
from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span


def shape(query: CodeQuery) -> str:
    if isinstance(query, QueryTerm):
        return query.code + "!" * query.alone
    within = f"({query.within})" if query.operator is QueryOperator.NEAR else ""
    return f"[{shape(query.left)} {query.operator.value}{within} {shape(query.right)}]"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("B02", "B02"),
        ("B02*", "B02"),
        (" B02.1! ", "B02.1!"),
        ("A or B and C near D", "[A or [B and [C near(30) D]]]"),
        ("A AND NOT B or C", "[[A not B] or C]"),
        ("A not B and C", "[[A not B] and C]"),
        ("(A or B) overlaps in-vivo-3", "[[A or B] overlaps in-vivo-3]"),
        ("A near(5) B", "[A near(5) B]"),
        ("A near (B or C)", "[A near(30) [B or C]]"),
        ("A with B same-turn C", "[[A same-turn B] same-turn C]"),
        ("with! and near*", "[with! and near]"),
    ],
)
def test_what_is_typed_becomes_a_tree(typed: str, expected: str) -> None:
    assert shape(parse_code_query(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ("", 0, "no code"),
        ("B02 and", 7, "missing after “and”"),
        ("or B02", 0, "missing before “or”"),
        ("B02 C01", 4, "stands beside"),
        ("(B02 or (C01)", 0, "never closed"),
        ("B02)", 3, "closes nothing"),
        ("B02 & C01", 4, "“&” stands beside"),
        ("B02 and 7", 8, "“7” is no code"),
        ("B02 near(5 C01", 10, "“)” after the number"),
        ("B02 near(99999) C01", 9, "at most"),
        ("(" * 31 + "B", 30, "deep at most"),
    ],
)
def test_what_cannot_be_read_says_where(typed: str, at: int, said: str) -> None:
    with pytest.raises(CodeQueryError) as caught:
        parse_code_query(typed)
    assert caught.value.at == at
    assert said in caught.value.message
    assert f"character {at + 1}" in caught.value.message


@given(st.text(st.sampled_from("B02 AND()!*near-ortsm.5;é\n"), max_size=60) | st.text(max_size=40))
def test_any_text_gives_a_tree_or_says_where_it_fails(typed: str) -> None:
    try:
        query = parse_code_query(typed)
    except CodeQueryError as error:
        assert 0 <= error.at <= len(typed)
    else:
        assert all(typed[term.at :].startswith(term.code) for term in query_terms(query))


def test_long_queries_are_refused_before_they_break_anything() -> None:
    assert len(list(query_terms(parse_code_query(" or ".join(["B"] * 60))))) == 60
    for typed in (" or ".join(["B"] * 100_000), "(" * 100_000, "B near(" * 10_000):
        with pytest.raises(CodeQueryError):
            parse_code_query(typed)


# What is wanted, as a text


@given(
    st.sampled_from(["", "B02", "B02 near(5) (C01 or D)"]),
    st.dictionaries(st.sampled_from(sorted(FILTER_LABELS)), st.text(max_size=12).map(str.strip)),
)
def test_what_is_wanted_comes_back_from_its_text(query: str, narrowed: dict[str, str]) -> None:
    wanted = CodingFilter(query, **{name: value for name, value in narrowed.items() if value})
    assert read_coding_filter(wanted.text) == wanted


@given(st.text(max_size=60))
def test_any_saved_text_is_read_or_refused(text: str) -> None:
    try:
        wanted = read_coding_filter(text)
    except CaseCoderError as error:
        assert error.message
    else:
        assert read_coding_filter(wanted.text) == wanted


def test_a_text_that_narrows_by_something_unknown_is_refused() -> None:
    with pytest.raises(CaseCoderError, match="colour: red"):
        read_coding_filter("B02; colour: red")


# What is found, against a model that looks at every character


@dataclass
class Ground:
    text: str
    turns: list[Span]


TEXT = "aa bb cc dd ee ff gg hh ii jj kk ll mm nn"
GROUND = Ground(TEXT, [Span(0, 8), Span(9, 20), Span(21, 29), Span(30, len(TEXT))])


def characters(span: QueryStretch | Span) -> set[int]:
    return set(range(span.start, span.end))


def covered(found: list[QueryStretch]) -> set[int]:
    return {place for stretch in found for place in characters(stretch)}


def model(query: CodeQuery, codings: dict[str, list[QueryStretch]]) -> list[QueryStretch]:
    """The same as ``evaluate_code_query``, slowly."""
    if isinstance(query, QueryTerm):
        return codings.get(query.code, [])
    left, right = model(query.left, codings), model(query.right, codings)
    if query.operator is QueryOperator.OR:
        return sorted(set(left) | set(right))
    if query.operator is QueryOperator.AND:
        places = sorted(covered(left) & covered(right))
        runs = [[place for _, place in run] for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
        return [
            QueryStretch(run[0], run[-1] + 1, behind([s for s in left + right if characters(s) & set(run)]))
            for run in runs
        ]
    if query.operator is QueryOperator.NOT:
        return [stretch for stretch in left if not characters(stretch) & covered(right)]
    found = []
    for stretch in left:
        why = [other for other in right if related(query, stretch, other)]
        if why:
            found.append(QueryStretch(stretch.start, stretch.end, behind([stretch, *why])))
    return found


def related(query: JoinedQuery, one: QueryStretch, other: QueryStretch) -> bool:
    if query.operator is QueryOperator.SAME_TURN:
        return any(characters(one) & characters(t) and characters(other) & characters(t) for t in GROUND.turns)
    if characters(one) & characters(other):
        return True
    first, last = sorted([one, other])
    return query.operator is QueryOperator.NEAR and len(TEXT[first.end : last.start].split()) <= query.within


def behind(stretches: list[QueryStretch]) -> tuple[int, ...]:
    return tuple(sorted({number for stretch in stretches for number in stretch.codings}))


CODINGS = st.dictionaries(
    st.sampled_from("ABC"),
    st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)), max_size=5),
)
QUERIES = st.recursive(
    st.sampled_from("ABC").map(lambda code: QueryTerm(code, False, 0)),
    lambda inner: st.builds(JoinedQuery, st.sampled_from(QueryOperator), inner, inner, st.integers(0, 5)),
    max_leaves=4,
)


@given(QUERIES, CODINGS)
def test_passages_are_those_of_the_character_model(query: CodeQuery, drawn: dict[str, list[tuple[int, int]]]) -> None:
    number, codings = 0, {}
    for code, places in sorted(drawn.items()):
        made = []
        for start, length in places:
            number += 1
            made.append(QueryStretch(start, min(len(TEXT), start + length), (number,)))
        codings[code] = sorted(made)
    assert evaluate_code_query(query, lambda term: codings.get(term.code, []), GROUND) == model(query, codings)
