"""The words that claims stand in: sentences, tables, captions, attributions, colours; and what is no change to them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx.document import Document
from docx.oxml.ns import qn

from casecoder.core.outputs.word_seals import comparable_words
from casecoder.core.verifying.claim_words import is_claim_word
from casecoder.core.verifying.document_checks import verify_document
from casecoder.core.verifying.report_document import CLAIMS_PART, ReportParagraph, ReportTableRow, StyledStretch
from casecoder.core.verifying.verification_results import ClaimKind, Verification
from tests.documents.edited_word import edited, set_words, words_of
from tests.verify_kit import Change, after, facts, one, only, papers, put, typed, verified

# What makes another claim of a sentence

CHANGED: dict[str, tuple[str, Change, ClaimKind, str]] = {
    "a not in a summary": ("p3", put("Children chose", "Children never chose"), ClaimKind.TEXT, "The summary of B03"),
    "who says it": ("p3", put("[Teacher,", "[Parent,", style="Quote"), ClaimKind.QUOTE, "given as “Parent"),
    "who says it, a name": ("p3", put("[Teacher,", "[Mr Hill,", style="Quote"), ClaimKind.QUOTE, "Mr Hill"),
    "who says it, in the appendix": (
        "p3",
        put("[Teacher, primary", "[Parent, primary", style="Evidence Note"),
        ClaimKind.QUOTE,
        "the study has “Teacher",
    ),
    "where it stands": (
        "p3",
        put("turn 13, ", "turn 31, ", style="Evidence Note"),
        ClaimKind.QUOTE,
        "it stands at P3-",
    ),
    "its direction": (
        "p3",
        put(", counter-evidence", "", style="Evidence Heading"),
        ClaimKind.TEXT,
        "counter-evidence",
    ),
    "its school": ("across", put("Primary School 1:", "Primary School 4:"), ClaimKind.QUOTE, "given under P4"),
    "the band beside its letter": ("p3", put("Amber", "Green", style="Band Line"), ClaimKind.RATING, "Amber"),
    "the band of a rationale": ("p3", put("Amber", "Green", "Weekend choices"), ClaimKind.TABLE, "“Amber"),
    "a word of a rationale": (
        "p3",
        put("judged short", "judged far short", "A parent learned"),
        ClaimKind.TABLE,
        "rationale of R-0062",
    ),
    "a word of a rationale in a sentence": (
        "across",
        put("had replaced", "might replace", "front page had"),
        ClaimKind.RATING,
        "rationale of R-",
    ),
    "who rated": ("p3", put("H. Tarrant", "A. Nother", holds="rests on"), ClaimKind.TABLE, "Tarrant"),
    "the bands in a sentence": ("across", put("Green in", "Red in", holds="Found in"), ClaimKind.TEXT, "Green in 8"),
    "the schools in a sentence": (
        "across",
        put("Primary Schools 1", "Primary Schools 2", holds="Found in"),
        ClaimKind.TEXT,
        "Primary Schools 1 to",
    ),
    "the name of a code": (
        "across",
        put("Parental involvement", "Parental engagement", holds="of 12 schools)"),
        ClaimKind.TEXT,
        "engagement",
    ),
    "the name of a code over its quote": (
        "p3",
        put("Parental involvement", "Parental engagement", style="Evidence Heading"),
        ClaimKind.TEXT,
        "engagement",
    ),
    "the name of a code in a heading": (
        "p3",
        put("Parental involvement", "Parental engagement", style="heading"),
        ClaimKind.TEXT,
        "Parental engagement",
    ),
    "a word of a heading": ("p3", put("Data collected", "Hearsay collected", style="heading"), ClaimKind.TEXT, "Data"),
    "a word of a caption": ("p3", put("took part", "were left", style="caption"), ClaimKind.TEXT, "took part"),
    "a word of a picture's caption": ("p3", put("evidence", "hearsay", style="caption"), ClaimKind.TEXT, "evidence"),
    "the school a document is about": ("p3", put("School 3", "School 4", style="Title"), ClaimKind.TEXT, "School 3"),
    "a negation": ("across", put("speak against", "never speak against"), ClaimKind.TEXT, "never"),
    "a number in a caption": ("across", put("across the 12", "across the 40", style="caption"), ClaimKind.TEXT, "12"),
    "what a band means": (
        "p3",
        put("well embedded", "hardly embedded", style="Legend"),
        ClaimKind.RATING,
        "well embedded",
    ),
    "a caption's number": (
        "p3",
        put("3", "7", holds="Table 3: ", style="caption"),
        ClaimKind.TABLE,
        "is Table 3 by its",
    ),
    "a reference": (
        "p3",
        put("Table 3", "Table 7", holds="was collected"),
        ClaimKind.TABLE,
        "refers to what is Table 3",
    ),
    "a cell": ("p3", put("Teachers", "Parents", style="Table Text"), ClaimKind.TABLE, "Teachers"),
    "a column's heading": (
        "p3",
        put("Participants", "Governors", style="Table Heading"),
        ClaimKind.TABLE,
        "Participants",
    ),
    "a cell without a claim": ("p3", put("265", "652", style="Table Text"), ClaimKind.TABLE, "265"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_makes_another_claim_of_a_sentence_is_found(what: str) -> None:
    name, change, about, said = CHANGED[what]
    finding = one(after(change, name))
    assert (finding.about, bool(finding.places)) == (about, True)
    assert said in finding.message


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("p3", put("The researchers collected ", "In the field the team gathered ")),
        ("across", put("This report brings together", "Here is")),
        ("p3", put("Staff in Reception planned", "The staff in Reception planned")),
        ("p3", typed("We thank the school for its time, and for the coffee.")),
        ("p3", typed("One of them called it a “triumph of hope”.")),
    ],
)
def test_prose_may_be_polished_and_what_is_not_as_printed_is_listed(name: str, change: Change) -> None:
    found = after(change, name)
    assert found.holds, found.findings
    assert len(found.apart) == 1
    assert "1 line not as printed" in found.notes[1]


# Words that somebody puts in


def contents_in_a_table(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
    line = ReportParagraph((), 1, "toc 1", ReportTableRow(0, 1), (StyledStretch("1 Benefits", "", frozenset()),), 1)
    return [line, *blocks]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (typed("By the id “E-99999” (E-99999) nothing is known."), "E-99999 has never been"),
        (typed("E-99999: “E-99999”"), "E-99999 has never been"),
        (typed(f"It rests on E-{'1' * 5000}."), "has never been the id of a coding"),
        (contents_in_a_table, ""),
    ],
)
def test_what_nobody_would_expect_in_a_document_is_no_traceback(change: Change, said: str) -> None:
    found = after(change)
    assert bool(found.findings) == bool(said)
    assert said in "".join(finding.message for finding in found.findings)


def test_words_in_quotation_marks_have_to_be_somewhere_in_the_study_if_they_are_plainly_a_quote() -> None:
    document, known = facts()
    true = next(item for item in known.codings.values() if "“" not in item.quote and len(item.quote.split()) > 12)
    some = " ".join(true.quote.split()[1:8])
    words = f"{some.capitalize()},"
    known = replace(known, likeliest_sources={words: [("P3-INT-01", true.quote)], "The teachers love it": []})

    def verify(text: str) -> Verification:
        return verify_document(replace(document, blocks=tuple(typed(text)([*document.blocks]))), known)

    assert verify(f"As one put it, “{some.capitalize()},” and went on.").holds
    assert "nowhere in the study" in only(verify("It was, they said, “the best of all possible worlds”."))
    assert "nowhere in the study" in only(verify("“The teachers love it.” [Teacher, primary school]"))
    less = some.replace(some.split()[3], "never", 1)
    known = replace(known, likeliest_sources={less: [("P3-INT-01", true.quote)]})
    assert "never" in only(verify(f"As one put it, “{less}”."))


def test_a_quote_of_another_coding_is_named_as_that_ones() -> None:
    document, _ = facts()
    assert document.claims is not None
    mine, other = (claim.id for claim in document.claims.quotes[:2])
    words = facts()[1].codings[other].quote
    found = after(typed(f"{mine} ", words=words))
    assert f"stands with {mine}, but is what {other} says" in only(found)


# Tables


def cells_of(blocks: list[ReportParagraph], table: int, cell: int) -> list[int]:
    return [at for at, b in enumerate(blocks) if b.row and b.row.table == table and b.row.number > 1 and b.cell == cell]


def swap_columns(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
    others = {2: 3, 3: 2}
    for at in (*cells_of(blocks, 1, 2), *cells_of(blocks, 1, 3)):
        blocks[at] = replace(blocks[at], cell=others[blocks[at].cell])
    return blocks


def without_row(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
    return [b for b in blocks if not (b.row and b.row.table == 2 and b.row.number == 4)]


def with_row(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
    at = max(cells_of(blocks, 2, 1))
    row = ReportTableRow(2, 99, "Table 2")
    texts = ("Governors", "7", "7")
    cells = [
        ReportParagraph((), 0, "", row, (StyledStretch(text, "", frozenset()),), cell)
        for cell, text in enumerate(texts, 1)
    ]
    return [*blocks[:at], *cells, *blocks[at:]]


def without_table(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
    return [b for b in blocks if not (b.row and b.row.table == 2)]


def moved_rows(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
    return [
        replace(b, row=b.row._replace(number={3: 4, 4: 3}.get(b.row.number, b.row.number))) if b.row else b
        for b in blocks
    ]


def test_a_table_is_as_it_was_printed_or_it_is_named() -> None:
    swapped = after(swap_columns, "codings")
    assert {finding.about for finding in swapped.findings} == {ClaimKind.TABLE}
    assert "Cell 2 of the row reads" in swapped.findings[0].message
    gone = one(after(without_row))
    assert (gone.about, gone.places) == (ClaimKind.TABLE, ())
    assert "“Teachers | 1 | 1” of Table 2 is no longer in the document, and with it 2 figures" in gone.message
    new = one(after(with_row))
    assert "“Governors | 7 | 7” was not printed in Table 2" in new.message
    whole = one(after(without_table))
    assert "The table “Who took part by role” is no longer in the document" in whole.message
    assert after(moved_rows).holds


def test_every_table_is_listed_with_what_it_rests_on() -> None:
    tables = [claim for claim in after(list).claims if claim.about is ClaimKind.TABLE]
    assert len(tables) == 6
    assert all(claim.places and claim.says.startswith("Table ") and not claim.finding for claim in tables)
    assert tables[1].rests == "8 rows, 14 figures and ratings"


# Headings


def test_a_claim_under_another_heading_is_named() -> None:
    def without_run_in(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        at = next(at for at, block in enumerate(blocks) if block.style == "Run-in Heading")
        return [*blocks[:at], *blocks[at + 1 :]]

    assert "Counter-evidence" in only(after(without_run_in))

    def renamed(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        return [replace(b, path=tuple(p.replace("B08 ", "B01 ") for p in b.path)) for b in blocks]

    found = one(after(renamed))
    assert "6 ids stand under B01 and are not of it" in found.message
    assert len(found.places) > 3


def test_the_name_of_another_school_over_everything_is_said_once() -> None:
    def renamed(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        return [replace(b, path=tuple(p.replace("School 3", "School 2") for p in b.path)) for b in blocks]

    (found,) = (finding for finding in after(renamed).findings if finding.about is ClaimKind.ID)
    assert "ids stand under P2 and are not of it: R-" in found.message
    assert len(found.places) > 50


def test_the_place_of_a_paragraph_tells_of_which_school_it_is() -> None:
    platforms = [block.place for block in facts("across")[0].blocks if block.path[-1:] == ("The learning platform",)]
    assert len(platforms) > 12
    assert len(platforms) == len(set(platforms))


def test_two_sentences_with_their_figures_in_each_other_s_places_are_named() -> None:
    def swap(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        one_, other, *_ = [at for at, block in enumerate(blocks) if "schools speak against it" in block.text]
        blocks[one_], blocks[other] = (
            replace(blocks[at], path=blocks[to].path) for at, to in ((other, one_), (one_, other))
        )
        return blocks

    found = after(swap, "across")
    assert {finding.about for finding in found.findings} == {ClaimKind.TEXT}
    assert "printed under “Benefit" in found.findings[0].message


# What a word processor does to them


def test_a_sentence_broken_in_two_or_joined_to_the_next_still_says_the_same() -> None:
    def broken(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        at = next(at for at, block in enumerate(blocks) if "The researchers collected" in block.text)
        parts = [replace(blocks[at], stretches=some) for some in (blocks[at].stretches[:3], blocks[at].stretches[3:])]
        return [*blocks[:at], *parts, *blocks[at + 1 :]]

    def joined(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        at = next(at for at, block in enumerate(blocks) if block.style == "Quote" and blocks[at + 1].style == "Quote")
        whole = replace(blocks[at], stretches=(*blocks[at].stretches, *blocks[at + 1].stretches))
        return [*blocks[:at], whole, *blocks[at + 2 :]]

    for change in (broken, joined):
        found = after(change)
        assert found.holds, found.findings


def unmarked(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
    return [replace(b, stretches=tuple(s._replace(marks=frozenset()) for s in b.stretches)) for b in blocks]


@pytest.mark.parametrize("name", ["p3", "table", "across"])
def test_claims_that_have_lost_their_bookmarks_are_found_by_their_sentences(name: str) -> None:
    found = after(unmarked, name)
    assert found.holds, found.findings
    assert found.checked == after(list, name).checked
    assert all(claim.places for claim in found.claims)


def test_a_figure_typed_anew_is_read_where_it_stands() -> None:
    document, _ = facts()
    assert document.claims is not None
    figure = next(claim for claim in document.claims.figures if claim.key == "sources:P3")

    def typed_anew(text: str) -> Change:
        def change(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
            for at, block in enumerate(blocks):
                stretches = [
                    StyledStretch(text, "", frozenset()) if figure.bookmark in stretch.marks else stretch
                    for stretch in block.stretches
                ]
                blocks[at] = replace(block, stretches=tuple(stretches))
            return blocks

        return change

    wrong = one(after(typed_anew("33")))
    assert "sources of P3 reads “33”; the study has 3" in wrong.message
    assert wrong.place.startswith("“Data collected”")
    assert after(typed_anew("3")).holds
    assert after(typed_anew("three")).holds, "written out"


# Colours


def test_a_band_in_another_colour_is_named_and_another_palette_is_not(tmp_path: Path) -> None:
    def recolour(was: str, now: str, most: int) -> Callable[[Document], None]:
        def edit(document: Document) -> None:
            cells = [each for each in document.element.body.iter(qn("w:shd")) if each.get(qn("w:fill")) == was]
            for shading in cells[:most]:
                shading.set(qn("w:fill"), now)

        return edit

    paper = papers() / "table.docx"
    copy = tmp_path / "table.docx"
    copy.write_bytes(paper.read_bytes())
    assert "is coloured as Green is" in only(verified(edited(copy, recolour("F7CDC3", "6DAF7E", 1))))
    assert "otherwise than others" in only(verified(edited(copy, recolour("F7CDC3", "FF0000", 1))))
    assert verified(edited(copy, recolour("6DAF7E", "00B050", 999))).holds


# What the list of claims gives away


@pytest.mark.parametrize("name", ["p3", "across", "table"])
def test_the_list_of_claims_holds_no_words(name: str) -> None:
    document, known = facts(name)
    with ZipFile(papers() / f"{name}.docx") as package:
        data = json.loads(package.read(CLAIMS_PART[1:]))
    pictures = [{**picture, "key": ""} for picture in data["pictures"]]
    assert bool(pictures) == (name != "table")
    said = json.dumps([data["quotes"], pictures, data["texts"], data["lines"]]).casefold()
    words = {word for block in document.blocks for word in comparable_words(block.text.casefold()) if len(word) > 7}
    words -= {*comparable_words(" ".join(data["texts"]).casefold()), "definition", "attributes"}
    assert len(words) > 100 if name != "table" else words
    assert not [word for word in words if word in said]
    assert document.claims is not None
    assert len(document.claims.lines) > 100
    assert known.secret not in said


def test_what_is_taken_out_of_a_document_is_not_in_the_file_any_longer(tmp_path: Path) -> None:
    copy = tmp_path / "p3.docx"
    copy.write_bytes((papers() / "p3.docx").read_bytes())

    def mask(document: Document) -> None:
        for run in document.element.body.iter(qn("w:r")):
            if "Tansley" in words_of(run):
                set_words(run, words_of(run).replace("Tansley", "T."))

    assert b"Tansley" in ZipFile(copy).read("word/document.xml")
    with ZipFile(edited(copy, mask)) as package:
        assert not [name for name in package.namelist() if b"Tansley" in package.read(name)]


# Documents that were tampered with or come from elsewhere


def test_a_bookmark_that_is_not_on_the_list_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "p3.docx"
    copy.write_bytes((papers() / "p3.docx").read_bytes())

    def rename(document: Document) -> None:
        for start in document.element.body.iter(qn("w:bookmarkStart")):
            if start.get(qn("w:name")) == "_cc_f0001":
                start.set(qn("w:name"), "_cc_f9999")

    assert "isn’t on the document’s list of claims" in only(verified(edited(copy, rename)))


def test_words_of_another_study_are_not_compared() -> None:
    document, known = facts()
    elsewhere = replace(known, secret="", texts={})
    assert not [
        f for f in verify_document(document, elsewhere).findings if f.about in {ClaimKind.TEXT, ClaimKind.TABLE}
    ]


def test_telling_words_are_those_that_make_another_claim() -> None:
    assert all(map(is_claim_word, ("Green", "no", "isn't", "12", "twelve", "E-0412", "Teacher", "against", "primary")))
    assert not any(map(is_claim_word, ("the", "schools", "evidence", "gathered", "field")))
