"""A document against its study: what was changed in the one or in the other is named, and nothing else."""

import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.quote_matching import normalise_for_comparison
from casecoder.core.verifying.document_checks import TRACKED_CHANGES_NOTE, verify_document
from casecoder.core.verifying.quote_checks import verify_quotes
from casecoder.core.verifying.quote_comparison import is_faithful_quote
from casecoder.core.verifying.report_document import CLAIMS_PART, QUOTED_WORDS, ReportParagraph, StyledStretch
from casecoder.core.verifying.verification_results import ClaimKind, Verification
from casecoder.core.vocabulary import Band, Consent
from casecoder.services.codebook.codebook_editing import rename_code
from casecoder.services.judging.rating import rate
from casecoder.services.segments.coding import remove_coding
from casecoder.services.segments.segment_editing import move_boundary
from casecoder.services.studies import open_study
from casecoder.services.verifying.document_verification import verify_report
from casecoder.services.verifying.report_reader import read_report
from casecoder.store.study_file import StudyFile
from tests.demo_kit import sample
from tests.documents.edited_word import (
    all_runs,
    edited,
    marked,
    paragraph_of,
    set_words,
    split,
    tracked,
    with_text,
    words_of,
)
from tests.documents.word_files import word_of
from tests.examples import examples
from tests.verify_kit import facts, only, papers, verified

pytestmark = pytest.mark.slow

Change = Callable[[Document], object]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """The case study, to be changed."""
    return Path(shutil.copy(papers() / "p3.docx", tmp_path / "p3.docx"))


@pytest.fixture
def study(tmp_path: Path) -> Iterator[StudyFile]:
    """The sample study, to be changed."""
    found = open_study(str(shutil.copy(sample(), tmp_path / "study.casecoder")))
    yield found
    found.close()


@cache
def as_made() -> Verification:
    """What verifying the case study as it was made comes to."""
    return verified(papers() / "p3.docx")


def nth(change: Callable[[str], str], number: int = 3) -> Change:
    """A change to the words of one quote."""

    def edit(document: Document) -> None:
        run = all_runs(document)[number]
        set_words(run, change(words_of(run)))

    return edit


# What is as it was made


@pytest.mark.parametrize("name", ["p3", "table", "codings", "across"])
def test_a_document_as_it_was_made_matches(name: str) -> None:
    found = verified(papers() / f"{name}.docx")
    assert found.holds, found.findings
    assert found.checked[ClaimKind.ID] > 100
    assert len(found.notes) == 1, "every figure can be counted again"
    assert "as it is now" in found.notes[0]


def test_a_case_study_is_checked_through_and_through() -> None:
    found = as_made()
    document = read_report("p3.docx", (papers() / "p3.docx").read_bytes())
    assert document.claims is not None
    assert found.checked[ClaimKind.QUOTE] > len(document.claims.quotes) > 60, (
        "and words that prose puts in quotation marks"
    )
    assert found.checked[ClaimKind.COUNT] == len(document.claims.figures) > 20
    assert found.checked[ClaimKind.RATING] == len(document.claims.ratings) >= 12
    assert len(found.notes) == 1


def test_the_table_has_a_claim_for_every_cell() -> None:
    assert verified(papers() / "table.docx").checked[ClaimKind.RATING] >= 144
    assert verified(papers() / "codings.docx").checked[ClaimKind.COUNT] >= 144


# What Word does to a document without changing what it says


def smarten(document: Document) -> None:
    for run in all_runs(document):
        set_words(run, words_of(run).translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-"}))


def split_all(document: Document) -> None:
    for run in all_runs(document):
        split(run)


def wrap(run: Any, tag: str) -> None:
    holder = OxmlElement(tag)
    run.addprevious(holder)
    holder.append(run)


def comment_on(run: Any, document: Document) -> None:
    paragraph = paragraph_of(run, document)
    document.add_comment(runs=paragraph.runs[0], text="Is “this” what E-9999 said?", author="A. Reader", initials="AR")


def put_in_a_field(run: Any) -> None:
    for place, kind in ((run.addprevious, "begin"), (run.addprevious, "separate"), (run.addnext, "end")):
        mark = with_text(run, "")
        mark.append(OxmlElement("w:fldChar"))
        mark[-1].set(qn("w:fldCharType"), kind)
        place(mark)


def put_in_a_text_box(run: Any, document: Document) -> None:
    paragraph = paragraph_of(run, document)._p
    anchor, holder = document.add_paragraph()._p, OxmlElement("w:r")
    box = OxmlElement("w:txbxContent")
    paragraph.addprevious(anchor)
    anchor.append(holder)
    holder.append(box)
    box.append(paragraph)


def wrap_in_all_sorts(document: Document) -> None:
    runs = all_runs(document)
    wrap(runs[1], "w:hyperlink")
    wrap(runs[3], "w:smartTag")
    comment_on(runs[5], document)
    put_in_a_field(runs[7])
    put_in_a_text_box(runs[9], document)


UNCHANGED: dict[str, Change] = {
    "straight quotation marks": smarten,
    "runs split at every word": split_all,
    "hyperlinks, content controls, comments, fields, text boxes": wrap_in_all_sorts,
}


@pytest.mark.parametrize("name", UNCHANGED)
def test_what_word_does_to_a_document_is_no_change(paper: Path, name: str) -> None:
    found = verified(edited(paper, UNCHANGED[name]))
    assert found.holds, found.findings
    assert found.checked == as_made().checked


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_document_saved_by_libreoffice_matches(paper: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = tmp_path / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(out), str(paper)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = verified(out / paper.name)
    assert found.holds, found.findings
    assert found.checked == as_made().checked


def test_tracked_changes_are_read_as_accepted_and_that_is_said(paper: Path) -> None:
    def edit(document: Document) -> None:
        run = all_runs(document)[3]
        words = words_of(run)
        at = words.index(" ")
        first, new, gone = (with_text(run, part) for part in (words[:at], words[at:], " never"))
        for part in (first, tracked("del", gone), tracked("ins", new)):
            run.addprevious(part)
        run.getparent().remove(run)

    found = verified(edited(paper, edit))
    assert found.holds, found.findings
    assert TRACKED_CHANGES_NOTE in found.notes


def test_a_word_put_in_as_a_tracked_change_is_found(paper: Path) -> None:
    def edit(document: Document) -> None:
        run = all_runs(document)[3]
        run.addnext(tracked("ins", with_text(run, " Really")))

    assert "Really" in only(verified(edited(paper, edit)))


# What somebody has changed in it


def test_one_word_of_one_quote_changed_is_named_with_its_place(paper: Path) -> None:
    was: list[str] = []

    def change(words: str) -> str:
        was.append(max(words.split(), key=len))
        return words.replace(was[0], "parsnip", 1)

    found = verified(edited(paper, nth(change)))
    message, [word] = only(found), was
    finding = found.findings[0]
    assert finding.about is ClaimKind.QUOTE
    assert "parsnip" in message
    assert word in message
    assert f"{finding.likeness} % alike" in message
    assert finding.id in message
    assert finding.place.startswith("“B01")
    assert "paragraph" in finding.place
    assert finding.coding is not None
    assert finding.coding.id == finding.id


def test_a_quote_cut_short_without_saying_so_is_named(paper: Path) -> None:
    assert "reads" in only(verified(edited(paper, nth(lambda words: words.rpartition(" ")[0]))))


def test_a_quote_cut_short_with_an_ellipsis_holds(paper: Path) -> None:
    def cut(words: str) -> str:
        parts = words.split(" ")
        return " ".join([*parts[:3], "[…]", *parts[6:-2], "[...]"])

    assert verified(edited(paper, nth(cut))).holds


def test_parts_of_a_quote_in_another_order_are_named(paper: Path) -> None:
    def swap(words: str) -> str:
        parts = words.split(" ")
        return " ".join([*parts[5:], "[…]", *parts[:3]])

    assert "reads" in only(verified(edited(paper, nth(swap))))


def test_a_quote_broken_into_two_paragraphs_holds(paper: Path) -> None:
    def edit(document: Document) -> None:
        run = all_runs(document)[3]
        words = words_of(run)
        at = words.index(" ", len(words) // 2)
        paragraph = paragraph_of(run, document)._p
        second = OxmlElement("w:p")
        paragraph.addnext(second)
        for after in list(run.itersiblings()):
            second.append(after)
        second.insert(0, with_text(run, words[at + 1 :]))
        set_words(run, words[:at])

    found = verified(edited(paper, edit))
    assert found.holds, found.findings
    assert found.checked == as_made().checked


def test_a_quote_taken_out_is_no_longer_in_the_document(paper: Path) -> None:
    def edit(document: Document) -> None:
        paragraph = paragraph_of(all_runs(document)[3], document)._p
        paragraph.getparent().remove(paragraph)

    found = verified(edited(paper, edit))
    assert "no longer in the document" in only(found)
    assert found.findings[0].places == ()


@pytest.mark.parametrize("kind", ["figures", "ratings"])
def test_a_changed_count_or_band_is_named(paper: Path, kind: str) -> None:
    claims = read_report("p3.docx", paper.read_bytes()).claims
    assert claims is not None
    figure = next(claim for claim in claims.figures if claim.key == "codings:P3:B02")
    rating = next(claim for claim in claims.ratings if claim.band == "amber")
    mark, said = (figure.bookmark, "97") if kind == "figures" else (rating.bookmark, "R")

    def edit(document: Document) -> None:
        run = marked(document, mark)[0]
        set_words(run, said if kind == "figures" else words_of(run).replace("A", said))

    found = verified(edited(paper, edit))
    message = only(found)
    assert f"reads “{said}" in message
    assert (figure.text if kind == "figures" else "the study has Amber") in message
    assert found.findings[0].id == (figure.key if kind == "figures" else rating.id)


@pytest.mark.parametrize("end", ["", ":low", ":high"])
def test_a_changed_figure_of_agreement_is_named(tmp_path: Path, end: str) -> None:
    across = Path(shutil.copy(papers() / "across.docx", tmp_path / "across.docx"))
    claims = read_report("across.docx", across.read_bytes()).claims
    assert claims is not None
    figure = next(each for each in claims.figures if each.key == f"all:agreement:ratings:kappa, linear:B02{end}")
    found = verified(edited(across, lambda document: set_words(marked(document, figure.bookmark)[0], "0.99")))
    assert f"reads “0.99”; the study has {figure.text}." in only(found)
    assert found.findings[0].places


def test_a_count_taken_out_is_no_longer_in_the_document(paper: Path) -> None:
    def edit(document: Document) -> None:
        for run in marked(document, "_cc_f0005"):
            run.getparent().remove(run)

    assert "is no longer in the document" in only(verified(edited(paper, edit)))


def test_a_quote_that_lost_its_style_and_bookmark_is_still_checked(paper: Path) -> None:
    def strip(document: Document, change: str) -> None:
        run = all_runs(document)[3]
        words = words_of(run)
        for mark in list(run.getparent().iter(qn("w:bookmarkStart"))):
            mark.getparent().remove(mark)
        run.remove(run.find(qn("w:rPr")))
        set_words(run, change + words.partition(" ")[2] if change else words)

    assert verified(edited(paper, lambda document: strip(document, ""))).holds
    assert "Perhaps" in only(verified(edited(paper, lambda document: strip(document, "Perhaps "))))


def test_words_put_into_a_quote_that_lost_its_bookmark_are_found(paper: Path) -> None:
    def lose(document: Document) -> None:
        run = all_runs(document)[3]
        paragraph_of(run, document).style = document.styles["Body Text"]
        for mark in list(run.getparent().iter(qn("w:bookmarkStart"))):
            mark.getparent().remove(mark)
        run.remove(run.find(qn("w:rPr")))
        set_words(run, f"Nobody says: {words_of(run)}")

    message = only(verified(edited(paper, lose)))
    assert "reads “Nobody says: A wet-play entry appeared at…”" in message


def test_words_put_in_quotation_marks_beside_an_id_are_checked(paper: Path) -> None:
    coding = next(iter(facts()[1].codings.values()))
    some = " ".join(normalise_for_comparison(coding.quote).split(" ")[2:6])

    def add(words: str) -> Change:
        return lambda document: document.add_paragraph(f"As one of them said, “{words}” ({coding.id}), it helped.")

    found = verified(edited(paper, add(some)))
    assert found.holds, found.findings
    assert found.checked[ClaimKind.QUOTE] == as_made().checked[ClaimKind.QUOTE] + 1
    assert "parsnip" in only(verified(edited(paper, add(f"{some} parsnip"))))


def test_a_quote_without_an_id_has_to_be_somewhere_in_the_study(paper: Path) -> None:
    def add(words: str) -> Change:
        def edit(document: Document) -> None:
            document.add_heading("What else was said", 1)
            document.add_paragraph().add_run(words, style=QUOTED_WORDS)

        return edit

    coding = next(iter(facts()[1].codings.values()))
    assert verified(edited(paper, add(coding.quote))).holds
    assert coding.id in only(verified(edited(paper, add(f"Parsnip {coding.quote}"))))
    assert "nowhere in the study" in only(verified(edited(paper, add("Nobody ever said a word of this to us."))))


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("E-9999", "has never been the id"), ("another", "stands with"), ("R-9999", "has never been the id of a rating")],
)
def test_an_id_that_is_not_that_of_the_words_is_named(paper: Path, wanted: str, said: str) -> None:
    def edit(document: Document) -> None:
        if wanted.startswith("R"):
            document.add_paragraph(wanted)
            return
        link = paragraph_of(all_runs(document)[0], document)._p.find(qn("w:hyperlink"))
        run = link.find(qn("w:r"))
        codings = facts()[1].codings
        near = (item for item in codings.values() if item.code.startswith("B01"))
        another = next(item.id for item in near if item.quote != codings[words_of(run)].quote)
        set_words(run, wanted if wanted.startswith("E") else another)

    assert said in only(verified(edited(paper, edit)))


def test_an_id_under_another_benefit_school_or_source_is_named(paper: Path) -> None:
    codings = facts()[1].codings
    item = next(each for each in codings.values() if each.code.startswith("B01"))

    def add(heading: str) -> Change:
        def edit(document: Document) -> None:
            document.add_heading(heading, 2)
            paragraph = document.add_paragraph()
            paragraph.add_run(item.quote, style=QUOTED_WORDS)
            paragraph.add_run(item.id, style="Evidence Id")

        return edit

    assert verified(edited(paper, add(item.code))).holds
    for heading in ("B07 Digital literacies", "Secondary School 1", "P1-INT-01 Talk"):
        paper = edited(paper, add(heading))
    said = " ".join(finding.message for finding in verified(paper).findings)
    assert len(verified(paper).findings) == 3
    assert "stands under B07, but is of B01" in said
    assert "stands under S1, but is of P3" in said
    assert "stands under P1-INT-01, but is of P3-" in said


def test_without_its_list_of_claims_words_and_ids_are_checked_and_that_is_said(paper: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.docx"
    changed = edited(paper, nth(lambda words: words + " Parsnip"))
    with ZipFile(changed) as old, ZipFile(bare, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name != CLAIMS_PART[1:]:
                new.writestr(name, b"<no/>" if b"casecoder.org/claims" in data and name.startswith("custom") else data)
            else:
                new.writestr(name, b"{}")
    found = verified(bare)
    assert [finding.about for finding in found.findings] == [ClaimKind.COUNT, ClaimKind.QUOTE]
    assert "83 figures and ratings could not be checked" in found.findings[0].message
    assert "Parsnip" in found.findings[1].message
    assert found.checked[ClaimKind.COUNT] == 0


# What somebody has done to its pictures


def picture(document: Document, number: int = 1) -> Any:
    """The run that a picture is in."""
    [run] = [run for run in marked(document, f"_cc_p{number:04d}") if next(run.iter(qn("w:drawing")), None) is not None]
    return run


def put_another(document: Document) -> None:
    """What Word does for “Change picture”: another file under the same frame."""
    blips = [next(picture(document, number).iter(qn("a:blip"))) for number in (1, 2)]
    blips[0].set(qn("r:embed"), blips[1].get(qn("r:embed")))


def redraw(document: Document) -> None:
    """A figure painted over, in the same file."""
    from PIL import Image

    part = document.part.related_parts[next(picture(document).iter(qn("a:blip"))).get(qn("r:embed"))]
    image = Image.open(io.BytesIO(part.blob)).convert("RGB")
    image.paste((255, 255, 255), (700, 200, 720, 220))
    painted = io.BytesIO()
    image.save(painted, "PNG")
    part._blob = painted.getvalue()


def crop(document: Document) -> None:
    cut = OxmlElement("a:srcRect")
    cut.set("r", "25000")
    next(picture(document).iter(qn("a:blip"))).addnext(cut)


def say_other_figures(document: Document) -> None:
    about = next(picture(document).iter(qn("wp:docPr")))
    about.set("descr", about.get("descr") + " Together 97.")


def say_another_school(document: Document) -> None:
    about = next(picture(document).iter(qn("wp:docPr")))
    about.set("descr", about.get("descr").replace("School 3", "School 4"))


def say_seen_for_told(document: Document) -> None:
    about = next(picture(document).iter(qn("wp:docPr")))
    about.set("descr", about.get("descr").replace("told, supports", "seen, supports", 1))


def take_out(document: Document) -> None:
    picture(document).getparent().remove(picture(document))


DONE: dict[str, tuple[Change, str]] = {
    "replaced": (put_another, "is not the picture that was put there"),
    "painted over": (redraw, "is not the picture that was put there"),
    "cropped": (crop, "is cropped"),
    "other figures in its words": (say_other_figures, "says in its alternative text what it was not made with: 97."),
    "another school in its words": (say_another_school, "what it was not made with: 4."),
    "another word for one": (say_seen_for_told, "what it was not made with: seen."),
    "taken out": (take_out, "is no longer in the document"),
    "deleted as a tracked change": (
        lambda document: wrap(picture(document), "w:del"),
        "is no longer in the document",
    ),
}


@pytest.mark.parametrize("name", DONE)
def test_what_was_done_to_a_picture_is_named(paper: Path, name: str) -> None:
    change, said = DONE[name]
    found = verified(edited(paper, change))
    assert said in only(found)
    finding = found.findings[0]
    assert (finding.about, finding.id) == (ClaimKind.PICTURE, "Figure 1")
    assert "What the evidence for each benefit in Primary School 3 is made of" in finding.message
    assert found.checked == as_made().checked


def move(document: Document) -> None:
    """Cut and pasted somewhere else, which leaves its bookmark behind."""
    document.add_paragraph()._p.append(picture(document))


def say_it_shortly(document: Document) -> None:
    next(picture(document).iter(qn("wp:docPr"))).set("descr", "A bar for the benefits.")


def add_our_own(document: Document) -> None:
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (40, 40)).save(drawn, "PNG")
    drawn.seek(0)
    document.paragraphs[0].add_run().add_picture(drawn)


@pytest.mark.parametrize("change", [move, say_it_shortly, add_our_own])
def test_a_picture_may_move_be_told_in_other_words_and_have_others_beside_it(paper: Path, change: Change) -> None:
    found = verified(edited(paper, change))
    assert found.holds, found.findings
    assert found.checked == as_made().checked


def test_a_picture_whose_figures_have_changed_is_named_with_them(study: StudyFile, paper: Path) -> None:
    item = next(each for each in facts()[1].codings.values() if each.code == "B02" or each.code.startswith("B02."))
    remove_coding(study, item.number, coder="anna")
    shown = [each for each in verify_report(study, paper).findings if each.about is ClaimKind.PICTURE]
    assert [finding.id for finding in shown] == ["Figure 1", "Figure 2"]
    assert "B02 Parental involvement and learning at home" in shown[0].message
    assert (int(shown[0].document), int(shown[0].study)) == (int(shown[0].study) + 1, int(shown[0].document) - 1)
    across = [
        each for each in verify_report(study, papers() / "across.docx").findings if each.about is ClaimKind.PICTURE
    ]
    assert {"Figure 1", "Figure 3"} <= {finding.id for finding in across}


# What has changed in the study


def test_a_code_that_is_called_otherwise_since_is_named_once(study: StudyFile) -> None:
    rename_code(study, "B02", "Parents in the loop", coder="anna")
    for name in ("p3", "across"):
        assert only(verify_report(study, papers() / f"{name}.docx")) == "The study calls B02 “Parents in the loop” now."


def test_a_coding_removed_is_named_wherever_it_stands(study: StudyFile, paper: Path) -> None:
    item = next(each for each in facts()[1].codings.values() if each.code.startswith("B02"))
    remove_coding(study, item.number, coder="anna")
    found = verify_report(study, paper)
    ids = [finding for finding in found.findings if finding.about is ClaimKind.ID]
    assert [finding.id for finding in ids] == [item.id]
    assert "removed or undone" in ids[0].message
    assert {finding.id for finding in found.findings if finding.about is ClaimKind.COUNT} >= {"codings:P3:B02"}
    assert not [finding for finding in found.findings if finding.about is ClaimKind.QUOTE]
    assert "1 act" in found.notes[0]


def test_a_coding_removed_is_named_in_the_report_across_schools(study: StudyFile) -> None:
    document = read_report("across.docx", (papers() / "across.docx").read_bytes())
    assert document.claims is not None
    ref = document.claims.quotes[0].id
    remove_coding(study, int(ref[2:]), coder="anna")
    found = verify_report(study, papers() / "across.docx")
    about = {about: {each.id for each in found.findings if each.about is about} for about in ClaimKind}
    assert about[ClaimKind.ID] == {ref}
    assert "all:codings" in about[ClaimKind.COUNT]
    assert not about[ClaimKind.QUOTE]


def test_a_boundary_moved_is_named_at_every_quote_of_it(study: StudyFile, paper: Path) -> None:
    from casecoder.core.transcripts.spans import Span

    item = next(each for each in facts()[1].codings.values() if each.code.startswith("B02") and len(each.quote) > 40)
    move_boundary(study, item.number, Span(item.start, item.end - 9), coder="anna")
    found = verify_report(study, paper)
    assert {finding.id for finding in found.findings if finding.about is ClaimKind.QUOTE} == {item.id}
    assert not [finding for finding in found.findings if finding.about in {ClaimKind.ID, ClaimKind.COUNT}]


def test_a_new_rating_is_named_in_both_documents(study: StudyFile, paper: Path) -> None:
    item = next(each for each in facts()[1].codings.values() if each.code.startswith("B01") and not each.counters)
    given = rate(
        study, "P3", "B01", Band.RED, because="Seen again.", cited=[item.number], rater="H. Tarrant", reason="Seen."
    )
    for path in (paper, papers() / "table.docx"):
        found = verify_report(study, path)
        assert {finding.about for finding in found.findings} == {ClaimKind.RATING}
        assert all(given.id in finding.message for finding in found.findings), found.findings
        assert {finding.cell for finding in found.findings} == {("P3", "B01")}


def test_another_study_is_said_to_be_another(tmp_path: Path, paper: Path) -> None:
    from tests.study_kit import INTERVIEW, make_study

    other = make_study(tmp_path, INTERVIEW)
    assert "made from another study" in verify_report(other, paper).notes[0]
    other.close()


def test_words_without_consent_or_a_sure_place_are_named() -> None:
    document, known = facts()
    ref, item = next(iter(known.codings.items()))
    withdrawn = replace(known, codings={**known.codings, ref: replace(item, consent=Consent.WITHDRAWN)})
    found = verify_document(document, withdrawn)
    assert {finding.id for finding in found.findings} == {ref}
    assert "has not agreed" in found.findings[0].message
    waiting = replace(known, codings={**known.codings, ref: replace(item, in_review=True)})
    assert "review list" in only(verify_document(document, waiting))


# What can't be verified


def refused(path: Path) -> str:
    with pytest.raises(CaseCoderError) as caught:
        verified(path)
    return str(caught.value)


BAD = {
    "empty.docx": (b"", "empty"),
    "text.docx": (b"Just some words.", "no Word document"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Word document"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "with a password"),
    "paper.docx": (b"%PDF-1.7", "a PDF"),
    "other.docx": (word_of(["Dear all,", "nothing to see here."]), "not one that casecoder wrote"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, name: str) -> None:
    data, said = BAD[name]
    (tmp_path / name).write_bytes(data)
    message = refused(tmp_path / name)
    assert said in message
    assert name in message


def test_a_file_that_is_not_there_or_cut_off_is_refused(paper: Path, tmp_path: Path) -> None:
    assert "can't be read" in refused(tmp_path / "nowhere.docx")
    paper.write_bytes(paper.read_bytes()[:-4000])
    assert "is damaged" in refused(paper)


def test_a_template_is_another_kind_of_file(paper: Path, tmp_path: Path) -> None:
    template = tmp_path / "template.docx"
    with ZipFile(paper) as old, ZipFile(template, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"document.main+xml", b"template.main+xml"))
    assert "of another kind" in refused(template)


def test_a_list_of_claims_that_was_tampered_with_is_no_traceback(paper: Path, tmp_path: Path) -> None:
    odd = [
        {"key": key, "value": 1, "text": "1", "bookmark": "_cc_f0001"}
        for key in ("", "codings", "all:near:B01", "all:bands:B01:blue", "cell:a:b", "cell:a:count:x:y:z:B01:P3")
    ]
    ratings = [{"id": "R", "case": 3, "code": None, "band": "blue", "text": "", "bookmark": "_cc_r0001"}]
    quotes = [{"id": "X-1", "words": "", "bookmark": "_cc_q0001"}]
    about = {"name": "", "alt": "", "image": "", "bookmark": "_cc_p0001"}
    keys = ("", "evidence:", "evidence:P3:B99", "cells:rag", "cells:x", "voices:P99", "saturation:x", "bands:")
    pictures = [{**about, "key": key, "figures": {"a": 1}} for key in keys]
    made = {"study": "", "kind": "", "state": "", "quotes": quotes, "figures": odd, "ratings": ratings}
    made["pictures"] = pictures
    broken = {**made, "pictures": [{**pictures[0], "figures": [1, 2]}]}
    for claims in (json.dumps(made).encode(), json.dumps(broken).encode(), b"[]", b"{}", b"\xff", b'{"quotes": 3}'):
        tampered = tmp_path / "tampered.docx"
        with ZipFile(paper) as old, ZipFile(tampered, "w") as new:
            for name in old.namelist():
                new.writestr(name, claims if name == CLAIMS_PART[1:] else old.read(name))
        assert verified(tampered).notes


def test_a_part_that_is_broken_is_damage(paper: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    with ZipFile(paper) as old, ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[: 3000 if name == "word/document.xml" else None])
    assert "is damaged" in refused(broken)


# The command


def test_the_command_says_what_differs_and_exits_accordingly(paper: Path) -> None:
    call = CliRunner().invoke
    fine = call(app, ["verify", str(sample()), str(paper)])
    assert (fine.exit_code, fine.stdout) == (0, "")
    assert "all match" in fine.stderr
    wrong = edited(paper, nth(lambda words: "Parsnip " + words))
    said = call(app, ["verify", str(sample()), str(wrong)])
    assert said.exit_code == 1
    assert "Parsnip" in said.stdout
    rows = call(app, ["verify", str(sample()), str(wrong), "--json"])
    data = json.loads(rows.stdout)
    assert (rows.exit_code, data["matches"], len(data["findings"])) == (1, False, 1)
    assert data["findings"][0]["segment"]["source"].startswith("P3-")
    assert call(app, ["verify", str(sample())]).exit_code == 2


# Any change at all


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_any_single_character_changed_in_any_quote_is_found(data: st.DataObject) -> None:
    document, known = facts()
    places = [
        (at, inner)
        for at, block in enumerate(document.blocks)
        for inner, stretch in enumerate(block.stretches)
        if stretch.style == QUOTED_WORDS and "[…]" not in stretch.text
    ]
    at, inner = data.draw(st.sampled_from(places))
    stretch = document.blocks[at].stretches[inner]
    place = data.draw(st.integers(0, len(stretch.text) - 1))
    new = data.draw(st.characters(codec="utf-8") | st.just(""))
    words = stretch.text[:place] + new + stretch.text[place + data.draw(st.integers(0, 1)) :]
    assert document.claims is not None
    printed = tuple(claim for claim in document.claims.quotes if claim.bookmark in stretch.marks)
    changed = (document.blocks[at - 1], other(document.blocks[at], inner, words))  # in the appendix the id is above
    checked = verify_quotes(replace(document, blocks=changed, claims=replace(document.claims, quotes=printed)), known)
    wrong = [each.finding for each in checked if each.finding]
    if normalise_for_comparison(words) == normalise_for_comparison(stretch.text):
        assert not wrong
    else:
        assert [finding.document for finding in wrong] == [words]


@given(st.data(), st.lists(st.from_regex(r"[a-z]{1,6}[,.]?", fullmatch=True), min_size=4, max_size=14))
def test_an_ellipsis_stands_for_words_left_out_and_for_nothing_else(data: st.DataObject, words: list[str]) -> None:
    first, last = sorted(data.draw(st.tuples(*[st.integers(1, len(words) - 1)] * 2)))
    whole = " ".join(words)
    assert is_faithful_quote(" ".join([*words[:first], "[…]", *words[last:]]), whole)
    assert is_faithful_quote(" ".join(["[...]", *words[first:]]), whole)
    assert is_faithful_quote(" ".join([*words[:last], "[…]"]), whole)
    assert not is_faithful_quote(" ".join(words[:last]), whole)
    assert is_faithful_quote(" ".join(words[:last]), whole, whole=False)
    assert not is_faithful_quote(" ".join([*words[:first], "[…]", "unsaid", *words[last:]]), whole)


def other(block: ReportParagraph, inner: int, words: str) -> ReportParagraph:
    stretches = [*block.stretches]
    stretches[inner] = StyledStretch(words, *stretches[inner][1:])
    return replace(block, stretches=tuple(stretches))
