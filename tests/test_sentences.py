"""Sentences of typed talk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casecoder.language import sentence_spans, sentence_spans_in

PIECES = st.sampled_from(
    [
        "We",
        "said",
        "no",
        "No",
        "I",
        "Mr",
        "Mr.",
        "e.g.",
        "3 p.m.",
        ".",
        "!",
        "?",
        "...",
        "…",
        "”",
        "“",
        '"',
        "'",
        ")",
        "(",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "\xa0",
        "é",
        "🙂",
        "*",
        "[laughs]",
    ]
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_sentences_are_ordered_disjoint_and_hold_every_word(text: str) -> None:
    spans = sentence_spans(text)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@settings(deadline=None)
@given(st.lists(st.lists(PIECES, max_size=15).map("".join).filter(lambda text: "\n\n" not in text), max_size=6))
def test_many_paragraphs_have_the_sentences_that_each_has_alone(paragraphs: list[str]) -> None:
    assert sentence_spans_in(paragraphs) == [sentence_spans(paragraph) for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Hale said so. Mrs. A. Patel too.", ["Mr. Hale said so.", "Mrs. A. Patel too."]),
        ("We use it, e.g. for homework. Good.", ["We use it, e.g. for homework.", "Good."]),
        ("It stops at 3 p.m. on Fridays. Then home.", ["It stops at 3 p.m. on Fridays.", "Then home."]),
        ("I was... well... tired. Yes.", ["I was... well... tired.", "Yes."]),
        ("I was, you know… I was late.", ["I was, you know… I was late."]),
        ("Hm… Yes.", ["Hm…", "Yes."]),
        ("Well . . . maybe. Yes.", ["Well . . . maybe.", "Yes."]),
        ("“It works.” Then she left.", ["“It works.”", "Then she left."]),
        ("He said “Why?” and left.", ["He said “Why?” and left."]),
        ('"Never." "Never?" Yes.', ['"Never."', '"Never?"', "Yes."]),
        ("A heading\n\nThe first words. More", ["A heading", "The first words.", "More"]),
        ("wrapped at\neighty columns. Yes.", ["wrapped at\neighty columns.", "Yes."]),
        ("- one thing\n- another", ["- one thing", "- another"]),
        ("No. We said no. It is no. 5 of ten.", ["No.", "We said no.", "It is no. 5 of ten."]),
        ("See www.bbc.co.uk for it. It is 3.5 per cent.", ["See www.bbc.co.uk for it.", "It is 3.5 per cent."]),
        ("yeah. and then? no!", ["yeah.", "and then?", "no!"]),
        ("(Pause.) Right.", ["(Pause.)", "Right."]),
    ],
)
def test_rules(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_time_grows_with_the_text_alone() -> None:
    assert len(sentence_spans("We post the notices there. " * 4000)) == 4000
