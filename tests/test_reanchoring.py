"""Differences of texts, and carrying stretches through them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casecoder.core.transcripts.reanchoring import ReanchoredSpan, ReanchoringOutcome, reanchor_spans
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.text_diff import TextDiff, compare_texts, diff_of_replacements
from tests.examples import examples

TALK = """\
INT: How do you use it?

Mr Smith: We post notices. Mr Smith told us so, and Mr Smith knows.

INT: And parents, Mr Smith?

Zoe: I show my mum. She likes it.
"""
WORDS = ("it", "board", "Mr", "Smith", "we", "the", ".", "\n", "\n\nINT:", "🙂", "café")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


def whole(diff: TextDiff) -> bool:
    """Whether the hunks, and nothing else, tell the texts apart."""
    at = new_at = 0
    for hunk in (*diff.hunks, (len(diff.old), 0, len(diff.new), 0)):
        if diff.old[at : hunk[0]] != diff.new[new_at : hunk[2]]:
            return False
        at, new_at = hunk[1], hunk[3]
    return True


def placed(old: str, new: str, words: str) -> tuple[ReanchoredSpan, str]:
    """Where the words of the one text belong in the other, and what stands there."""
    at = old.index(words)
    (found,) = reanchor_spans([Span(at, at + len(words))], compare_texts(old, new))
    return found, new[slice(*found.span)] if found.span else ""


@settings(max_examples=examples(300), deadline=None)
@given(old=TEXTS, new=TEXTS)
def test_hunks_tell_the_texts_apart_and_the_other_way_round_are_the_same(old: str, new: str) -> None:
    diff = compare_texts(old, new)
    assert whole(diff)
    assert [hunk.turned for hunk in diff.hunks] == list(compare_texts(new, old).hunks)


@settings(max_examples=examples(200), deadline=None)
@given(old=TEXTS, new=TEXTS, at=st.integers(0, 100), length=st.integers(1, 40))
def test_what_is_carried_leads_back_and_kept_words_are_the_words(old: str, new: str, at: int, length: int) -> None:
    span = Span(min(at, len(old)), min(at + length, len(old))).trimmed(old)
    if span.start == span.end:
        return
    (found,) = reanchor_spans([span], compare_texts(old, new))
    if found.outcome is ReanchoringOutcome.UNSURE:
        return
    assert found.span is not None
    if found.outcome is ReanchoringOutcome.KEPT:
        assert new[slice(*found.span)].split() == old[slice(*span)].split()
    (back,) = reanchor_spans([found.span], compare_texts(new, old))
    assert back.outcome is ReanchoringOutcome.UNSURE or back.span == span


@given(old=TEXTS, replacement=st.sampled_from(["T1", "", "a b"]))
def test_an_edit_in_several_places_is_what_str_replace_does(old: str, replacement: str) -> None:
    places, at = [], old.find("Mr Smith")
    while at >= 0:
        places.append((at, at + 8))
        at = old.find("Mr Smith", at + 8)
    diff = diff_of_replacements(old, places, replacement)
    assert diff.new == old.replace("Mr Smith", replacement)
    assert whole(diff)


@pytest.mark.parametrize(
    ("words", "outcome", "now"),
    [
        ("Mr Smith told us", ReanchoringOutcome.CHANGED, "T1 told us"),
        ("Mr Smith", ReanchoringOutcome.CHANGED, "T1"),
        ("so, and Mr Smith", ReanchoringOutcome.CHANGED, "so, and T1"),
        ("Smith told us so", ReanchoringOutcome.UNSURE, "T1 told us so"),
        ("Smith", ReanchoringOutcome.UNSURE, "T1"),
        ("We post notices.", ReanchoringOutcome.KEPT, "We post notices."),
        ("parents, Mr Smith?\n\nZoe: I show", ReanchoringOutcome.CHANGED, "parents, T1?\n\nZoe: I show"),
    ],
)
def test_a_name_replaced_throughout(words: str, outcome: ReanchoringOutcome, now: str) -> None:
    found, there = placed(TALK, TALK.replace("Mr Smith", "T1"), words)
    assert (found.outcome, there) == (outcome, now)


def test_part_of_a_name_that_somebody_asked_to_replace_takes_the_new_name_whole() -> None:
    at = TALK.index("Mr Smith told")
    diff = diff_of_replacements(TALK, [(at, at + 8)], "T1")
    (found,) = reanchor_spans([Span(at + 3, at + 16)], diff, exact=True)
    assert found.outcome is ReanchoringOutcome.CHANGED
    assert diff.new[slice(*found.span or (0, 0))] == "T1 told us"


@pytest.mark.parametrize(
    ("old", "new", "words", "outcome", "now"),
    [
        ("We use it. Daily.", "We use it. Mostly. Daily.", "We use it.", ReanchoringOutcome.KEPT, "We use it."),
        ("We use it. Daily.", "We use it. Mostly. Daily.", "Daily.", ReanchoringOutcome.KEPT, "Daily."),
        (
            "We use it daily.",
            "We use it, yes, daily.",
            "We use it daily",
            ReanchoringOutcome.CHANGED,
            "We use it, yes, daily",
        ),
        ("I recieve it.", "I receive it.", "recieve", ReanchoringOutcome.CHANGED, "receive"),
        ("all of us\nuse it now", "all\nof us use it\nnow", "of us\nuse it", ReanchoringOutcome.KEPT, "of us use it"),
        (
            "老师说平台很好，学生也喜欢它。",
            "老师说平台真好，学生也喜欢它。",
            "学生也喜欢",
            ReanchoringOutcome.KEPT,
            "学生也喜欢",
        ),
        ("We saw it then. We never came back to look.", "Nothing.", "We saw it", ReanchoringOutcome.UNSURE, ""),
    ],
)
def test_edges_and_what_is_between_them(old: str, new: str, words: str, outcome: ReanchoringOutcome, now: str) -> None:
    found, there = placed(old, new, words)
    assert (found.outcome, there) == (outcome, now)


def test_a_paragraph_that_was_moved_takes_its_words_along() -> None:
    first, second = "Pupils hand in homework from home, every day.", "The head was sceptical at first, she said."
    found, there = placed(f"{first}\n\n{second}", f"{second}\n\n{first}", first)
    assert (found.outcome, there) == (ReanchoringOutcome.KEPT, first)
