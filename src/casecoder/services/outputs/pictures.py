"""Charts of a study: the evidence for a cell, the coding over time, how soon no new codes came; and their files."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from itertools import accumulate
from pathlib import Path

from sqlalchemy import func, select

from casecoder.core.chart import Chart, Picture, Series, Shape
from casecoder.core.dates import long_date
from casecoder.core.evidence import Evidence
from casecoder.core.matrix import Asked, Measure, Rows
from casecoder.core.vocabulary import Role, SourceKind
from casecoder.services.outputs.files import in_format, write_file
from casecoder.services.outputs.matrices import laid_out
from casecoder.store import figures as store
from casecoder.store import records
from casecoder.store.evidence import CODING, SOURCE, Filter, as_given, evidence
from casecoder.store.study_file import StudyFile


class Subject(StrEnum):
    """What a picture can show."""

    EVIDENCE = "evidence"
    CODING = "coding"
    SATURATION = "saturation"


FORMATS: dict[str, Callable[[Picture], bytes]] = {".png": lambda made: made.png, ".svg": lambda made: made.svg}


def write_picture(
    study: StudyFile, out: Path, subject: Subject, case: str = "", code: str = "", *, codebook: str = ""
) -> tuple[Path, str]:
    """Draw a picture into a .png or .svg file.

    Returns
    -------
    tuple[Path, str]
        The file, and what the picture shows in words.

    Raises
    ------
    CaseCoderError
        If the ending is no format, there is no such case, code or codebook, or the file can't be written.
    """
    ending = in_format(out, FORMATS)
    if subject is Subject.EVIDENCE:
        chart = evidence_chart(study, case, code)
    else:
        chart = coding_chart(study) if subject is Subject.CODING else saturation_chart(study, codebook)
    picture = picture_of(chart)
    write_file(out, FORMATS[ending](picture))
    return out, picture.alt


def picture_of(chart: Chart) -> Picture:
    """A chart, drawn."""
    from casecoder.reports.pictures.charts import drawn

    return drawn(chart)


def evidence_chart(study: StudyFile, case: str, code: str) -> Chart:
    """The codings for a case and a code with its children, by kind of source and role of whoever speaks.

    Raises
    ------
    CaseCoderError
        If there is no such case or code.
    """
    with study.reading() as session:
        school, benefit = records.case_named(session, case), records.code_named(session, code)
        family = frozenset(member.ref for member in records.with_children(session, benefit))
        found = evidence(session, Filter(codes=family, cases=frozenset({school.short}), analysed=True))
    ways = Counter((_voice(item), item.counters) for item in found)
    voices = sorted({_voice(item) for item in found})
    labels = tuple(_said(*voice) for voice in voices)
    series = tuple(
        Series(name, tuple(ways[voice, counters] for voice in voices))
        for name, counters in (("supports", False), ("counters", True))
    )
    title = f"Evidence for {benefit.ref} {benefit.name} in {school.label}"
    told = "; ".join(
        f"{label}: {ways[voice, False]} for, {ways[voice, True]} against"
        for label, voice in zip(labels, voices, strict=True)
    )
    return Chart(
        Shape.BARS, title, "Kind of source and role", "Codings", labels, series, f"{title}. {told or 'No codings'}.",
        "Nothing is coded to it there.",
    )


def _voice(item: Evidence) -> tuple[int, int]:
    """Kind and role by their places in their vocabularies; a role after all others for nobody."""
    return list(SourceKind).index(item.kind), list(Role).index(item.role) if item.role else len(Role)


def _said(kind: int, role: int) -> str:
    who = list(Role)[role].plural.partition(" (")[0] if role < len(Role) else "nobody speaks"
    return f"{list(SourceKind)[kind].value.capitalize()}: {who}"


def coding_chart(study: StudyFile) -> Chart:
    """How many codings each coder has made up to each day on which anybody coded."""
    day = func.date(CODING.c.created_at)
    query = select(day, CODING.c.coder, func.count()).group_by(day, CODING.c.coder)
    with study.reading() as session:
        counted = {(str(on), coder): number for on, coder, number in session.connection().execute(query)}
    days, coders = sorted({on for on, _ in counted}), sorted({coder for _, coder in counted})
    series = tuple(
        Series(coder, tuple(accumulate(counted.get((on, coder), 0) for on in days))) for coder in coders
    )
    told = "; ".join(f"{each.name} {each.values[-1]:,}" for each in series)
    when = f" From {long_date(days[0])} to {long_date(days[-1])}." if days else ""
    return Chart(
        Shape.STEPS, "Codings over time, by coder", "Day", "Codings so far", tuple(days), series,
        f"Codings over time, by coder.{when} In all: {told or 'none'}.", "Nothing is coded yet.",
    )


def saturation_chart(study: StudyFile, codebook: str = "") -> Chart:
    """How many of a codebook's codes have been met by each source, in the order in which sources were collected.

    Sources without a date come last; codes are taken each by itself.

    Raises
    ------
    CaseCoderError
        If there is no such codebook.
    """
    with study.reading() as session:
        frame = laid_out(session, Asked(Measure.COUNT, codebook, Rows.CODES))
        connection = session.connection()
        found = store.tally(connection, list(frame.codes))
        columns = (as_given(SOURCE.c.id), SOURCE.c.ref)
        order = (SOURCE.c.date == "", SOURCE.c.date, SOURCE.c.ref)
        sources = [(given, ref) for given, ref in connection.execute(select(*columns).order_by(*order))]
    held: dict[str, set[str]] = {}
    for group in found:
        held.setdefault(group.place, set()).add(group.code)
    met: set[str] = set()
    reached = []
    for given, _ in sources:
        met |= held.get(given, set())
        reached.append(len(met))
    title = f"Codes met so far, source by source ({frame.title})"
    last = next((ref for (_, ref), count in zip(sources, reached, strict=True) if count == len(met)), "")
    told = f"{len(met)} of {len(frame.rows)} codes are met"
    when = f"; the last new one came with {last}, source {reached.index(len(met)) + 1} of {len(sources)}" if met else ""
    return Chart(
        Shape.STEPS, title, "Source, in the order of collection", "Codes met so far",
        tuple(ref for _, ref in sources), (Series("Codes met", tuple(reached)),), f"{title}. {told}{when}.",
        "Nothing is coded yet.",
    )
