"""The sample study: two builds are alike to the byte, and nothing of the sample cases is lost on the way."""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from casecoder.core.judging.agreement_results import AgreementMeasure
from casecoder.core.judging.evidence_weight import EvidenceStage
from casecoder.core.judging.rating import RatingKind
from casecoder.core.vocabulary import Direction, Role, SourceKind
from casecoder.services import history
from casecoder.services.codebook.codebooks import shipped_folder
from casecoder.services.demo import LEAD_CODER, SECOND_CODER, STUDY_FILENAME
from casecoder.services.judging import rating
from casecoder.services.judging.agreement_on_ratings import rating_agreement
from casecoder.services.judging.reconciling_and_signing import list_rated_cells
from casecoder.services.notes.summaries_and_descriptions import find_summary
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter
from casecoder.store.study_file import StudyFile
from tests.demo_kit import sample
from tests.study_kit import contents, read_now

pytestmark = pytest.mark.slow

CASES = shipped_folder("sample_cases")


@pytest.fixture(scope="module")
def study() -> Iterator[StudyFile]:
    opened = open_study(sample())
    yield opened
    opened.close()


def rows_of(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of one of the sample sheets, each with the short id of its school."""
    for sheet in sorted(CASES.glob(f"*/{name}")):
        short = f"{sheet.parent.name[0].upper()}{sheet.parent.name.rpartition('-')[2]}"
        with sheet.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield short, row


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """One build is the study that this run shares, of which the command makes the documents; the other makes all."""
    first = tmp_path / "0" / "demo" / STUDY_FILENAME
    first.parent.mkdir(parents=True)
    shutil.copy(sample(), first)
    environments = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LOGNAME": "x"})
    processes = []
    for number, changed in enumerate(environments):
        call = [sys.executable, "-m", "casecoder", "demo", str(tmp_path / str(number) / "demo")]
        processes.append(
            subprocess.Popen(
                call, env={**os.environ, **changed}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    one, two = (digests(tmp_path / str(number)) for number in (0, 1))
    assert one == two
    for number, (listed, _) in enumerate(said):
        assert set(one) == {str(Path(line).relative_to(tmp_path / str(number))) for line in listed.splitlines()}
    assert f"demo/{STUDY_FILENAME}" in one
    assert len(one) >= 1 + 7 + 12, "study, table and matrices, a case study a school"
    again = subprocess.run(
        [sys.executable, "-m", "casecoder", "sources", str(first)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(again.stdout.splitlines()) == 1 + len(list(_sample_files()))


def _sample_files() -> Iterator[Path]:
    for path in CASES.rglob("*"):
        if path.suffix in {".txt", ".md", ".docx"} and path.name not in {"case.md", "summaries.md"}:
            yield path


def test_the_sample_study_is_whole(study: StudyFile) -> None:
    report = check_study(study)
    assert report.faults == ()
    assert report.stale == ()


def test_every_sample_file_is_a_source_and_no_sheet_is(study: StudyFile) -> None:
    assert Counter(source.filename for source in study_listings.list_sources(study)) == Counter(
        p.name for p in _sample_files()
    )
    assert all(
        source.filename.lower().startswith(f"{source.ref.lower()}-") for source in study_listings.list_sources(study)
    )
    assert len(study_listings.list_cases(study)) == 12


def test_no_coding_is_lost(study: StudyFile) -> None:
    files = {source.ref: source.filename for source in study_listings.list_sources(study)}
    made = Counter(
        (item.case, files[item.source], item.code, " ".join(item.quote.split()), item.direction.value, item.strength)
        for item in study_listings.list_segments(study, EvidenceFilter(analysed=True))
    )
    given = Counter(
        (
            short,
            row["source"],
            row["code"],
            " ".join(row["quote"].split()),
            row["direction"],
            int(row["strength"]) if row["strength"] else None,
        )
        for short, row in rows_of("codings.csv")
    )
    assert made == given


def test_a_stage_is_said_where_a_benefit_is_supported_and_of_some_only() -> None:
    rows = [row for _, row in rows_of("codings.csv")]
    benefits = [row for row in rows if row["code"].startswith("B") and row["direction"] == "supports"]
    staged = [row for row in rows if row["strength"]]
    assert all(row in benefits for row in staged)
    assert {row["strength"] for row in staged} == {str(stage.value) for stage in EvidenceStage}
    assert 0.5 < len(staged) / len(benefits) < 0.8


def test_the_words_a_second_coder_coded_stand_once_in_a_source_that_another_coded(study: StudyFile) -> None:
    there = {source.filename: source for source in study_listings.list_sources(study)}
    researchers = {source.researcher for source in there.values()}
    given = list(rows_of("codings-second.csv"))
    assert len({row["source"] for _, row in given}) == 4
    with study.reading() as session:
        codes = {code.ref for code in records.code_rows(session)}
    for short, row in given:
        source = there[row["source"]]
        assert source.ref.startswith(f"{short}-")
        assert row["coder"] in researchers - {source.researcher}
        assert row["code"] in codes
        assert Direction(row["direction"])
        assert study_listings.open_source(study, source.ref).text.count(row["quote"]) == 1, row["quote"]
    again = [item for item in study_listings.list_segments(study) if item.for_agreement]
    assert Counter((item.coder, item.code, item.quote) for item in again) == Counter(
        (row["coder"], row["code"], row["quote"]) for _, row in given
    )


def test_every_rating_is_given_with_its_evidence(study: StudyFile) -> None:
    held = {key: cell.judgement for key, cell in read_now(study, rating.read_rating_grid).cells.items()}
    given = {(row["code"], short): row for short, row in rows_of("ratings.csv")}
    assert {key for key, judgement in held.items() if judgement} == set(given)
    notes = {(row["code"], short): f" {row['note']}" for short, row in rows_of("reconciled.csv")}
    for key, row in given.items():
        judgement = held[key]
        assert judgement is not None
        assert (judgement.band.value, judgement.rationale) == (row["band"], row["because"].strip() + notes.get(key, ""))
        assert len(judgement.cited) == len([name for name in row["evidence"].split(";") if name])
    assert {cell.judgement is None for cell in read_now(study, rating.read_rating_grid).cells.values()} == {
        True,
        False,
    }, "some are left unrated"


def test_two_have_rated_every_cell_and_all_they_differed_on_is_settled(study: StudyFile) -> None:
    lead = {(row["code"], short): row["band"] for short, row in rows_of("ratings.csv")}
    second = {(row["code"], short): row["band"] for short, row in rows_of("ratings-second.csv")}
    assert set(second) == set(lead)
    differing = {key for key in lead if lead[key] != second[key]}
    assert differing == {(row["code"], short) for short, row in rows_of("reconciled.csv")}
    cells = {(cell.code, cell.case): cell for cell in list_rated_cells(study, LEAD_CODER)}
    for key, cell in cells.items():
        own = {judgement.rater: judgement.band for judgement in cell.given if judgement.kind is RatingKind.OWN}
        assert own == {LEAD_CODER: lead[key], SECOND_CODER: second[key]}
        assert cell.standing.judgement is not None
        assert (cell.standing.judgement.kind is RatingKind.AGREED) is (key in differing)
    waiting = {key for key, cell in cells.items() if cell.state == "to be signed off"}
    assert waiting == {key for key in differing if key[1] == "S6"}, "the last school's wait for it"
    assert all(cell.state == "signed off" for key, cell in cells.items() if key not in waiting)
    (everything, *_) = read_now(study, rating_agreement).lines
    assert everything.figures[AgreementMeasure.PER_CENT].value == pytest.approx(1 - len(differing) / len(lead))


def test_every_summary_is_written(study: StudyFile) -> None:
    with study.reading() as session:
        for short, row in rows_of("summaries.csv"):
            case, code = records.case_named(session, short), records.code_named(session, row["code"])
            written = find_summary(session, case, code)
            assert written is not None
            assert written.body == row["summary"]


def test_every_participant_of_the_sheets_is_heard_under_the_role_given(study: StudyFile) -> None:
    there = {(person.case, person.pseudonym): person for person in study_listings.list_participants(study)}
    given = {(short, row["participant"]): row for short, row in rows_of("participants.csv")}
    assert set(there) == set(given)
    for key, person in there.items():
        assert person.role is Role(given[key]["role"])
        assert person.sources, f"{key} is heard nowhere"


def test_the_interviewer_is_recognised_and_every_other_voice_is_known(study: StudyFile) -> None:
    for summary in study_listings.list_sources(study):
        source = study_listings.open_source(study, summary.ref)
        speakers = {turn.speaker for turn in source.turns if turn.speaker}
        spoken = SourceKind(source.kind) in {SourceKind.INTERVIEW, SourceKind.FOCUS_GROUP}
        assert len(source.interviewers) == (1 if spoken else 0), source.ref
        assert source.interviewers <= speakers
        assert bool(speakers) is spoken, source.ref


def test_what_was_said_has_a_role_and_what_was_seen_has_none(study: StudyFile) -> None:
    roles = {(short, row["participant"]): Role(row["role"]) for short, row in rows_of("participants.csv")}
    for item in study_listings.list_segments(study):
        if item.kind.is_seen:
            assert (item.role, item.pseudonym) == (None, ""), item.id
        else:
            assert item.pseudonym, f"{item.id} is said by nobody"
            assert item.role is roles[item.case, item.pseudonym], item.id


def test_the_sample_can_be_undone_to_its_beginning_and_redone(study: StudyFile, tmp_path: Path) -> None:
    copy = tmp_path / "copy.casecoder"
    shutil.copy(study.path, copy)
    opened = open_study(copy)
    whole = contents(opened)
    for _ in range(40):
        history.undo(opened)
    assert contents(opened) != whole
    for _ in range(40):
        history.redo(opened)
    assert contents(opened) == whole
    assert check_study(opened).faults == ()
    opened.close()
