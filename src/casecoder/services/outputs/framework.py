"""The framework matrix: for every school and code the researcher's summary, beside the codings it sums up."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import select

from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.listing import Heading, Listing
from casecoder.core.outputs.listing_keys import ids_key
from casecoder.core.outputs.matrix import Asked, Column, Measure, Row
from casecoder.core.outputs.matrix_keys import CellKey
from casecoder.services.outputs.matrices import made, numbers_behind
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Summary

EMPTY = "There are no schools or no codes to show yet."
NOT_WRITTEN = "No summary written."
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|\*)(?=\S)(.+?)(?<=\S)\1(?![\w*])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FrameworkCell:
    """A summary in Markdown, empty when none is written, and the numbers of the codings it is to sum up."""

    summary: str
    codings: tuple[int, ...]

    @property
    def words(self) -> str:
        """The summary as it is printed, or, if there are codings to sum up, that none is written."""
        return printed(self.summary) or (NOT_WRITTEN if self.codings else "")

    @property
    def ids(self) -> str:
        """The codings' ids."""
        return ", ".join(map(coding_id, self.codings))


@dataclass(frozen=True, slots=True)
class Framework:
    """A cell for every ``(code id, case short id)``."""

    study: str
    codebook: str
    codes: tuple[Row, ...]
    cases: tuple[Column, ...]
    cells: dict[tuple[str, str], FrameworkCell]
    state: str
    made_at: datetime
    secret: str = ""


def printed(summary: str) -> str:
    """A summary as a table prints it: without its marks of emphasis."""
    return _EMPHASIS.sub(r"\2", summary.strip())


def framework(study: StudyFile, codebook: str = "") -> Framework:
    """The framework matrix of a codebook's top-level codes; of the study's first codebook when none is named.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook.
    """
    asked = Asked(Measure.COUNT, codebook)
    frame, behind = made(study, asked, codings=False), numbers_behind(study, asked)
    columns = (Code.ref, Case.short, Summary.body)
    query = select(*columns).where(Summary.code_id == Code.id, Summary.case_id == Case.id)
    with study.reading() as session:
        title = records.study_row(session).title
        written = {(ref, short): body for ref, short, body in session.exec(query)}
    cells = {
        (code.id, case.id): FrameworkCell(written.get((code.id, case.id), ""), behind.get((code.id, case.id), ()))
        for code in frame.rows
        for case in frame.columns
    }
    return Framework(title, frame.codebook, frame.rows, frame.columns, cells, frame.state, frame.made_at, frame.secret)


def as_grid(made: Framework) -> Listing:
    """A line a school, a column a code; under each summary the ids of the codings."""
    headings = (Heading("School", 18), *(Heading(f"{code.id} {code.label}", 40) for code in made.codes))
    lines = tuple((case.label, *(_field(made.cells[code.id, case.id]) for code in made.codes)) for case in made.cases)
    return _listing(made, headings, lines if made.codes else ())


def _field(cell: FrameworkCell) -> str:
    return "\n\n".join(filter(None, [cell.words, f"[{cell.ids}]" if cell.codings else ""]))


def as_list(made: Framework) -> Listing:
    """A line for every cell that has a summary or codings, by code."""
    headings = (
        Heading("Code", 8),
        Heading("Name", 22),
        Heading("School", 18),
        Heading("Summary", 70),
        Heading("Codings", 11),
        Heading("Ids", 30, ids=True),
    )
    shown = [
        (code, case, cell)
        for code in made.codes
        for case in made.cases
        for cell in [made.cells[code.id, case.id]]
        if cell.summary.strip() or cell.codings
    ]
    lines = tuple(
        (code.id, code.label, case.label, cell.words, len(cell.codings), cell.ids) for code, case, cell in shown
    )
    keys, told = dict[tuple[int, int], str](), {"title": made.study}
    for line, (code, case, cell) in enumerate(shown):
        keys[line, 4] = figure = CellKey(made.codebook, Asked(Measure.COUNT), code.id, case.id).text
        told |= {
            f"name:{code.id}": code.label, f"label:{case.id}": case.label,
            f"summary:{case.id}:{code.id}": cell.summary, ids_key(figure): cell.ids,
        }  # fmt: skip
    return replace(_listing(made, headings, lines), keys=keys, told=told, secret=made.secret)


def _listing(made: Framework, headings: tuple[Heading, ...], lines: tuple[tuple[str | int, ...], ...]) -> Listing:
    without = sum(not cell.summary.strip() and bool(cell.codings) for cell in made.cells.values())
    gap = [f"In {without} cells there are codings and no summary yet."] if without else []
    return Listing(
        made.study, f"Framework matrix: {made.codebook}", headings, lines, (*gap, made.state), made.made_at, EMPTY
    )
