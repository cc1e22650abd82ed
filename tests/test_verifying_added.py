"""What somebody adds to a document: prose of the team's own is welcome, a claim that rests on nothing is named."""

from dataclasses import replace

import pytest

from casecoder.core.verifying.document_checks import verify_document
from casecoder.core.verifying.report_document import ReportParagraph, ReportTableRow, StyledStretch
from casecoder.core.verifying.verification_results import ClaimKind, Verification
from tests.verify_kit import after, facts, one, only, put, typed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("In all, 37 passages speak for the platform.", "37"),
        ("Use rose by 40%, they say.", "40"),
        ("Twelve of the thirteen schools saw this.", "Twelve"),
        ("For parental involvement the school is Green.", "Green"),
        ("Elsewhere it was rated amber.", "amber"),
        ("The evidence for B02 is overwhelming.", "B02"),
    ],
)
def test_a_figure_a_band_or_a_code_in_a_sentence_that_was_added_is_named(text: str, said: str) -> None:
    found = one(after(typed(text)))
    assert (found.about, found.places) == (ClaimKind.TEXT, ("“Notes”, paragraph 1",))
    assert f"“{text}” was put in or reworded" in found.message
    assert f"rests on nothing: {said}" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "We thank the school for its time, and for the coffee.",
        "We thank Primary School 3, and above all the children of Year 6 and Key Stage 2.",
        "The visit of 12 January 2010 is told in Section 4, after Becta (2009) and Table 2.",
        "One of them called it a “triumph”, and two of us stayed for lunch.",
        "What the parents say of it stands at {id}.",
    ],
)
def test_prose_of_the_team_s_own_is_listed_and_no_error(text: str) -> None:
    text = text.format(id=next(iter(facts()[1].codings)))
    found = after(typed(text))
    assert found.holds, [finding.message for finding in found.findings]
    assert [line.text for line in found.apart] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "As the head put it: “We have not looked back since the day we bought it.”",
        'As the head put it: "We have not looked back since the day we bought it."',
        "As the head put it: ‘We haven’t looked back since the day we bought it.’",
    ],
)
def test_a_quote_that_was_added_has_to_be_somewhere_in_the_study(text: str) -> None:
    found = one(after(typed(text)))
    assert found.about is ClaimKind.QUOTE
    assert "stands nowhere in the study’s sources" in found.message


def test_a_quote_that_was_added_may_have_a_figure_in_it_if_somebody_said_so() -> None:
    document, known = facts()
    words = "we had 40 of them on the very first day"
    known = replace(known, likeliest_sources={words: [("P3-INT-01", f"Well, {words}, and no more.")]})

    def verify(text: str) -> Verification:
        return verify_document(replace(document, blocks=tuple(typed(text)([*document.blocks]))), known)

    assert verify(f"As one of them told us, “{words}”.").holds
    assert "rests on nothing: 37" in only(verify(f"As 37 of them told us, “{words}”."))


def test_a_sentence_added_to_one_with_a_claim_has_to_quote_the_study_too() -> None:
    def add(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        at = next(at for at, block in enumerate(blocks) if "The researchers collected" in block.text)
        said = StyledStretch(" Somebody spoke of “a great help with homework”.", "", frozenset())
        return [*blocks[:at], replace(blocks[at], stretches=(*blocks[at].stretches, said)), *blocks[at + 1 :]]

    assert "stands nowhere in the study’s sources" in only(after(add))


@pytest.mark.parametrize("told", [True, False])
def test_words_that_a_summary_has_in_quotation_marks_may_stay_there(told: bool) -> None:
    document, known = facts()
    if told:
        known = replace(known, texts={**known.texts, "about:P9": "Staff speak of ‘a little miracle of ours’."})
    blocks = typed("They speak, in short, of “a little miracle of ours”.")([*document.blocks])
    assert verify_document(replace(document, blocks=tuple(blocks)), known).holds is told


def test_a_table_that_was_added_is_named_once() -> None:
    def add(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        rows = [
            ReportParagraph(
                ("Notes",), 0, "", ReportTableRow(99, number), (StyledStretch(text, "", frozenset()),), cell
            )
            for number, texts in enumerate((("School", "Laptops"), ("Hill", "7"), ("Vale", "9")), 1)
            for cell, text in enumerate(texts, 1)
        ]
        return [*blocks, *rows]

    found = one(after(add))
    assert (found.about, len(found.places)) == (ClaimKind.TABLE, 2)
    assert "Table 99 of the document was put in" in found.message


def test_a_not_put_into_a_definition_is_found_and_a_definition_may_be_polished() -> None:
    assert "The definition of B02 reads “Families never know more" in only(
        after(put("Families know more", "Families never know more"), "across")
    )
    assert after(put("brings the child up", "raises the child"), "across").holds
