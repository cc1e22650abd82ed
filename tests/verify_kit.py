"""Documents of the sample study, as they were made, and what verifying them comes to."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from casecoder.core.outputs.matrix import MatrixMeasure
from casecoder.core.verifying.document_checks import verify_document
from casecoder.core.verifying.report_document import QUOTED_WORDS, ReportDocument, ReportParagraph, StyledStretch
from casecoder.core.verifying.verification_results import Finding, StudyFacts, Verification
from casecoder.services.outputs.matrix_files import write_matrix_file
from casecoder.services.outputs.publishing import write_case_study, write_synthesis
from casecoder.services.studies import open_study
from casecoder.services.verifying.document_verification import gather_study_facts, verify_report
from casecoder.services.verifying.report_reader import read_report
from casecoder.store.study_file import StudyFile
from tests.demo_kit import once_a_run, sample
from tests.study_kit import read_now

Change = Callable[[list[ReportParagraph]], list[ReportParagraph]]
"""What somebody does to the paragraphs of a document."""
_STYLES = ("Body", "List", "Table")


@cache
def papers() -> Path:
    """A folder with a case study, Table 1, the matrix of codings and the cross-case report, of the sample study."""
    return once_a_run("papers", _write_papers)


def _write_papers(folder: Path) -> None:
    study = StudyFile.open(sample())
    write_case_study(study, "P3", folder / "p3.docx")
    write_matrix_file(study, folder / "table.docx", MatrixMeasure.RAG)
    write_matrix_file(study, folder / "codings.docx", MatrixMeasure.COUNT)
    write_synthesis(study, folder / "across.docx")
    study.close()


def verified(path: Path) -> Verification:
    """What verifying a file against the sample study comes to."""
    found = open_study(str(sample()))
    try:
        return verify_report(found, path)
    finally:
        found.close()


@cache
def facts(name: str = "p3") -> tuple[ReportDocument, StudyFacts]:
    """One of these documents, read back, and what the study has of it."""
    path = papers() / f"{name}.docx"
    document = read_report(path.name, path.read_bytes())
    found = StudyFile.open(sample())
    known = read_now(found, gather_study_facts, document)
    found.close()
    return document, known


def after(change: Callable[[list[ReportParagraph]], Iterable[ReportParagraph]], name: str = "p3") -> Verification:
    """What verifying one of them comes to when its paragraphs have been changed, without a file being written."""
    document, known = facts(name)
    return verify_document(replace(document, blocks=tuple(change([*document.blocks]))), known)


def one(found: Verification) -> Finding:
    """The one finding there is."""
    assert len(found.findings) == 1, [finding.message for finding in found.findings]
    return found.findings[0]


def only(found: Verification) -> str:
    """Its message."""
    return one(found).message


def put(was: str, now: str, holds: str = "", style: str = "") -> Change:
    """Put words for others, once, in the first paragraph of a style that holds some text."""

    def change(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        at, inner = next(
            (at, inner) for at, block in enumerate(blocks) for inner, stretch in enumerate(block.stretches)
            if was in stretch.text and holds in block.text and block.style.startswith(style or _STYLES)
        )  # fmt: skip
        stretches = [*blocks[at].stretches]
        stretches[inner] = stretches[inner]._replace(text=stretches[inner].text.replace(was, now, 1))
        blocks[at] = replace(blocks[at], stretches=tuple(stretches))
        return blocks

    return change


def typed(text: str, style: str = "Body Text", words: str = "") -> Change:
    """Add a paragraph at the end: text, then words in the style of quotes."""

    def change(blocks: list[ReportParagraph]) -> list[ReportParagraph]:
        stretches = (
            StyledStretch(text, "", frozenset()),
            *([StyledStretch(words, QUOTED_WORDS, frozenset())] if words else []),
        )
        return [*blocks, ReportParagraph(("Primary School 3", "Notes"), 1, style, None, stretches)]

    return change
