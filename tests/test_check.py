"""`check` finds whatever was changed behind casecoder's back, and names it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.codebook import codebooks
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.judging import rating
from casecoder.services.notes import memos, summaries_and_descriptions
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.compressed_text import decompress_text
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import EVENT
from tests.examples import examples
from tests.study_kit import CODEBOOK, CODER, INTERVIEW, add_source, contents, made_once, make_study

SECOND_TURN = (
    "(SELECT substr(PLAIN(text), turn.words + 1, turn.end - turn.words) FROM revision"
    " JOIN turn ON turn.number = 2 LIMIT 1)"
)


@made_once
def _worked(folder: Path) -> StudyFile:
    """A study in which a little of everything has been done."""
    study = make_study(folder, INTERVIEW)
    add_source(study, folder, INTERVIEW.replace("board", "wall"), "other.txt", "Secondary School 2")
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder=CODER)
    coding.apply_codes(study, "P1-INT-01", ["B02"], quote="I show my mum", coder="ben")
    coding.apply_codes(study, "S2-INT-01", ["B01.1"], quote="café chat is dead", coder=CODER)
    rating.rate(study, "P1", "B01", Band.AMBER, because="Early.", cited=[1], rater="lead")
    rating.rate(study, "S2", "B02", Band.NONE, because="Asked; nothing.", cited=[], rater="lead")
    summaries_and_descriptions.write_summary(study, "P1", "B01", "*Early* days.", author="lead")
    memos.write_memo(study, "coding", "E-0001", "A memo.", author=CODER)
    coding.remove_coding(study, 2, coder="ben")
    history.undo(study, "ben")
    return study


@pytest.fixture
def path(tmp_path: Path) -> Path:
    study = _worked(tmp_path)
    assert check_study(study).faults == ()
    study.close()
    return study.path


def tamper(path: Path, *statements: str) -> tuple[str, ...]:
    """Change the file with SQLite itself; returns what check then finds."""
    with closing(sqlite3.connect(path)) as database:
        database.create_function("PLAIN", 1, decompress_text)
        for statement in statements:
            before = database.total_changes
            database.execute(statement)
            assert database.total_changes > before, f"{statement} changed nothing"
        database.commit()
    study = open_study(path)
    faults = check_study(study).faults
    study.close()
    return faults


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE coding SET quote = 'Nobody reads the bored' WHERE number = 1", "E-0001"),
        ("UPDATE coding SET start = start + 1 WHERE number = 1", "E-0001"),
        ("UPDATE coding SET end = 99999 WHERE number = 1", "E-0001"),
        ("UPDATE coding SET start = -5 WHERE number = 1", "E-0001"),
        ("UPDATE coding SET note = 'never written' WHERE number = 1", "coding"),
        ("UPDATE coding SET coder = 'somebody' WHERE number = 1", "coding"),
        ("UPDATE coding SET turn = 1 WHERE number = 1", "coding"),
        ("DELETE FROM coding WHERE number = 3", "coding"),
        (
            "UPDATE revision SET text = replace(PLAIN(text), 'board', 'bored') WHERE PLAIN(text) LIKE '%board%'",
            "P1-INT-01",
        ),
        (
            "UPDATE revision SET text = PLAIN(text) || ' more' WHERE PLAIN(text) LIKE '%board%'",
            "P1-INT-01",
        ),
        ("UPDATE revision SET length = length + 1 WHERE PLAIN(text) LIKE '%board%'", "P1-INT-01"),
        ("UPDATE original SET data = x'6162'", "original"),
        ("UPDATE turn SET start = 0 WHERE number = 3", "Turn 3"),
        ("UPDATE turn SET words = end + 1 WHERE number = 3", "Turn 3"),
        ("UPDATE turn SET end = 99999 WHERE number = 5", "Turn 5"),
        ("DELETE FROM turn WHERE number = 2", "Turn 3"),
        ("DELETE FROM turn WHERE number = 5", "search index"),
        (f"INSERT INTO turn_index (turn_index, rowid, words) VALUES ('delete', 2, {SECOND_TURN})", "search index"),
        ("INSERT INTO turn_index (rowid, words) VALUES (2, 'other words')", "search index"),
        ("UPDATE turn SET speaker = 'Somebody' WHERE number = 2", "turns of P1-INT-01"),
        ("UPDATE event SET label = 'Something else' WHERE number = 4", "Event 4"),
        ("UPDATE event SET coder = 'somebody' WHERE number = 4", "Event 4"),
        ("UPDATE event SET at = '2001-01-01 00:00:00.000000' WHERE number = 4", "Event 4"),
        ("UPDATE event SET changes = '[]' WHERE number = 4", "Event 4"),
        ("UPDATE event SET digest = 'x' WHERE number = 4", "Event 4"),
        (
            "UPDATE event SET changes = replace(PLAIN(changes), '\"id\"', '\" d\"') WHERE number = 4",
            "Event 4",
        ),
        ("UPDATE event SET changes = replace(PLAIN(changes), '\"coding\"', '\"cooing\"')", "Event"),
        ("UPDATE event SET changes = '{}' WHERE number = 4", "Event 4"),
        ("DELETE FROM event WHERE number = 4", "lacks event 4"),
        ("DELETE FROM event WHERE number = 1", "lacks event 1"),
        ("DELETE FROM event WHERE number = (SELECT max(number) FROM event)", "coding"),
        ("UPDATE codebook_version SET markdown = markdown || 'x'", "codebook small"),
        ("UPDATE code SET definition = 'Other.' WHERE ref = 'B01'", "B01"),
        ("UPDATE code SET retired = 1 WHERE ref = 'B01'", "B01"),
        ("UPDATE rating SET band = 'green' WHERE number = 1", "rating"),
        ("UPDATE rating SET rationale = ' ' WHERE number = 1", "R-0001"),
        ("UPDATE rating SET fingerprint = '{}' WHERE number = 1", "rating"),
        ("UPDATE citation SET coding_number = 77", "E-0077"),
        ("DELETE FROM citation", "R-0001"),
        ("UPDATE participant SET pseudonym = 'X1' WHERE pseudonym = 'L1'", "participant"),
        ("UPDATE participant SET consent = 'refused'", "participant"),
        ("UPDATE speaker SET interviewer = 1 WHERE label LIKE 'Mrs%'", "speaker"),
        ("UPDATE 'case' SET label = 'Another' WHERE short = 'P1'", "case"),
        ("UPDATE source SET title = 'Another' WHERE ref = 'P1-INT-01'", "P1-INT-01"),
        ("UPDATE summary SET body = 'Late days.'", "summary"),
        ("UPDATE memo SET body = 'Another.'", "memo"),
        ("DELETE FROM memo", "memo"),
        (
            "INSERT INTO memo SELECT lower(hex(randomblob(16))), target, target_id, start, end, body, author,"
            " created_at FROM memo",
            "memo",
        ),
        ("DELETE FROM study", "study"),
    ],
)
def test_each_kind_of_tampering_is_found_and_named(path: Path, statement: str, named: str) -> None:
    faults = tamper(path, statement)
    assert any(named in fault for fault in faults), faults


def test_a_source_that_points_to_no_text_is_found(path: Path) -> None:
    assert tamper(path, "DELETE FROM revision WHERE PLAIN(text) LIKE '%board%'")


def test_an_event_that_was_rewritten_with_a_right_digest_is_found_by_the_next(path: Path) -> None:
    from casecoder.store.changes import event_digest

    study = open_study(path)
    with study.engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(EVENT.select().order_by(EVENT.c.number)).mappings()]
    study.close()
    row = {**rows[4], "label": "Something else"}
    digest = event_digest(rows[3]["digest"], row)
    faults = tamper(path, f"UPDATE event SET label = 'Something else', digest = '{digest}' WHERE number = 5")
    assert any("Event 6" in fault for fault in faults)


def test_changes_that_are_no_json_are_found(path: Path) -> None:
    faults = tamper(path, "UPDATE event SET changes = 'no json' WHERE number = 4")
    assert any("Event 4" in fault for fault in faults)


def test_a_removed_coding_that_a_rating_cites_is_stale_and_no_fault(path: Path) -> None:
    study = open_study(path)
    coding.remove_coding(study, 1, coder=CODER)
    report = check_study(study)
    assert report.faults == ()
    assert any("R-0001" in reason and "E-0001" in reason for reason in report.stale)
    history.undo(study, CODER)
    assert check_study(study).stale == ()
    study.close()


def test_the_report_counts_what_there_is(path: Path) -> None:
    study = open_study(path)
    report = check_study(study)
    assert (report.sources, report.codings, report.ratings) == (2, 3, 2)
    assert report.events == len(history.read_history(study))
    assert report.codings == len(study_listings.list_segments(study))
    study.close()


def test_a_damaged_file_is_said_to_be(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(8192, len(data), 4096):
        data[at : at + 64] = b"\xff" * 64
    path.write_bytes(data)
    with pytest.raises(CaseCoderError, match="damaged"):
        study = open_study(path)
        raise CaseCoderError(" ".join(check_study(study).faults))


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("import"), st.sampled_from(["P1", "S2"]), st.integers(0, 5)),
        st.tuples(st.just("code"), st.sampled_from(["B01", "B01.1", "B02"]), st.integers(0, 60)),
        st.tuples(st.just("uncode"), st.integers(0, 9), st.integers(0, 0)),
        st.tuples(st.just("rate"), st.sampled_from(list(Band)), st.integers(0, 9)),
        st.tuples(st.just("summary"), st.sampled_from(["", "Early.", "Late."]), st.integers(0, 1)),
        st.tuples(st.just("memo"), st.sampled_from(["study", "case", "source", "code", "coding"]), st.integers(0, 9)),
        st.tuples(st.just("rewrite"), st.sampled_from(["", "Anew."]), st.integers(0, 9)),
        st.tuples(st.just("case"), st.sampled_from(["A school.", "Another."]), st.integers(0, 0)),
        st.tuples(st.just("codebook"), st.sampled_from(["Who finds what.", "Who finds it."]), st.integers(0, 0)),
        st.tuples(st.sampled_from(["undo", "redo"]), st.just(""), st.integers(0, 0)),
    ),
    max_size=14,
)


def _carry_out(study: StudyFile, folder: Path, kind: str, what: Any, number: int) -> None:
    """One act of any kind, on whatever the study has."""
    there = study_listings.list_segments(study)
    coded = there[number % len(there)] if there else None
    places = study_listings.list_sources(study)
    match kind:
        case "import":
            path = folder / f"talk-{number}.txt"
            path.write_text(f"INT: So?\n\nMs Ford: Number {number}. {INTERVIEW}")
            run_import(study, plan_import([path], study, ImportOptions(case=what)), CODER)
        case "code" if places:
            coding.apply_codes(study, places[0].ref, [what], span=Span(number, number + 9), coder=CODER)
        case "uncode" if coded:
            coding.remove_coding(study, coded.number, coder=CODER)
        case "rate" if coded:
            cited = [] if what is Band.NONE else [coded.number]
            rating.rate(study, coded.case, coded.code[:3], what, because="So.", cited=cited, rater=CODER)
        case "summary":
            summaries_and_descriptions.write_summary(study, "P1", ["B01", "B02"][number], what, author=CODER)
        case "memo":
            about = {"case": "P1", "source": "P1-INT-01", "code": "B01", "coding": str(number)}.get(what, "")
            memos.write_memo(study, what, about, "A memo.", author=CODER)
        case "rewrite" if written := memos.list_memos(study):
            memos.rewrite_memo(study, written[number % len(written)].id, what, author=CODER)
        case "case":
            summaries_and_descriptions.write_case_description(study, "P1", coder=CODER, about=what, platform="")
        case "codebook":
            book = folder / "again.md"
            book.write_text(CODEBOOK.replace("Who finds what.", what))
            codebooks.install_codebook(study, str(book), coder=CODER)
        case "undo":
            history.undo(study, CODER)
        case "redo":
            history.redo(study, CODER)


@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_acts_of_every_kind_leave_a_whole_study_and_are_undone_and_redone(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, Any, int]]
) -> None:
    folder = tmp_path_factory.mktemp("acts")
    study = make_study(folder)
    states = [contents(study)]
    for act in acts:
        before, events = contents(study), len(history.read_history(study))
        try:
            _carry_out(study, folder, *act)
        except CaseCoderError:
            assert contents(study) == before, "a refused act changed the study"
            assert len(history.read_history(study)) == events
        if act[0] not in {"undo", "redo"} and contents(study) != before:
            states.append(contents(study))
            history.undo(study, CODER)
            assert contents(study) == before
            history.redo(study, CODER)
            assert contents(study) == states[-1]
    assert check_study(study).faults == ()
    last, steps = contents(study), 0
    while _reversed(study, history.undo):
        steps += 1
    assert not any(contents(study)[name] for name in ("source", "coding", "rating", "memo", "summary", "case", "code"))
    for _ in range(steps):
        assert _reversed(study, history.redo)
    assert contents(study) == last
    assert check_study(study).faults == ()
    study.close()


def _reversed(study: StudyFile, way: Callable[[StudyFile, str], str]) -> bool:
    try:
        way(study, CODER)
    except CaseCoderError as error:
        assert "nothing to" in error.message, error.message
        return False
    return True
