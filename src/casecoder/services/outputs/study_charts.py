"""Charts of a study: the evidence for a cell, the coding over time, how soon no new codes came; and their files."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.dates import format_long_date
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.chart import Chart, ChartSeries, ChartShape, PictureFormat
from casecoder.core.outputs.evidence_charts import (
    CODED_PASSAGES_LABEL,
    EvidenceByBenefit,
    build_voices_matrix,
    cell_evidence_chart,
    school_evidence_chart,
)
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure, MatrixRequest, MatrixRowChoice
from casecoder.core.outputs.matrix_charts import matrix_bands_chart, matrix_figures_chart
from casecoder.services.codebook.code_families import top_code_by_code
from casecoder.services.outputs.file_writing import require_file_format, write_file
from casecoder.services.outputs.matrices import build_matrix, lay_out_matrix
from casecoder.store import coding_counts as store
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, driver_key, find_evidence
from casecoder.store.snapshot import Snapshot
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, SOURCE, CaseRow


class PictureSubject(StrEnum):
    """What a picture can show."""

    EVIDENCE = "evidence"
    CODING = "coding"
    SATURATION = "saturation"


PICTURE_FORMATS = {f".{form}": form for form in PictureFormat}


def write_picture(
    study: StudyFile, out: Path, subject: PictureSubject, case: str = "", code: str = "", *, codebook: str = ""
) -> tuple[Path, str]:
    """Draw a picture into a .png or .svg file.

    Parameters
    ----------
    case, code:
        For the evidence: which cell; without a code, all benefits in that school.

    Returns
    -------
    tuple[Path, str]
        The file, and what the picture shows in words.

    Raises
    ------
    CaseCoderError
        If the ending is no format, there is no such case, code or codebook, or the file can't be written.
    """
    from casecoder.reports.pictures.chart_picture import draw_chart

    form = PICTURE_FORMATS[require_file_format(out, PICTURE_FORMATS)]
    with study.reading() as snapshot:
        if subject is PictureSubject.EVIDENCE:
            chart = case_evidence_chart(snapshot, case, code)
        elif subject is PictureSubject.CODING:
            chart = coding_over_time_chart(snapshot)
        else:
            chart = saturation_chart(snapshot, codebook)
    write_file(out, draw_chart(chart, form).data)
    return out, chart.alt


def case_evidence_chart(session: Session, case: str, code: str = "") -> Chart:
    """The codings for a case and a code with its children by kind and role; without a code, those for each benefit.

    Raises
    ------
    CaseCoderError
        If there is no such case or code.
    """
    if not code:
        school, found = case_with_codings(session, case)
        return school_evidence_chart(school.short, school.label, group_by_benefit(session, found))
    school = records.case_named(session, case)
    benefit = records.code_named(session, code)
    family = frozenset(member.ref for member in records.code_with_children(session, benefit))
    found = find_evidence(session, EvidenceFilter(codes=family, cases=frozenset({school.short}), analysed=True))
    return cell_evidence_chart(school.short, school.label, benefit.ref, benefit.name, found)


def case_voices_chart(snapshot: Snapshot, case: str) -> Chart:
    """Who and what the codings for each benefit in a case come from.

    Raises
    ------
    CaseCoderError
        If there is no such case.
    """
    school, found = case_with_codings(snapshot, case)
    blank = Matrix("", "", MatrixMeasure.COUNT, (), (), {}, snapshot.state.sentence, snapshot.state.at)
    return matrix_figures_chart(
        build_voices_matrix(blank, school.label, group_by_benefit(snapshot, found)), f"voices:{school.short}"
    )


def case_with_codings(session: Session, case: str) -> tuple[CaseRow, list[Evidence]]:
    """A school, and what is coded in it and counts.

    Raises
    ------
    CaseCoderError
        If there is no such case.
    """
    school = records.case_named(session, case)
    return school, find_evidence(session, EvidenceFilter(cases=frozenset({school.short}), analysed=True))


def group_by_benefit(session: Session, found: Iterable[Evidence]) -> EvidenceByBenefit:
    """Some codings by the benefit they belong to: a code in force of the study's first codebook."""
    codes = [code for book in records.codebook_rows(session)[:1] for code in records.code_rows(session, book)]
    above = top_code_by_code(codes)
    coded: dict[str, list[Evidence]] = {}
    for item in found:
        coded.setdefault(above.get(item.code, ""), []).append(item)
    shown = [code for code in codes if code.parent_id is None and not code.retired]
    return {code.ref: (code.name, coded.get(code.ref, [])) for code in shown}


def coding_over_time_chart(session: Session) -> Chart:
    """How many codings each coder has made up to each day on which anybody coded."""
    from casecoder.analysis.coding_progress import accumulate_codings

    day = func.date(CODING.c.created_at)
    query = select(day, CODING.c.coder, func.count()).group_by(day, CODING.c.coder)
    counts = [(str(on), coder, number) for on, coder, number in session.connection().execute(query)]
    days, by_coder = accumulate_codings(counts)
    series = tuple(ChartSeries(coder, so_far) for coder, so_far in by_coder.items())
    title = f"{CODED_PASSAGES_LABEL} over time, by coder"
    told = "; ".join(f"{each.name} {each.values[-1]:,}" for each in series)
    when = f" From {format_long_date(days[0])} to {format_long_date(days[-1])}." if days else ""
    return Chart(
        ChartShape.STEPS,
        title,
        "Day",
        f"{CODED_PASSAGES_LABEL} so far",
        days,
        series,
        f"{title}.{when} In all: {told or 'none'}.",
        "Nothing is coded yet.",
        "coding",
        by_day=True,
    )


def saturation_chart(session: Session, codebook: str = "") -> Chart:
    """How many of a codebook's codes have been met by each source, in the order in which sources were collected.

    Sources without a date come last; codes are taken each by itself.

    Raises
    ------
    CaseCoderError
        If there is no such codebook.
    """
    from casecoder.analysis.coding_progress import count_new_codes

    frame = lay_out_matrix(session, MatrixRequest(MatrixMeasure.COUNT, codebook, MatrixRowChoice.CODES))
    connection = session.connection()
    found = store.count_coding_groups(connection, list(frame.codes))
    columns = (driver_key(SOURCE.c.id), SOURCE.c.ref, SOURCE.c.date)
    order = (SOURCE.c.date == "", SOURCE.c.date, SOURCE.c.ref)
    rows = connection.execute(select(*columns).order_by(*order)).all()
    dated = sum(bool(date) for *_, date in rows)
    new, reached = count_new_codes([key for key, *_ in rows], [(group.place, group.code) for group in found])
    met = reached[-1] if reached else 0
    title = f"Codes met so far, source by source ({frame.title})"
    last = reached.index(met) if met else 0
    told = f"{met} of {len(frame.rows)} codes are met"
    when = f"; the last new one came with {rows[last].ref}, source {last + 1} of {len(rows)}" if met else ""
    return Chart(
        ChartShape.STEPS,
        title,
        _in_order(dated, len(rows)),
        "Codes",
        tuple(row.ref for row in rows),
        (ChartSeries("met so far", reached), ChartSeries("new with this source", new, grows=False)),
        f"{title}. {told}{when}.",
        "Nothing is coded yet.",
        ":".join(filter(None, ("saturation", codebook))),
    )


def _in_order(dated: int, of: int) -> str:
    """What is said of the order of the sources, of which so many have a date."""
    if not dated:
        return "Source, in the order of the ids, as none has a date"
    return f"Source, in the order of collection{', those without a date last' if dated < of else ''}"


def rating_bands_chart(snapshot: Snapshot) -> Chart:
    """In how many schools each band holds for each benefit."""
    return matrix_bands_chart(build_matrix(snapshot, MatrixRequest(MatrixMeasure.RAG)))


def measure_chart(snapshot: Snapshot, measure: str) -> Chart:
    """The matrix of benefits by schools that holds a measure, by its name."""
    return matrix_figures_chart(
        build_matrix(snapshot, MatrixRequest(MatrixMeasure(measure)), codings=False), f"cells:{measure}"
    )


_CHARTS: dict[tuple[str, int], Callable[..., Chart]] = {
    ("evidence", 1): case_evidence_chart,
    ("evidence", 2): case_evidence_chart,
    ("voices", 1): case_voices_chart,
    ("coding", 0): coding_over_time_chart,
    ("saturation", 0): saturation_chart,
    ("saturation", 1): saturation_chart,
    ("bands", 0): rating_bands_chart,
    ("cells", 1): measure_chart,
}
"""What counts each sort of picture, by the first word of its key and how many more there are."""


def chart_for_key(snapshot: Snapshot, key: str) -> Chart:
    """What a picture in a document would show now.

    Parameters
    ----------
    key:
        As the list of claims has it: ``evidence:P3``, ``saturation``.

    Raises
    ------
    CaseCoderError
        If nothing of that key can be counted: a school that is no longer there, a key that is nothing of ours.
    """
    what, *of = key.split(":")
    count = _CHARTS.get((what, len(of)))
    if count is None or (what == "cells" and of[0] not in set(MatrixMeasure)):
        raise CaseCoderError(f"{key!r} is no picture of a study.")
    return count(snapshot, *of)
