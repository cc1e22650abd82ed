"""Case studies from a study: who was heard, what can't be quoted, what is missing, and the list of claims."""

import json
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from casecoder.cli.main import main
from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.excerpt import excerpt_quote
from casecoder.core.outputs.figures.school_figures import SchoolMaterial
from casecoder.core.outputs.quote_choice import choose_school_quotes
from casecoder.core.verifying.report_document import CLAIMS_PART, CLAIMS_XML_ROOT
from casecoder.core.vocabulary import Band, Consent, Role, SourceKind
from casecoder.reports.word.case_study import CaseStudyOptions, build_case_study, case_study_docx
from casecoder.services.history import undo
from casecoder.services.judging.rating import rate
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.outputs.case_studies import gather_case_study
from casecoder.services.outputs.publishing import write_case_study
from casecoder.services.studies import open_study
from casecoder.store.study_file import StudyFile
from tests.demo_kit import sample
from tests.documents.report_inputs import case_study as invented
from tests.documents.report_inputs import evidence
from tests.documents.word_templates import letterhead
from tests.study_kit import CODER, read_now
from tests.tui_kit import NOTICES, PAPER, code, two_schools


def opened(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def said(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs]


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return two_schools(tmp_path)


@pytest.fixture(scope="module")
def primary_3() -> CaseStudy:
    study = open_study(str(sample()))
    try:
        return read_now(study, gather_case_study, "P3")
    finally:
        study.close()


# what is gathered


def test_who_was_heard_is_counted_by_kind_of_source_and_role(primary_3: CaseStudy) -> None:
    material = primary_3.material
    counts = {(kind, role): material.heard("P3", kind, role) for kind in SourceKind for role in Role}
    assert {heard: people for heard, people in counts.items() if people} == {
        (SourceKind.INTERVIEW, Role.TEACHER): 1,
        (SourceKind.INTERVIEW, Role.PARENT): 1,
        (SourceKind.INTERVIEW, Role.OTHER): 1,
    }
    lines = said(case_study_docx(primary_3))
    assert any(line.startswith("The researchers collected 3 sources in this school between 24 Nov") for line in lines)


def test_an_id_that_is_gone_is_told_from_one_of_another_school(study: StudyFile) -> None:
    there, gone = code(study, NOTICES, "B01", "S1-INT-01"), code(study, PAPER, "B01")
    undo(study, CODER)
    text = f"As in E-{there:04d}, but see E-{gone:04d}."
    write_summary(study, "P1", "B01", text, author=CODER)
    report = build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions())
    assert f"The summary of B01 names E-{gone:04d}, which the study no longer has." in report.gaps
    write_summary(study, "P1", "B01", f"A slip of the key: E-{'1' * 20}, E-{'7' * 5000}.", author=CODER)
    assert build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions()).data
    assert not any(f"E-{there:04d}" in gap for gap in report.gaps)
    lines = said(report.data)
    assert text in lines and f"E-{gone:04d}, named above, is no longer in the study." in lines


def test_markdown_that_is_not_closed_is_printed_and_said(study: StudyFile) -> None:
    write_summary(study, "P1", "B01", "It was **bold from here on.", author=CODER)
    write_summary(study, "P1", "B02", "A \\*\\* star, `code **` and **bold**.\n\n```\n**\n```\n", author=CODER)
    report = build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions())
    assert [gap for gap in report.gaps if "Markdown" in gap] == [
        "The summary of B01 has Markdown that is not closed; it is printed as it was typed."
    ]
    assert "It was **bold from here on." in said(report.data)


@pytest.mark.parametrize(
    "text", ["```\nnever closed", "a `b", "see [here](http://x", "__low", "| a |\n|---|\n| b | c |"]
)
def test_other_markdown_that_is_broken(study: StudyFile, text: str) -> None:
    write_summary(study, "P1", "B01", text, author=CODER)
    assert any(
        "Markdown" in gap for gap in build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions()).gaps
    )


@pytest.mark.parametrize(
    "text", ["A <b>tag</b>.", "<!-- mind -->\n\nText.", "![plan](plan.png)", "As noted.[^1]\n\n[^1]: Here."]
)
def test_what_is_no_markdown_of_ours_is_printed_as_typed_and_said(study: StudyFile, text: str) -> None:
    write_summary(study, "P1", "B01", text, author=CODER)
    report = build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions())
    gap = "The summary of B01 has HTML, a picture or a footnote; it is printed as it was typed."
    assert gap in report.gaps and gap in said(report.data)
    assert "Part of the above stands as it was typed: it has HTML, a picture or a footnote." in said(report.data)


def test_links_of_memos_are_printed_as_what_they_name(study: StudyFile) -> None:
    number = code(study, NOTICES, "B01", "S1-INT-01")
    write_summary(study, "P1", "B01", f"See [[E-{number:04d}]] and [[B02]].", author=CODER)
    lines = said(build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions()).data)
    assert f"See E-{number:04d} and B02." in lines
    assert f"E-{number:04d}, named above, is from another school." in lines


def test_the_sentence_that_leads_up_to_a_list_stays_on_its_page(study: StudyFile) -> None:
    code(study, NOTICES, "B01")
    write_summary(study, "P1", "B01", "Two cautions:\n\n- one;\n  - within it\n- two.\n\nThat was all.", author=CODER)
    kept = {
        paragraph.text: paragraph.paragraph_format.keep_with_next
        for paragraph in opened(
            build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions()).data
        ).paragraphs
    }
    assert kept["Two cautions:"] and not any(kept[words] for words in ("one;", "within it", "two.", "That was all."))


def test_a_summary_that_is_not_written_is_said_once_where_there_are_quotes(study: StudyFile) -> None:
    code(study, NOTICES, "B01")
    report = build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions())
    assert any(gap.startswith("No summary has been written for ") for gap in report.gaps)
    assert "No summary has been written yet." not in said(report.data)


def test_a_school_without_codings_or_ratings_still_has_a_case_study(study: StudyFile) -> None:
    report = build_case_study(read_now(study, gather_case_study, "S1"), CaseStudyOptions())
    assert "Nothing has been coded in this school." in report.gaps and "No benefit has been rated." in report.gaps
    lines = said(report.data)
    assert all(gap in lines for gap in report.gaps)
    assert not any("Every quote" in line or "a rater gave it" in line for line in lines), "nothing is invented"


def test_what_is_not_rated_or_has_to_be_rated_again_is_named(study: StudyFile) -> None:
    number = code(study, NOTICES, "B01")
    rate(study, "P1", "B01", Band.AMBER, because="Said once.", cited=[number], rater=CODER)
    undone = code(study, PAPER, "B02")
    rate(study, "P1", "B02", Band.RED, because="Said once.", cited=[undone], rater=CODER)
    gaps = build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions()).gaps
    assert "Time (B03) has not been rated." in gaps
    assert any(gap.startswith("No summary has been written for ") and "(B01) and " in gap for gap in gaps)


def test_an_empty_outline_is_said_not_to_be_followed(study: StudyFile, tmp_path: Path) -> None:
    outline = tmp_path / "outline.md"
    outline.write_text("", encoding="utf-8")
    said_of_it: list[str] = []
    write_case_study(study, "P1", tmp_path / "p1.docx", outline=outline, say=said_of_it.append)
    assert any(gap.startswith("outline.md has no heading that names a section") for gap in said_of_it)


def test_what_waits_on_the_review_list_is_listed_and_not_quoted() -> None:
    whole = invented()
    waiting = evidence(1, in_review=True, quote="Nobody can say where this stood.")
    withheld = evidence(2, consent=Consent.WITHDRAWN, quote="I would rather not.", note="A whisper.")
    section = whole.benefits[0]
    study = replace(
        whole, benefits=(replace(section, quotes=(), counter=()),), material=SchoolMaterial((waiting, withheld))
    )
    report = build_case_study(study, CaseStudyOptions())
    text = "\n".join(said(report.data))
    assert "Nobody can say where" not in text and "I would rather not" not in text and "A whisper" not in text
    assert "E-0001" in text and "E-0002" in text
    assert "1 coding waits on the review list and so can’t be quoted." in report.gaps
    assert "1 coding is not quoted, as the speaker’s consent is not given." in report.gaps


def test_what_can_not_be_quoted_is_not_chosen() -> None:
    items = [evidence(1, in_review=True), evidence(2, consent=Consent.NOT_GIVEN), evidence(3)]
    assert [item.number for item in choose_school_quotes(items, frozenset({1}))] == [3]


def test_words_that_overlap_are_quoted_once() -> None:
    answer, part, further = evidence(1, start=0, end=90), evidence(2, start=20, end=50), evidence(3, start=90, end=99)
    assert choose_school_quotes([answer, part, further], frozenset()) == (answer, further)
    assert choose_school_quotes([answer, part, further], frozenset({2})) == (part, further)
    assert choose_school_quotes([further, replace(further, number=4, start=200, end=209)], frozenset()) == (further,)


# the document


def test_cross_references_lead_to_captions_and_say_their_numbers(primary_3: CaseStudy) -> None:
    document = opened(case_study_docx(primary_3))
    captions = {}
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name == "Caption":
            mark = paragraph._p.find(qn("w:bookmarkStart"))
            captions[mark.get(qn("w:name"))] = paragraph.text.partition(":")[0]
    for kind in ("Table", "Figure"):
        numbered = [name for name in captions.values() if name.startswith(kind)]
        assert numbered == [f"{kind} {n}" for n in range(1, len(numbered) + 1)]
        assert numbered
    found = 0
    for paragraph in document.paragraphs:
        runs = list(paragraph._p.iter(qn("w:instrText"), qn("w:t")))
        for at, run in enumerate(runs):
            if run.tag == qn("w:instrText") and (parts := str(run.text).split())[0] == "REF":
                assert runs[at + 1].text == captions[parts[1]]
                found += 1
    assert found >= 8


def claims(data: bytes) -> dict[str, list[dict[str, Any]]]:
    with ZipFile(BytesIO(data)) as archive:
        made: dict[str, list[dict[str, Any]]] = json.loads(archive.read(CLAIMS_PART.removeprefix("/")))
    return made


def marked(document: Document) -> dict[str, tuple[str, set[str]]]:
    """What stands in each bookmark of a claim, and the character styles it wears."""
    found: dict[str, tuple[str, set[str]]] = {}
    for start in document.element.body.iter(qn("w:bookmarkStart")):
        name, words, styles = str(start.get(qn("w:name"))), "", set()
        part = start.getnext()
        while name.startswith("_cc_") and part is not None and part.tag == qn("w:r"):
            marks = {qn("w:tab"): "\t", qn("w:br"): "\n"}
            words += "".join(t.text or "" if t.tag == qn("w:t") else marks.get(t.tag, "") for t in part)
            styles |= {str(style.get(qn("w:val"))) for style in part.iter(qn("w:rStyle"))}
            part = part.getnext()
        if name.startswith("_cc_"):
            found[name] = (words, styles)
    return found


def test_every_claim_stands_in_its_bookmark(primary_3: CaseStudy) -> None:
    data = case_study_docx(primary_3)
    listed, places = claims(data), marked(opened(data))
    quotes, figures, ratings, pictures = (listed[kind] for kind in ("quotes", "figures", "ratings", "pictures"))
    assert {claim["bookmark"] for claim in (*quotes, *figures, *ratings, *pictures)} == set(places)
    printed = {item.id: {item.printed, excerpt_quote(item.printed)} for item in primary_3.appendix}
    for claim in quotes:
        words, styles = places[claim["bookmark"]]
        assert words in printed[claim["id"]] and styles == {"QuotedWords"}
    for claim in figures:
        assert places[claim["bookmark"]] == (claim["text"], {"StudyFigure"})
    for claim in ratings:
        assert " ".join(places[claim["bookmark"]][0].split()) == claim["text"]
    assert len(quotes) >= len(primary_3.appendix) and len(ratings) == 2 * len(primary_3.benefits)
    whole = [(item.id, item.printed) for item in primary_3.appendix]
    assert sorted((claim["id"], places[claim["bookmark"]][0]) for claim in quotes[-len(whole) :]) == sorted(whole)


def test_the_claims_are_kept_where_word_keeps_them_too(primary_3: CaseStudy) -> None:
    data = case_study_docx(primary_3)
    with ZipFile(BytesIO(data)) as archive:
        roots = [ElementTree.fromstring(archive.read(n)) for n in archive.namelist() if n.startswith("customXml/item")]
        copies = [json.loads(root.text or "") for root in roots if root.tag == CLAIMS_XML_ROOT]
        related = archive.read("word/_rels/document.xml.rels").decode()
    assert copies == [claims(data)]
    assert "relationships/customXml" in related


def test_figures_are_those_of_the_study(primary_3: CaseStudy) -> None:
    figures = {claim["key"]: claim["value"] for claim in claims(case_study_docx(primary_3))["figures"]}
    assert figures["codings:P3"] == len(primary_3.appendix)
    assert figures["sources:P3:interview"] == 2 and figures["participants:P3"] == 3
    assert figures["codings:P3:B01"] == primary_3.benefits[0].total


def test_the_method_note_names_its_codebooks_in_the_number_they_have(primary_3: CaseStudy, study: StudyFile) -> None:
    (coded,) = [
        line
        for line in said(build_case_study(primary_3, CaseStudyOptions()).data)
        if line.startswith("The transcripts and notes")
    ]
    assert "against the codebooks “Benefits of learning platforms”, “Conditions for success” and “" in coded
    code(study, NOTICES, "B01")
    assert any(
        "coded against the codebook “A small codebook”. " in line
        for line in said(build_case_study(read_now(study, gather_case_study, "P1"), CaseStudyOptions()).data)
    )


def test_no_line_begins_inside_an_id(primary_3: CaseStudy) -> None:
    document = opened(case_study_docx(primary_3))
    for run in document.element.body.iter(qn("w:r")):
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        if style is not None and style.get(qn("w:val")) == "EvidenceId":
            assert all("-" not in (text.text or "") for text in run.iter(qn("w:t")))


# the command


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Call casecoder as its script does; its exit code."""
    monkeypatch.setattr(sys, "argv", ["casecoder", *map(str, words)])
    try:
        main()
    except SystemExit as stop:
        return int(str(stop.code or 0))
    return 0


def test_the_command_takes_a_template_and_an_outline_and_says_what_is_missing(
    study: StudyFile, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    study.close()
    template, outline = tmp_path / "ours.docx", tmp_path / "outline.md"
    template.write_bytes(letterhead())
    outline.write_text("# Benefits\n# The sea\n", encoding="utf-8")
    folder = tmp_path / "out"
    call = ("report", study.path, "--all", "--out", folder, "--template", template, "--outline", outline)
    assert run(monkeypatch, *call) == 0
    told = capfd.readouterr()
    assert [Path(line).name for line in told.out.split()] == ["case-study-s1.docx", "case-study-p1.docx"]
    assert "Primary School 1: Nothing has been coded in this school." in told.err
    assert told.err.count("“The sea”") == 1 and told.err.count("has no styles") == 1


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("--template", None, "can't be read"),
        ("--template", b"no zip", "is not a Word document"),
        ("--outline", None, "can't be read"),
        ("--outline", b"\xff\xfe\x00", "is not text in UTF-8"),
    ],
)
def test_a_template_or_outline_that_is_none_is_refused(
    study: StudyFile, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    option: str, content: bytes | None, message: str,
) -> None:  # fmt: skip
    study.close()
    given = tmp_path / "given"
    if content is not None:
        given.write_bytes(content)
    out = tmp_path / "p1.docx"
    assert run(monkeypatch, "report", study.path, "--case", "P1", "--out", out, option, given) == 1
    assert message in capfd.readouterr().err and not out.exists()
