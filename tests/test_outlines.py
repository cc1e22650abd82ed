"""Outlines that a team writes, and quotes that are too long to print whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.outputs.excerpt import OMISSION_MARK, excerpt_quote
from casecoder.core.outputs.outline import Outline, OutlinePart, read_outline

SECTIONS = {"school": ("The school in brief", "The school"), "ratings": ("This school’s ratings",), "book": ("Becta",)}


def read(text: str) -> Outline:
    return read_outline(text, SECTIONS, "outline.md")


def test_headings_name_the_sections_in_the_team_s_order() -> None:
    made = read("## Becta\nFirst.\n\n## the SCHOOL\n\n## 3. This school's ratings:\nLast.\n")
    assert made == Outline((OutlinePart("book", "First."), OutlinePart("school", ""), OutlinePart("ratings", "Last.")))


def test_deeper_headings_and_code_belong_to_the_text() -> None:
    made = read("# Becta\nA.\n\n## The school\nB.\n\n```\n# The school\n```\n# The school\n")
    assert [part.key for part in made.parts] == ["book", "school"]
    assert made.parts[0].text == "A.\n\n## The school\nB.\n\n```\n# The school\n```"


def test_a_section_is_found_at_whatever_level_it_is_named() -> None:
    made = read("# Becta\n## The school\nWords.\n# Ratings\n")
    assert made.parts == (OutlinePart("book", ""), OutlinePart("school", "Words."))
    made = read("# Report\n## Part one\n### Becta\n## Part two\n### The school\n")
    assert made.opening == "**Report**" and made.gaps == ()
    assert [part.key or part.heading for part in made.parts] == ["Part one", "book", "Part two", "school"]


def test_a_title_of_the_outline_s_own_goes_to_the_title_page() -> None:
    made = read("To whom it may concern.\n\n# Report to the trust\nWith thanks.\n## Becta\n")
    assert made.opening == "To whom it may concern.\n\n**Report to the trust**\n\nWith thanks."
    assert made.gaps == ()


def test_an_unknown_section_with_nothing_under_it_is_left_out_and_said() -> None:
    made = read("## Becta\n## The sea\n\n## The school\nKept.\n")
    assert made.parts == (OutlinePart("book", ""), OutlinePart("school", "Kept."))
    assert made.gaps == ("outline.md names a section “The sea”, which this report does not have; it was left out.",)


def test_a_section_of_the_team_s_own_is_printed_and_said_not_to_be_the_study_s() -> None:
    made = read("## Becta\n## Our thanks\nTo all.\n### Above all\nTo Val.\n## The school\n")
    own = OutlinePart("", "To all.\n\n### Above all\nTo Val.", "Our thanks")
    assert made.parts == (OutlinePart("book", ""), own, OutlinePart("school", ""))
    (gap,) = made.gaps
    assert gap.startswith("outline.md has a section “Our thanks” that this report does not have;")


def test_a_heading_that_is_nearly_a_section_s_name_is_asked_after() -> None:
    gaps = read("## Becta\n## The scool\n\n## This schools ratings\nOurs.\n## The sea\nBlue.\n").gaps
    assert [gap.partition(" Did you mean ")[2] for gap in gaps] == ["“The school”?", "“This school’s ratings”?", ""]


def test_a_section_named_twice_is_one_section_and_loses_no_words() -> None:
    made = read("# Becta\nA.\n# The school\n# Becta\nB.\n## Deeper\nC.\n")
    assert made.parts == (OutlinePart("book", "A.\n\nB.\n\n## Deeper\nC."), OutlinePart("school", ""))
    assert "twice" in made.gaps[0]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff# Becta\r\n# The school\r\n", "---\ntitle: ours\n---\n# Becta\n# The school\n",
        "<!-- # The sea\n-->\n# Becta\n# The school <!-- short -->\n", "Becta\n=====\n\nThe school\n----------\n",
        "# *Becta*\n# The **school** ##\n", "# 1. Becta\n# 2 THE SCHOOL:\n",
    ],
    ids=["bom and crlf", "front matter", "comments", "underlined", "emphasis", "numbered"],
)  # fmt: skip
def test_the_ways_of_writing_markdown_make_no_difference(text: str) -> None:
    assert read(text) == Outline((OutlinePart("book", ""), OutlinePart("school", "")))


@pytest.mark.parametrize("text", ["", "Just words.", "# The sea\n## The sky\n", "#Becta\n", "```\n# Becta\n"])
def test_an_outline_that_names_nothing_is_not_followed_and_what_it_can_name_is_said(text: str) -> None:
    made = read(text)
    assert made.parts == () and len(made.gaps) == 1
    assert "The school in brief; This school’s ratings; Becta." in made.gaps[0]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_outline_breaks_the_reader(text: str) -> None:
    assert {part.key for part in read(text).parts} <= {"", *SECTIONS}


QUOTE = "It began with one teacher. " + "She put the planning there, and nobody looked. " * 20 + "Then they all did."


def test_a_long_quote_keeps_its_first_sentences_and_its_last() -> None:
    short = excerpt_quote(QUOTE, 200)
    before, after = short.split(f" {OMISSION_MARK} ")
    assert before.startswith("It began with one teacher. She") and before.endswith("nobody looked.")
    assert after == "Then they all did."


def test_a_quote_that_is_one_sentence_is_cut_between_words() -> None:
    short = excerpt_quote("and so " * 100, 80)
    assert short.endswith(f" {OMISSION_MARK}") and short.startswith("and so and so")
    assert set(short.removesuffix(f" {OMISSION_MARK}").split()) == {"and", "so"}


@given(st.text(alphabet="ab .!?\n’”é", max_size=400), st.integers(min_value=10, max_value=120))
def test_what_is_left_of_a_quote_is_exact_and_only_long_ones_are_cut(quote: str, most: int) -> None:
    shown = excerpt_quote(quote, most)
    if len(quote.rstrip()) <= most:
        assert shown == quote
        return
    before, mark, after = shown.partition(OMISSION_MARK)
    assert mark and OMISSION_MARK not in after
    before, after = before.rstrip(), after.lstrip()
    assert quote.startswith(before) and quote.rstrip().endswith(after)
    assert len(before) + len(after) < len(quote.rstrip())
    assert len(before) + len(after) <= most
