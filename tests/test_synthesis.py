"""The report across schools: what it says comes from the study, in order, and what is missing is said."""

import json
import re
import shutil
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import krippendorff
import numpy as np
import pytest
from docx.document import Document
from docx.shared import Cm
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import AgreementMeasure, AgreementSubject
from casecoder.core.judging.rating import RatingKind
from casecoder.core.outputs.figures import study_figures
from casecoder.core.outputs.figures.printed_figures import describe_figure
from casecoder.core.outputs.figures.sentences import sentence_as_text
from casecoder.core.outputs.researcher_prose import opening_sentences
from casecoder.core.outputs.school_names import list_schools_in_words
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.core.outputs.synthesis_gaps import find_synthesis_gaps
from casecoder.core.transcripts.spans import Span
from casecoder.core.verifying.report_document import ClaimList, FigureClaim
from casecoder.core.vocabulary import Band, Direction
from casecoder.language import sentence_spans
from casecoder.reports.word.markdown import write_markdown_line
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.synthesis import synthesis_docx
from casecoder.reports.word.template import prepare_template
from casecoder.services import history
from casecoder.services.codebook.codebook_editing import rename_code, retire_code
from casecoder.services.codebook.codebooks import install_codebook
from casecoder.services.judging.rating import rate
from casecoder.services.judging.rating_rows import rating_standings
from casecoder.services.judging.reconciling_and_signing import list_rated_cells, reconcile, sign_off
from casecoder.services.judging.study_settings import change_study_settings
from casecoder.services.judging.weighing import weigh_evidence
from casecoder.services.notes.summaries_and_descriptions import write_case_description, write_summary
from casecoder.services.outputs.publishing import write_synthesis
from casecoder.services.outputs.synthesis import gather_synthesis
from casecoder.services.segments.coding import apply_codes
from casecoder.services.sources.amending import amend_participant
from casecoder.services.sources.study_listings import list_participants
from casecoder.services.verifying.document_verification import recount, verify_report
from casecoder.services.verifying.report_reader import read_report
from casecoder.store.snapshot import Snapshot
from casecoder.store.study_file import StudyFile
from tests.demo_kit import sample
from tests.documents.accessibility_rules import broken
from tests.documents.edited_word import edited, marked, set_words
from tests.study_kit import CODER, add_source, make_study, read_now

pytestmark = pytest.mark.slow

TALK = "Teacher: We post the notices there.\n\nINT: And parents?\n\nTeacher: Some look. Most of them don’t.\n"


@cache
def gathered() -> Synthesis:
    """The sample study's."""
    study = StudyFile.open(sample())
    made = read_now(study, gather_synthesis)
    study.close()
    return made


@cache
def written() -> bytes:
    return synthesis_docx(gathered())


def read(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def text_of(study: StudyFile) -> str:
    return "\n".join(paragraph.text for paragraph in read(synthesis_docx(read_now(study, gather_synthesis))).paragraphs)


def said(study: StudyFile) -> list[str]:
    return [sentence_as_text(sentence) for sentence in find_synthesis_gaps(read_now(study, gather_synthesis))]


def test_a_condition_for_a_part_of_a_benefit_is_tied_to_the_benefit(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    book = tmp_path / "help.md"
    book.write_text("---\nname: help\ntitle: Help\n---\n\n# Help\n\n## C01 Support\n\n**Applies to:** B01.1\n")
    install_codebook(study, str(book), coder=CODER)
    support(study, "B01", 1)
    tied = {benefit.theme.code: benefit.tied for benefit in read_now(study, gather_synthesis).benefits}
    assert tied == {"B01": (("C01", "Support"),), "B02": (), "B03": ()}
    apply_codes(study, "P1-INT-01", ["C01"], quote="Some look.", coder=CODER)
    assert [each.applies for each in weigh_evidence(study, "P1", "B01").conditions] == [True]


def headings(document: Document, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name == f"Heading {level}"]


def captions_of(data: bytes) -> list[str]:
    return [p.text for p in read(data).paragraphs if p.style is not None and p.style.name == "Caption"]


def schools(folder: Path, count: int) -> StudyFile:
    """A study of schools that all say the same."""
    study = make_study(folder)
    for number in range(1, count + 1):
        words = f"{TALK}\nINT: So says school {number}.\n"
        add_source(study, folder, words, f"talk-{number}.txt", f"Primary School {number}")
    return study


def support(study: StudyFile, code: str, *cases: int) -> list[int]:
    """Code the same words in some schools. Returns the codings' numbers."""
    return [
        apply_codes(study, f"P{case}-INT-01", [code], quote="We post the notices there", coder=CODER)[0].number
        for case in cases
    ]


def test_the_benefits_stand_in_order_of_prevalence_with_their_counts() -> None:
    found = gathered()
    ranks = [(len(b.theme.supported.schools), b.theme.supported.passages) for b in found.benefits]
    assert ranks == sorted(ranks, reverse=True)
    assert [row.id for row in found.table.rows] == [benefit.theme.code for benefit in found.benefits]
    titles = [h for h in headings(read(written()), 2) if h.startswith("Benefit ")]
    assert titles == [f"Benefit {at}: {b.theme.name}" for at, b in enumerate(found.benefits, 1)]


def test_the_first_table_is_the_ratings_and_the_second_who_was_interviewed() -> None:
    captions = [caption for caption in captions_of(written()) if caption.startswith("Table")]
    assert captions[0] == "Table 1: How far each benefit is embedded in each school"
    assert captions[1] == "Table 2: Number of interviewees across the 12 case study schools"


def test_the_figures_stand_where_they_are_spoken_of() -> None:
    document = read(written())
    under: dict[str, str] = {}
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name in {"Heading 1", "Heading 2"}:
            heading = paragraph.text
        if paragraph.style is not None and paragraph.style.name == "Caption" and paragraph.text.startswith("Figure"):
            under[paragraph.text] = heading
    far = "How far each benefit is embedded in each school"
    assert under == {
        "Figure 1: Coded passages by benefit and school": "Benefits identified",
        "Figure 2: In how many schools each benefit has which rating": far,
        "Figure 3: Coded passages over time, by coder": "Coding",
        "Figure 4: Codes met so far, source by source (Benefits of learning platforms)": "Coding",
    }


def counted_again(session: Snapshot, keys: set[str] | list[str]) -> dict[str, float | None]:
    """The figures of some keys as the study has them now; those that no document of ours has are left out."""
    claims = ClaimList("", "", "", figures=tuple(FigureClaim(key, None, "", "") for key in keys))
    return recount(session, claims, rating_standings(session, ""))[0]


def test_every_claim_of_the_sample_report_traces_to_the_study(tmp_path: Path) -> None:
    study = StudyFile.open(sample())
    path = tmp_path / "report.docx"
    path.write_bytes(written())
    outcome = verify_report(study, path)
    assert not outcome.findings
    claims = json.loads(ZipFile(BytesIO(written())).read("casecoder/claims.json"))
    assert {quote["id"] for quote in claims["quotes"]} == {item.id for item in gathered().quotes}
    with study.reading() as session:
        again = counted_again(session, {claim["key"] for claim in claims["figures"]})
    assert [c for c in claims["figures"] if again[c["key"]] != c["value"]] == []
    study.close()


def test_an_address_and_an_id_in_what_is_told_in_brief_stand_as_in_whole_prose() -> None:
    report = WordReport("A study", "Report", datetime(2010, 1, 1, tzinfo=UTC))
    line = report.paragraph()
    write_markdown_line(line, "It is on [the page](http://a.example/café), says E-0007.", frozenset({7}))
    assert line.text == "It is on the page (http://a.example/café), says E-0007."
    assert [link.fragment for link in line.hyperlinks] == ["E_0007"]


def test_a_coder_whose_name_has_a_colon_in_it_is_counted_again(tmp_path: Path) -> None:
    study = make_study(tmp_path, "T1: I show my mum.")
    name = "Ann: lead, P1"
    apply_codes(study, "P1-INT-01", ["B02"], quote="I show my mum.", coder=name)
    with study.reading() as session:
        keys = [f"all:by:{name}", "all:codings", "all:turns:of:all"]
        assert counted_again(session, keys) == {
            f"all:by:{name}": 1,
            "all:codings": 1,
        }
    study.close()
    assert describe_figure(f"all:by:{name}") == f"codings by {name}"


def test_the_same_study_gives_the_same_bytes() -> None:
    study = StudyFile.open(sample())
    assert synthesis_docx(read_now(study, gather_synthesis)) == written()
    study.close()


def test_each_sub_theme_has_examples_from_schools_that_differ() -> None:
    for benefit in gathered().benefits:
        for part in benefit.theme.parts:
            names = [item.case for item in part.examples]
            assert len(set(names)) == min(len(names), len(part.reach.schools))


def test_key_case_studies_are_green_and_have_the_most_evidence() -> None:
    found = gathered()
    for benefit in found.benefits:
        assert all(case.judgement.band is Band.GREEN for case in benefit.key_cases)
        green = [
            case
            for (code, case), given in found.judged.items()
            if code == benefit.theme.code and given.band is Band.GREEN and case in benefit.theme.supported.schools
        ]
        assert len(benefit.key_cases) == min(3, len(green))
        passages = [case.supported.passages for case in benefit.key_cases]
        assert passages == sorted(passages, reverse=True)


def test_a_benefit_of_fewer_than_three_schools_stands_apart(tmp_path: Path) -> None:
    study = schools(tmp_path, 3)
    support(study, "B01.1", 1, 2, 3)
    support(study, "B02", 1, 2)
    found = read_now(study, gather_synthesis)
    assert [[b.theme.code for b in group] for group in (found.common, found.rare, found.unseen)] == [
        ["B01"],
        ["B02"],
        ["B03"],
    ]
    chapters = headings(read(synthesis_docx(found)), 1)
    assert chapters.index("Benefits identified") < chapters.index("Benefits found in fewer than 3 schools")
    study.close()


def test_counter_evidence_alone_is_no_prevalence(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    apply_codes(study, "P1-INT-01", ["B02"], quote="Most of them don’t.", coder=CODER, direction=Direction.COUNTERS)
    (parents,) = (b for b in read_now(study, gather_synthesis).benefits if b.theme.code == "B02")
    assert parents.theme.supported.schools == ()
    assert parents.theme.against.schools == ("P1",)
    assert "1 passage in 1 school speaks against it." in text_of(study)
    study.close()


def test_a_study_without_schools_or_codings_still_makes_a_report(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    assert "The study has no schools yet." in said(study)
    assert "No benefit has been found in 3 schools or more." in text_of(study)
    add_source(study, tmp_path, TALK)
    assert "Nothing has been coded yet." in said(study)
    assert "Nothing has been coded yet." in text_of(study)
    study.close()


def test_a_study_without_ratings_names_no_key_case(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    support(study, "B01", 1)
    assert "No school has been rated, so none is named." in text_of(study)
    assert any("Nothing has been rated yet" in sentence for sentence in said(study))
    assert "The study has no codebook of conditions for success." in said(study)
    study.close()


def test_a_codebook_the_study_lacks_is_said_to_be_missing_once_and_not_under_every_benefit(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    support(study, "B01", 1)
    support(study, "B03", 1)
    text = text_of(study)
    assert text.count("no codebook of conditions for success") == 1
    assert "Conditions for success" not in headings(read(synthesis_docx(read_now(study, gather_synthesis))), 3)
    study.close()


def test_a_benefit_coded_only_as_a_whole_lets_more_schools_be_heard_than_beside_its_sub_themes(tmp_path: Path) -> None:
    study = schools(tmp_path, 6)
    support(study, "B01", 1, 2, 3, 4, 5, 6)
    assert len({item.case for item in read_now(study, gather_synthesis).common[0].theme.examples}) == 5
    apply_codes(study, "P1-INT-01", ["B01.1"], quote="Some look", coder=CODER)
    assert len(read_now(study, gather_synthesis).common[0].theme.examples) == 2
    study.close()


def test_names_with_commas_in_them_can_be_told_apart_in_a_list(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    rename_code(study, "B01.1", "Leaders, staff and governors", coder=CODER)
    support(study, "B01", 1)
    assert "Nothing was coded in support of: Leaders, staff and governors" in text_of(study)
    study.close()


def test_schools_nobody_has_described_share_a_sentence(tmp_path: Path) -> None:
    study = schools(tmp_path, 3)
    write_case_description(study, "P2", coder=CODER, about="By the sea.", platform="")
    document = read(synthesis_docx(read_now(study, gather_synthesis)))
    told = [paragraph.text for paragraph in document.paragraphs]
    described = told.index("By the sea.")
    assert told[described - 1 : described + 2] == [
        "Primary School 2",
        "By the sea.",
        "No description has been written of Primary Schools 1 and 3.",
    ]
    study.close()


def test_a_retired_code_is_not_a_benefit_and_its_passages_are_named(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    support(study, "B03", 1)
    support(study, "B01.1", 1)
    for code in ("B03", "B01.1"):
        retire_code(study, code, coder=CODER)
    assert "The code B03 Time is retired, and its 1 coded passage is not shown." in said(study)
    found = read_now(study, gather_synthesis)
    assert "B03" not in {benefit.theme.code for benefit in found.benefits}
    assert "Between teachers (no longer in the codebook)" in headings(read(synthesis_docx(found)), 4)
    study.close()


def test_words_of_a_participant_without_consent_are_counted_and_not_quoted(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    support(study, "B01", 1)
    (person,) = list_participants(study)
    amend_participant(study, "P1", person.pseudonym, coder=CODER, consent="withdrawn")
    found = read_now(study, gather_synthesis)
    assert found.quotes == ()
    assert study_figures.WITHHELD.of(found.material).value == 1
    assert any("has not given consent or has withdrawn it" in sentence for sentence in said(study))
    assert "We post the notices there" not in text_of(study)
    study.close()


def test_agreement_is_given_where_two_have_coded_and_rated(tmp_path: Path) -> None:
    study = schools(tmp_path, 2)
    numbers = support(study, "B01", 1, 2)
    for case in (1, 2):
        apply_codes(study, f"P{case}-INT-01", ["B01"], quote="notices there", coder="ben")
    assert AgreementSubject.RATINGS not in read_now(study, gather_synthesis).material.agreement
    for rater, band in ((CODER, Band.GREEN), ("ben", Band.AMBER)):
        rate(study, "P1", "B01", band, because="Seen.", cited=[numbers[0]], rater=rater)
    found = read_now(study, gather_synthesis)
    assert study_figures.DOUBLE_CODED.of(found.material).value == 2
    assert set(found.material.agreement) == set(AgreementSubject)
    assert found.material.unsettled == {("B01", "P1")}
    captions = [caption.split(": ")[1] for caption in captions_of(synthesis_docx(found))]
    assert captions[-3:-1] == ["Agreement on codings", "Agreement on ratings"]
    assert not verify_report(study, write_synthesis(study, tmp_path)).findings
    study.close()


def test_who_rated_what_and_what_came_of_it_is_counted_from_the_study(tmp_path: Path) -> None:
    """Two raters, blind, on three schools: alike on one, apart on two, of which one is agreed on and signed off."""
    study = schools(tmp_path, 3)
    assert "No benefit has been rated in any school yet." in text_of(study)
    numbers = support(study, "B01", 1, 2, 3)
    change_study_settings(study, {"blind": "on"}, coder=CODER)
    for rater, bands in ((CODER, (Band.GREEN, Band.GREEN, Band.RED)), ("ben", (Band.GREEN, Band.RED, Band.GREEN))):
        for case, band in enumerate(bands, 1):
            rate(study, f"P{case}", "B01", band, because="Seen.", cited=[numbers[case - 1]], rater=rater)
    said_of = text_of(study)
    assert f"{CODER} rated 3 cells (a benefit in a school) and ben 3." in said_of
    assert "3 cells have been rated by more than one person, all 3 of them blind: nobody saw another’s" in said_of
    assert "In 2 cells the bands differed; none of these has been reconciled yet." in said_of
    assert "No rating holds yet" in said_of
    assert "3 cells have ratings that are not yet reconciled or signed off" in said_of
    assert "No benefit has been rated" not in said_of
    assert "No rating of it holds in any school yet." in said_of
    assert "not yet rated in" not in said_of and "Nobody has rated" not in said_of, "they have"
    reconcile(study, "P2", "B01", Band.AMBER, because="Talked over.", cited=[numbers[1]], coder="ben")
    sign_off(study, "P2", "B01", coder="ben")
    path = write_synthesis(study, tmp_path)
    said_of = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert "In 2 cells the bands differed; 1 of these has been reconciled" in said_of
    assert "1 rating holds now. 1 of them is signed off by ben" in said_of
    assert not verify_report(study, path).findings
    rate(study, "P1", "B01", Band.RED, because="Seen again.", cited=[numbers[0]], rater=CODER)
    assert {"all:differed", "all:blind"} < {finding.id for finding in verify_report(study, path).findings}
    study.close()


def test_agreement_that_cannot_be_had_is_a_claim_too(tmp_path: Path) -> None:
    """All bands alike: a dash stands where there is no kappa, and a number written over it is found."""
    study = schools(tmp_path, 2)
    numbers = support(study, "B01", 1, 2)
    for rater in (CODER, "ben"):
        for case in (1, 2):
            rate(study, f"P{case}", "B01", Band.GREEN, because="Seen.", cited=[numbers[case - 1]], rater=rater)
    path = write_synthesis(study, tmp_path)
    assert not verify_report(study, path).findings
    key = "all:agreement:ratings:alpha:B01"
    claims = read_report(path.name, path.read_bytes()).claims
    assert claims is not None
    claim = next(figure for figure in claims.figures if figure.key == key)
    assert (claim.value, claim.text) == (None, "–")
    changed = edited(path, lambda document: set_words(marked(document, claim.bookmark)[0], "1.00"))
    (finding,) = verify_report(study, changed).findings
    assert (finding.id, finding.document, finding.study) == (key, "1.00", "–")
    history.undo(study, "ben")
    history.undo(study, "ben")
    assert {finding.study for finding in verify_report(study, path).findings if "per cent" in finding.id} == {"–"}
    study.close()


def test_broken_markdown_and_brackets_in_a_summary_lose_no_word(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    support(study, "B01", 1)
    write_summary(study, "P1", "B01", "**Never closed [and (so on. A second <b>one</b>. A third.", author=CODER)
    assert "Never closed [and (so on. A second <b>one</b>. A third." in text_of(study)
    study.close()


def test_what_can_not_be_followed_is_said_in_the_report_and_to_whoever_asks(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    number = support(study, "B01", 1)[0]
    write_summary(study, "P1", "B01", f"It was **bold, as E-{number + 7:04d} says.", author=CODER)
    paper = docx.Document()
    paper.styles["Caption"].element.getparent().remove(paper.styles["Caption"].element)
    paper.save(str(tmp_path / "ours.docx"))
    told: list[str] = []
    out = write_synthesis(study, tmp_path / "report.docx", template=tmp_path / "ours.docx", say=told.append)
    lines = [paragraph.text for paragraph in read(out.read_bytes()).paragraphs]
    assert all(gap in lines for gap in told)
    for begun in (
        "The summary of B01 in Primary School 1 has Markdown that is not closed;",
        f"The summary of B01 in Primary School 1 names E-{number + 7:04d}, which the study no longer has.",
        "ours.docx has no style",
    ):
        assert any(gap.startswith(begun) for gap in told)
    study.close()


def test_the_cells_without_rating_are_named_as_long_as_that_can_be_read() -> None:
    (gap,) = [
        sentence_as_text(sentence)
        for sentence in find_synthesis_gaps(gathered())
        if "no rating yet" in sentence_as_text(sentence)
    ]
    assert gap.endswith(
        "table: AEN and inclusion in Secondary School 6; "
        "Civic identity and community in Secondary School 4 and Primary School 6."
    )


def test_without_a_codebook_the_message_says_what_to_do(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    history.undo(study)  # that the codebook was brought in
    with pytest.raises(CaseCoderError, match="no codebook"):
        read_now(study, gather_synthesis)
    study.close()


def test_the_command_writes_the_report_and_says_what_is_missing(tmp_path: Path) -> None:
    copied = shutil.copy(sample(), tmp_path / "sample.casecoder")
    out = tmp_path / "report.docx"
    result = CliRunner().invoke(app, ["report", str(copied), "--synthesis", "--out", str(out)])
    assert (result.exit_code, result.stdout.strip()) == (0, str(out))
    assert "3 cells have no rating yet" in result.stderr
    assert out.read_bytes() == written()
    assert CliRunner().invoke(app, ["report", str(copied), "--synthesis", "--all", "--out", str(out)]).exit_code != 0


def test_a_folder_gets_the_report_under_its_own_name(tmp_path: Path) -> None:
    study = schools(tmp_path, 1)
    assert write_synthesis(study, tmp_path) == tmp_path / "cross-case-report.docx"
    study.close()


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["Secondary School 1"], "Secondary School 1"),
        ([f"Primary School {n}" for n in (6, 1, 2, 3)], "Primary Schools 1 to 3 and 6"),
        (["Primary School 1", "Primary School 2", "Hillside"], "Primary Schools 1 and 2; Hillside"),
        ([], ""),
    ],
)
def test_schools_are_listed_as_people_list_them(labels: list[str], words: str) -> None:
    assert list_schools_in_words(labels) == words


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("One. Two. Three.", "One. Two."),
        ("One. Two.", "One. Two."),
        ("# A heading\n\nOne. Two.\n\nMore.", "One. Two."),
        ("- first\n- second", "first second"),
        ("One. **Two. Three.** Four.", "One. **Two. Three.**"),
        ("One. Two here:\n\n- first\n- second", "One. Two here: […]"),
        ("One *look\nin* here. Two.", "One *look in* here. Two."),
        ("", ""),
        ("# One\nHere.\n# Two\nThere.", "Here."),
    ],
)
def test_an_opening_is_two_sentences_and_says_where_a_list_is_left_out(markdown: str, found: str) -> None:
    assert opening_sentences(markdown, sentence_spans) == found


def _dots(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"[^.]+\.?|\.", text)]


@given(st.text(alphabet="ab .*_#\n-`>", max_size=60))
def test_an_opening_adds_no_word(markdown: str) -> None:
    letters = [char for char in markdown if char.isalpha()]
    kept = [char for char in opening_sentences(markdown, _dots) if char.isalpha()]
    assert "".join(kept) in "".join(letters)


def test_no_rule_of_the_checkers_of_accessibility_is_broken() -> None:
    assert broken(read(written())) == {}


def test_on_a_team_s_own_paper_the_table_comes_in_parts_that_fit_between_its_margins() -> None:
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(14.8), Cm(2), Cm(2)
    for text in ("Before", "{{report}}", "After"):
        paper.add_paragraph(text)
    data = BytesIO()
    paper.save(data)
    document = read(synthesis_docx(gathered(), prepare_template(data.getvalue(), "paper.docx")))
    assert len(document.sections) == 1
    assert (document.paragraphs[0].text, document.paragraphs[-1].text) == ("Before", "After")
    captions = [p for p in document.paragraphs if p.text.startswith("Table 1: ")]
    assert [caption.text.rpartition(" (")[2] for caption in captions] == ["part 1 of 2)", "part 2 of 2)"]
    heads = []
    for caption in captions:
        table = Table(caption._p.getnext(), document._body)
        assert sum(column.width or 0 for column in table.columns) <= Cm(10.85)
        heads += [cell.text for cell in table.rows[0].cells[1:]]
    assert heads == [school.label for school in gathered().schools]


def test_the_agreement_it_prints_is_that_of_the_libraries() -> None:
    """Two raters, blind, over twelve schools: what the report's table is made of, against what they gave."""
    agreed, study = gathered().material.agreement.get(AgreementSubject.RATINGS), StudyFile.open(sample())
    given: dict[tuple[str, str], dict[str, Band]] = {}
    for cell in list_rated_cells(study):
        for judgement in cell.given:
            if judgement.kind is RatingKind.OWN:
                given.setdefault((cell.case, cell.code), {})[judgement.rater] = judgement.band
    study.close()
    assert agreed is not None
    order = {Band.RED: 0, Band.AMBER: 1, Band.GREEN: 2}
    both = [bands for bands in given.values() if len(bands) == 2]
    one, other = ([order.get(bands[rater]) for bands in both] for rater in agreed.coders)
    banded = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    figures = agreed.lines[0].figures
    for measure, weights in ((AgreementMeasure.LINEAR, "linear"), (AgreementMeasure.QUADRATIC, "quadratic")):
        expected = cohen_kappa_score(*zip(*banded, strict=True), weights=weights, labels=[0, 1, 2])
        assert figures[measure].value == pytest.approx(expected, abs=1e-9)
    missing = [[np.nan if band is None else band for band in rater] for rater in (one, other)]
    ordinal = krippendorff.alpha(missing, value_domain=[0, 1, 2], level_of_measurement="ordinal")
    assert figures[AgreementMeasure.ORDINAL].value == pytest.approx(ordinal, abs=1e-9)
    same = sum(len(set(bands.values())) == 1 for bands in both)
    assert figures[AgreementMeasure.PER_CENT].value == pytest.approx(same / len(both), abs=1e-9)
