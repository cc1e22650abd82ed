"""The language of searches: what is read how, and where it is said that it can't be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.coding.search_query import (
    AllOf,
    AnyOf,
    NearTerms,
    SearchQuery,
    SearchTerm,
    TermMatching,
    parse_search_query,
)
from casecoder.core.errors import CaseCoderError
from casecoder.core.spelling import find_similar_words

A, B, C = SearchTerm("a"), SearchTerm("b"), SearchTerm("c")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("a", A),
        (" a ", A),
        ("a b", AllOf((A, B))),
        ("a AND b", AllOf((A, B))),
        ("a OR b c", AnyOf((A, AllOf((B, C))))),
        ("a NOT b c", AllOf((A, C), (B,))),
        ("NOT b a", AllOf((A,), (B,))),
        ("a AND NOT b", AllOf((A,), (B,))),
        ("a (b OR c)", AllOf((A, AnyOf((B, C))))),
        ("((a))", A),
        ("a or b", AllOf((A, SearchTerm("or"), B))),
        ('"a b"', SearchTerm("a b", TermMatching.PHRASE)),
        ("“a b”", SearchTerm("a b", TermMatching.PHRASE)),
        ('"a b"*', SearchTerm("a b", TermMatching.BEGINNING)),
        ("a*", SearchTerm("a", TermMatching.BEGINNING)),
        ("don’t", SearchTerm("don’t")),
        ("near(a b)", NearTerms((A, B), 10)),
        ("NEAR(a b, 5)", NearTerms((A, B), 5)),
        (
            'near("a b" c*,0)',
            NearTerms((SearchTerm("a b", TermMatching.PHRASE), SearchTerm("c", TermMatching.BEGINNING)), 0),
        ),
        ("forms(a)", SearchTerm("a", TermMatching.FORMS)),
        ("Like( a )", SearchTerm("a", TermMatching.LIKE)),
        ("^a:{b}", SearchTerm("^a:{b}")),
        ("like a forms", AllOf((SearchTerm("like"), A, SearchTerm("forms")))),
    ],
)
def test_what_is_read(typed: str, tree: SearchQuery) -> None:
    assert parse_search_query(typed) == tree


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("a OR", 5),
        ("OR a", 1),
        ("a AND AND b", 7),
        ("NOT a", 1),
        ("a (NOT b)", 4),
        ('a "b', 3),
        ("a (b", 3),
        ("a b)", 4),
        ("()", 2),
        ("a *", 3),
        ("a*b", 2),
        ("near(a)", 6),
        ("near(a b, c)", 10),
        ("near(a (b))", 1),
        ("forms(a b)", 7),
        ("forms(", 1),
        ("日本 OR OR x", 7),
        ("(" * 21 + "a" + ")" * 21, 21),
    ],
)
def test_where_it_cannot_be_read(typed: str, place: int) -> None:
    with pytest.raises(CaseCoderError) as refused:
        parse_search_query(typed)
    assert f"can't be read at character {place}:" in refused.value.message
    shown, caret = refused.value.hint.split("\n")
    assert caret.strip() == "^"
    if typed.isascii():
        assert shown[len(caret) - 1 : len(caret)] == typed[place - 1 : place]


def test_the_caret_stands_under_the_place_in_wide_and_in_long_queries() -> None:
    with pytest.raises(CaseCoderError) as refused:
        parse_search_query("日本 OR OR x")
    assert refused.value.hint == "日本 OR OR x\n" + " " * 8 + "^"
    with pytest.raises(CaseCoderError) as refused:
        parse_search_query("word " * 100 + ")")
    shown, caret = refused.value.hint.split("\n")
    assert shown[len(caret) - 1] == ")"
    assert len(shown) <= 60


@pytest.mark.parametrize("typed", ["", "  ", "a" * 1001])
def test_nothing_and_too_much_are_refused(typed: str) -> None:
    with pytest.raises(CaseCoderError):
        parse_search_query(typed)


_words = st.sampled_from(
    ["a", "don’t", "AND", "OR", "NOT", '"', "(", ")", "*", "near(", "forms(", ",", "5", " ", "“", "”"]
)


@given(st.one_of(st.text(), st.lists(_words, max_size=12).map("".join)))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        parse_search_query(typed)
    except CaseCoderError as error:
        assert "can't be read" in error.message or "nothing to search" in error.message


VOCABULARY = {"platform": 9, "platforms": 4, "planform": 1, "form": 8, "the": 99, "ten": 5, "tea": 7, "atform": 1}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("platfrom", ["platform", "platforms"]),
        ("platform", ["platforms", "planform"]),
        ("teh", ["the", "tea", "ten"]),
        ("te", []),
        ("xlatforms", ["platforms"]),
        ("quokka", []),
    ],
)
def test_words_spelt_alike(word: str, found: list[str]) -> None:
    assert find_similar_words(word, VOCABULARY)[: len(found) or 1] == found
