"""Charts of a study, and their files: the evidence for a cell, the coding over time, how soon no new codes came."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

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
from casecoder.core.phrases import format_long_date
from casecoder.services.code_families import top_code_by_code
from casecoder.services.file_writing import require_file_format, write_file
from casecoder.services.outputs.matrices import build_matrix, lay_out_matrix
from casecoder.store import coding_counts as store
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, driver_key, find_evidence
from casecoder.store.snapshot import Snapshot
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, SOURCE, CaseRow


class PictureSubject(StrEnum):
    """What a picture shows."""

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
        The cell whose evidence is shown; without a code, all benefits in that school.

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
    """Chart the codings for a case and a code with its children, by kind and role.

    Without a code, chart the codings for each benefit.

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
    """Chart the roles and kinds of source that the codings for each benefit in a case come from.

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
    """Return a school and the codings in it that count.

    Raises
    ------
    CaseCoderError
        If there is no such case.
    """
    school = records.case_named(session, case)
    return school, find_evidence(session, EvidenceFilter(cases=frozenset({school.short}), analysed=True))


def group_by_benefit(session: Session, found: Iterable[Evidence]) -> EvidenceByBenefit:
    """Group codings by their benefit: a top-level code in force of the study's first codebook."""
    codes = [code for book in records.codebook_rows(session)[:1] for code in records.code_rows(session, book)]
    above = top_code_by_code(codes)
    coded: dict[str, list[Evidence]] = {}
    for item in found:
        coded.setdefault(above.get(item.code, ""), []).append(item)
    shown = [code for code in codes if code.parent_id is None and not code.retired]
    return {code.ref: (code.name, coded.get(code.ref, [])) for code in shown}


def coding_over_time_chart(session: Session) -> Chart:
    """Chart how many codings each coder has made up to each day on which anybody coded."""
    from casecoder.analysis.coding_progress import accumulate_codings

    day = func.date(CODING.c.created_at)
    query = select(day, CODING.c.coder, func.count()).group_by(day, CODING.c.coder)
    counts = [(str(on), coder, number) for on, coder, number in session.connection().execute(query)]
    days, by_coder = accumulate_codings(counts)
    series = tuple(ChartSeries(coder, so_far) for coder, so_far in by_coder.items())
    title = f"{CODED_PASSAGES_LABEL} over time, by coder"
    details = "; ".join(f"{each.name} {each.values[-1]:,}" for each in series)
    when = f" From {format_long_date(days[0])} to {format_long_date(days[-1])}." if days else ""
    return Chart(
        ChartShape.STEPS,
        title,
        "Day",
        f"{CODED_PASSAGES_LABEL} so far",
        days,
        series,
        f"{title}.{when} In all: {details or 'none'}.",
        "Nothing is coded yet.",
        "coding",
        by_day=True,
    )


def saturation_chart(session: Session, codebook: str = "") -> Chart:
    """Chart how many of a codebook's codes have been met up to each source, in the order of collection.

    Sources without a date come last. A code and its children count each by itself.

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
    details = f"{met} of {len(frame.rows)} codes are met"
    when = f"; the last new one came with {rows[last].ref}, source {last + 1} of {len(rows)}" if met else ""
    return Chart(
        ChartShape.STEPS,
        title,
        _describe_source_order(dated, len(rows)),
        "Codes",
        tuple(row.ref for row in rows),
        (ChartSeries("met so far", reached), ChartSeries("new with this source", new, grows=False)),
        f"{title}. {details}{when}.",
        "Nothing is coded yet.",
        ":".join(filter(None, ("saturation", codebook))),
    )


def _describe_source_order(dated: int, of: int) -> str:
    """Return the label of the axis of sources, by how many of them have a date."""
    if not dated:
        return "Source, in the order of the ids, as none has a date"
    return f"Source, in the order of collection{', those without a date last' if dated < of else ''}"


def rating_bands_chart(snapshot: Snapshot) -> Chart:
    """Chart in how many schools each band holds for each benefit."""
    return matrix_bands_chart(build_matrix(snapshot, MatrixRequest(MatrixMeasure.RAG)))


def measure_chart(snapshot: Snapshot, measure: str) -> Chart:
    """Chart the matrix of benefits by schools of a measure, by the name of the measure."""
    return matrix_figures_chart(
        build_matrix(snapshot, MatrixRequest(MatrixMeasure(measure)), codings=False), f"cells:{measure}"
    )


_CHART_FUNCTIONS: dict[tuple[str, int], Callable[..., Chart]] = {
    ("evidence", 1): case_evidence_chart,
    ("evidence", 2): case_evidence_chart,
    ("voices", 1): case_voices_chart,
    ("coding", 0): coding_over_time_chart,
    ("saturation", 0): saturation_chart,
    ("saturation", 1): saturation_chart,
    ("bands", 0): rating_bands_chart,
    ("cells", 1): measure_chart,
}
"""The function for each sort of chart, by the first word of its key and how many words follow."""


def chart_for_key(snapshot: Snapshot, key: str) -> Chart:
    """Return the chart that a picture in a document would show now.

    Parameters
    ----------
    key:
        The key in the list of claims: ``evidence:P3``, ``saturation``.

    Raises
    ------
    CaseCoderError
        If there is no chart of that key, or its school or code is no longer in the study.
    """
    what, *of = key.split(":")
    count = _CHART_FUNCTIONS.get((what, len(of)))
    if count is None or (what == "cells" and of[0] not in set(MatrixMeasure)):
        raise CaseCoderError(f"{key!r} is no picture of a study.")
    return count(snapshot, *of)
