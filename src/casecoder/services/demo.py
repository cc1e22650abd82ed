"""Build the sample study: twelve invented schools, imported, coded, summarised and rated.

It has its own clock and ids, so that two builds give the same bytes.
"""

import csv
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Band, Direction
from casecoder.services.codebook.codebooks import shipped_folder
from casecoder.services.file_writing import make_folder
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.judging.rating import rate
from casecoder.services.judging.reconciling_and_signing import reconcile, sign_off_all
from casecoder.services.judging.study_settings import change_study_settings
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.outputs.publishing import Progress, write_all_documents
from casecoder.services.segments.coding import apply_codes
from casecoder.services.sources.amending import amend_source
from casecoder.services.sources.study_listings import list_sources
from casecoder.services.studies import new_study, open_study
from casecoder.store.study_file import StudyFile

STUDY_FILENAME = "learning-platforms.casecoder"
STUDY_TITLE = "Learning platforms in twelve schools"
LEAD_CODER = "H. Tarrant"
"""Who rates in the sample study, comes to one rating where two were given, and signs off."""
SECOND_CODER = "M. Okafor"
"""Who rates the same cells, blind."""


@dataclass(frozen=True, slots=True)
class DemoPaths:
    """The paths of the sample study and its documents."""

    study: Path
    documents: list[Path]


class SampleClock:
    """A clock that advances a minute at each call, and a source of ids that count up."""

    def __init__(self) -> None:
        self._now = datetime(2010, 2, 15, 9, 0, tzinfo=UTC)
        self._made = 0

    def now(self) -> datetime:
        """Return the next minute of a working day (nine to five)."""
        self._now += timedelta(minutes=1)
        if self._now.hour >= 17:
            self._now += timedelta(hours=16)
        return self._now

    def new_id(self) -> uuid.UUID:
        """Return a version 7 UUID of the sample's time, with a counter as its random part."""
        self._made += 1
        milliseconds = int(self._now.timestamp() * 1000)
        return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | self._made)


def write_demo(folder: Path, tell: Callable[[str], None]) -> DemoPaths:
    """Build the sample study in a folder unless it is there already, and write its documents.

    Parameters
    ----------
    tell:
        Called with a sentence about each step.

    Raises
    ------
    CaseCoderError
        If the folder can't be written.
    """
    make_folder(folder)
    path = folder / STUDY_FILENAME
    if path.exists():
        tell(f"The sample study is there already and is kept: {path}")
        study = open_study(path)
    else:
        tell("Building the sample study: twelve schools, their transcripts, codings and ratings.")
        study = build_demo_study(path)
    try:
        tell("Writing the table, the matrices, the heat maps and the reports.")
        documents = write_all_documents(study, folder)
    finally:
        study.close()
    return DemoPaths(path, documents)


def build_demo_study(path: Path, progress: Progress | None = None) -> StudyFile:
    """Build the sample study and return it open. A half-built study is never left under its name.

    Parameters
    ----------
    progress:
        Called with ``(schools done, schools in all)``; it may raise to stop.
    """
    unfinished = path.with_suffix(".building")
    for left in unfinished.parent.glob(unfinished.name + "*"):
        left.unlink()
    clock = SampleClock()
    study = new_study(unfinished, title=STUDY_TITLE, coder=LEAD_CODER, clock=clock.now, ids=clock.new_id)
    cases = shipped_folder("sample_cases")
    plan = plan_import([cases], study, ImportOptions())
    report = run_import(study, plan, LEAD_CODER)
    if report.failed:
        raise CaseCoderError(f"The sample case {report.failed[0][0]} can't be read: {report.failed[0][1]}")
    change_study_settings(study, {"blind": "on"}, coder=LEAD_CODER)
    refs = {source.filename: source.ref for source in list_sources(study)}
    researchers = {source.filename: source.researcher for source in list_sources(study)}
    schools = []
    folders = sorted(path for path in cases.iterdir() if path.is_dir())
    for done, folder in enumerate(folders, 1):
        schools.append(_work_through(study, folder, refs, researchers))
        if progress:
            progress(done, len(folders))
    _code_again(study, folders, refs)
    _agree(study, schools)
    study.close()
    unfinished.rename(path)
    return open_study(path)


@dataclass(frozen=True, slots=True)
class _School:
    """A sample school: its folder, short id, and codings by their keys in the sheets."""

    folder: Path
    case: str
    numbers: dict[str, int]

    def cited(self, row: dict[str, str]) -> list[int]:
        """Return the numbers of the codings that a row of a ratings sheet cites."""
        return [self.numbers[key] for key in row["evidence"].split(";") if key]


def _work_through(study: StudyFile, folder: Path, refs: dict[str, str], researchers: dict[str, str]) -> _School:
    """Code, summarise and rate one school from the sheets in its folder."""
    coded, numbers = _rows(folder / "codings.csv"), {}
    for row in coded:
        made = apply_codes(
            study,
            refs[row["source"]],
            [row["code"]],
            quote=row["quote"],
            coder=researchers[row["source"]] or LEAD_CODER,
            direction=Direction(row["direction"]),
            note=row["note"],
            strength=int(row["strength"] or 0),
        )
        numbers[row["key"]] = made[0].number
    school = _School(folder, refs[coded[0]["source"]].split("-")[0], numbers)
    for row in _rows(folder / "summaries.csv"):
        write_summary(study, school.case, row["code"], row["summary"], author=LEAD_CODER)
    # the lead rates last, because documents print the newer of two ratings that agree
    for rater, sheet in ((SECOND_CODER, "ratings-second.csv"), (LEAD_CODER, "ratings.csv")):
        for row in _rows(folder / sheet):
            band, cited = Band(row["band"]), school.cited(row)
            rate(study, school.case, row["code"], band, because=row["because"], cited=cited, rater=rater)
    return school


def _code_again(study: StudyFile, folders: list[Path], refs: dict[str, str]) -> None:
    """Code some sources a second time by another coder, for the figures of agreement."""
    for folder in folders:
        sheet = folder / "codings-second.csv"
        coded = _rows(sheet) if sheet.exists() else []
        for source, coder in sorted({(row["source"], row["coder"]) for row in coded}):
            amend_source(study, refs[source], coder=LEAD_CODER, second_coders=[coder])
        for row in coded:
            apply_codes(
                study,
                refs[row["source"]],
                [row["code"]],
                quote=row["quote"],
                coder=row["coder"],
                direction=Direction(row["direction"]),
                note=row["note"],
            )


def _agree(study: StudyFile, schools: list[_School]) -> None:
    """Reconcile ratings that differ, and sign off all but the last ones, which wait."""
    *settled, last = schools
    for school in settled:
        _reconcile(study, school)
    sign_off_all(study, coder=LEAD_CODER)
    _reconcile(study, last)
    change_study_settings(study, {"blind": "off"}, coder=LEAD_CODER)


def _reconcile(study: StudyFile, school: _School) -> None:
    """Keep the lead's band where the second rater gave another, with the reason agreed on."""
    given = {row["code"]: row for row in _rows(school.folder / "ratings.csv")}
    for row in _rows(school.folder / "reconciled.csv"):
        first = given[row["code"]]
        reconcile(
            study,
            school.case,
            row["code"],
            Band(first["band"]),
            because=f"{first['because']} {row['note']}",
            cited=school.cited(first),
            coder=LEAD_CODER,
        )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
