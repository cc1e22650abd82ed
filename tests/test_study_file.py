"""The study's file: its schema and migrations, what is refused, locks and full disks."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from casecoder.core.errors import CaseCoderError
from casecoder.services import history
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.notes import memos
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.studies import new_study, open_study
from casecoder.services.study_check import check_study
from casecoder.store import schema, study_file, study_upgrade
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import MemoRow
from tests.study_kit import CODER, INTERVIEW, contents, make_study

LATER = '''\
"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("memo") as batch:
        batch.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="blue"))
    op.execute("INSERT INTO counter VALUES ('migrated', 1)")
'''


def _later_scripts(folder: Path, script: str = LATER) -> Path:
    """The migrations of a later casecoder: the present ones and one more."""
    scripts = folder / "migrations"
    shutil.copytree(study_upgrade.MIGRATIONS_FOLDER, scripts)
    (scripts / "versions" / "9999_later.py").write_text(script.replace("{head}", schema.SCHEMA_VERSION))
    return scripts


def _schema_of(path: Path) -> dict[str, dict[str, Any]]:
    """What a database's tables are, however their SQL is written."""
    with sqlite3.connect(path) as database:

        def pragma(name: str, of: str) -> list[tuple[Any, ...]]:
            return database.execute(f'PRAGMA {name}("{of}")').fetchall()

        found = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        tables: dict[str, str] = dict(found)
        return {
            name: {
                "columns": sorted(row[1:] for row in pragma("table_xinfo", name)),
                "indexes": sorted(
                    (row[2], row[3], row[4], tuple(pragma("index_info", row[1])), "" if row[3] != "c" else row[1])
                    for row in pragma("index_list", name)
                ),
                "foreign keys": sorted(row[2:] for row in pragma("foreign_key_list", name)),
                "deferred": sql.upper().count("DEFERRABLE INITIALLY DEFERRED"),
                "virtual": sql if "VIRTUAL" in sql.upper() else "",
            }
            for name, sql in tables.items()
        }


def test_migrations_give_exactly_the_schema_of_a_new_study(tmp_path: Path) -> None:
    StudyFile.create(tmp_path / "new.casecoder").close()
    migrated = tmp_path / "migrated.casecoder"
    config = Config()
    config.set_main_option("script_location", str(study_upgrade.MIGRATIONS_FOLDER))
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    assert _schema_of(migrated) == _schema_of(tmp_path / "new.casecoder")


def test_every_foreign_key_waits_for_the_commit(tmp_path: Path) -> None:
    StudyFile.create(tmp_path / "new.casecoder").close()
    tables = _schema_of(tmp_path / "new.casecoder")
    assert {name: table["deferred"] for name, table in tables.items()} == {
        name: len(table["foreign keys"]) for name, table in tables.items()
    }


def test_a_new_study_is_at_the_newest_migration(tmp_path: Path) -> None:
    assert ScriptDirectory(str(study_upgrade.MIGRATIONS_FOLDER)).get_heads() == [schema.SCHEMA_VERSION]
    study = StudyFile.create(tmp_path / "new.casecoder")
    with study.engine.connect() as connection:
        assert schema.read_schema_version(connection) == schema.SCHEMA_VERSION


def test_an_older_study_is_migrated_after_a_backup_and_keeps_all_it_holds(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="café chat is dead", coder=CODER)
    memos.write_memo(study, "study", "", "A memo.", author=CODER)
    before = contents(study)
    backup = study_upgrade.upgrade_study(study.path, study.engine, schema.SCHEMA_VERSION, _later_scripts(tmp_path))
    study.close()
    assert backup.parent == study.path.parent
    kept = StudyFile.open(backup)
    assert contents(kept) == before
    assert check_study(kept).faults == ()
    kept.close()
    with sqlite3.connect(study.path) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
        assert database.execute("SELECT colour FROM memo").fetchall() == [("blue",)]
        assert database.execute("SELECT quote FROM coding").fetchall() == [("café chat is dead",)]


def test_opening_a_study_of_an_older_version_migrates_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = make_study(tmp_path, INTERVIEW)
    study.close()
    scripts = _later_scripts(tmp_path)
    made_at = schema.SCHEMA_VERSION
    monkeypatch.setattr(schema, "SCHEMA_VERSION", "9999")
    monkeypatch.setattr(study_upgrade.upgrade_study, "__defaults__", (scripts,))
    again = open_study(study.path)
    with again.engine.connect() as connection:
        assert schema.read_schema_version(connection) == "9999"
    again.close()
    assert len(list(tmp_path.glob(f"study.backup-{made_at}*.casecoder"))) == 1
    open_study(study.path).close()
    assert len(list(tmp_path.glob("study.backup-*"))) == 1, "a study that is up to date was backed up again"


def test_a_backup_never_writes_over_an_earlier_one(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    assert study_upgrade.back_up_study(study.path, "0001") != study_upgrade.back_up_study(study.path, "0001")


def test_a_failing_migration_leaves_the_study_as_it_was(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    before, tables = contents(study), _schema_of(study.path)
    scripts = _later_scripts(tmp_path, LATER + '    op.execute("INSERT INTO nowhere VALUES (1)")\n')
    with pytest.raises(CaseCoderError, match="could not be migrated") as caught:
        study_upgrade.upgrade_study(study.path, study.engine, schema.SCHEMA_VERSION, scripts)
    assert "backup" in caught.value.hint
    study.close()
    assert _schema_of(study.path) == tables
    again = StudyFile.open(study.path)
    assert contents(again) == before
    assert check_study(again).faults == ()


def test_no_migration_without_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = make_study(tmp_path, INTERVIEW)
    tables = _schema_of(study.path)
    monkeypatch.setattr(Path, "with_name", lambda self, name: tmp_path / "no such folder" / name)
    with pytest.raises(CaseCoderError, match="No backup"):
        study_upgrade.upgrade_study(study.path, study.engine, schema.SCHEMA_VERSION, _later_scripts(tmp_path))
    assert _schema_of(study.path) == tables


def test_a_study_of_a_newer_version_is_refused_and_not_touched(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    study.close()
    with sqlite3.connect(study.path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = study.path.read_bytes()
    with pytest.raises(CaseCoderError, match="newer version"):
        open_study(study.path)
    assert study.path.read_bytes() == before
    assert not list(tmp_path.glob("*backup*"))


def _other_database(path: Path, table: str = "bookmark (url TEXT)") -> None:
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE {table}")
    database.close()


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("other.sqlite", _other_database, "is not a casecoder study"),
        ("alembic.sqlite", lambda path: _other_database(path, "alembic_version (version_num)"), "is not a casecoder"),
        ("notes.txt", lambda path: path.write_text("Just notes, and rather long ones.\n" * 200), "is not a casecoder"),
        ("folder", lambda path: path.mkdir(), "is a folder"),
        ("missing.casecoder", lambda path: None, "is not there"),
        ("empty.casecoder", lambda path: path.touch(), "is not a casecoder study"),
    ],
)
def test_what_is_not_a_study_is_refused_and_not_touched(
    tmp_path: Path, name: str, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / name
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CaseCoderError, match=said):
        open_study(path)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ([name] if path.exists() else [])


def test_a_study_cut_short_is_said_to_be_damaged(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW * 50)
    study.close()
    whole = study.path.read_bytes()
    study.path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(CaseCoderError, match="damaged"):
        report = check_study(open_study(study.path))
        raise CaseCoderError(" ".join(report.faults))


@pytest.mark.parametrize("address", ["postgresql://host/study", "sqlite:///study.casecoder"])
def test_a_database_address_is_refused_in_words(address: str) -> None:
    for act in (open_study, new_study):
        with pytest.raises(CaseCoderError, match="database address"):
            act(address)


@pytest.mark.parametrize("name", ["what?.casecoder", "50%20.casecoder", "a#b", "étude n° 1", "a b [1]", "x.y.z"])
def test_odd_names_of_studies_work(tmp_path: Path, name: str) -> None:
    study = new_study(tmp_path / name)
    study.close()
    again = open_study(tmp_path / name)
    assert again.path == study.path
    again.close()
    assert list(tmp_path.iterdir()) == [study.path]


@pytest.mark.parametrize("name", ["a [1]", "plain"])
def test_a_study_that_could_not_be_made_leaves_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaseCoderError, match="no codebook"):
        new_study(tmp_path / name, codebooks=["learning-platform-benefits", "nonsense"])
    assert list(tmp_path.iterdir()) == []


def test_a_study_is_not_made_over_a_file_or_without_a_folder(tmp_path: Path) -> None:
    (tmp_path / "there.casecoder").write_text("mine")
    with pytest.raises(CaseCoderError, match="already exists"):
        new_study(tmp_path / "there.casecoder")
    assert (tmp_path / "there.casecoder").read_text() == "mine"
    with pytest.raises(CaseCoderError, match="does not exist"):
        new_study(tmp_path / "no" / "such" / "folder")
    with pytest.raises(CaseCoderError, match=r"can't be the path"):
        new_study(tmp_path / ("x" * 300))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Another process is in the middle of a change."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def test_a_second_writer_gets_a_sentence_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_study(tmp_path, INTERVIEW).close()
    monkeypatch.setattr(study_file, "BUSY_SECONDS", 0.05)
    study = open_study(tmp_path / "study.casecoder")
    before = contents(study)
    (tmp_path / "more.txt").write_text("Ms Ford: More.\n\nMr Hall: Less.\n")
    with _locked(study.path):
        with pytest.raises(CaseCoderError, match="Another process is writing"):
            coding.apply_codes(study, "P1-INT-01", ["B01"], quote="café chat is dead", coder=CODER)
        with pytest.raises(CaseCoderError, match="Another process is writing"):
            history.undo(study)
        plan = plan_import([tmp_path / "more.txt"], study, ImportOptions())
        report = run_import(study, plan, CODER)
        assert report.imported == []
        assert "Another process is writing" in report.failed[0][1]
        assert contents(study) == before, "reading must not wait for a writer"
    assert contents(study) == before
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="café chat is dead", coder=CODER)


def test_two_connections_that_write_by_turns_both_succeed(tmp_path: Path) -> None:
    one = make_study(tmp_path, INTERVIEW)
    two = open_study(one.path)
    coding.apply_codes(one, "P1-INT-01", ["B01"], quote="café chat is dead", coder="one")
    coding.apply_codes(two, "P1-INT-01", ["B01"], quote="café chat is dead", coder="two")
    history.undo(one, "one")
    assert [item.coder for item in study_listings.list_segments(two)] == ["two"]
    assert check_study(two).faults == ()


def _fill(study: StudyFile) -> None:
    """From now on the study's disk has no page to give."""
    with study.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_said_and_leaves_the_study_as_it_was(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    _fill(study)
    (tmp_path / "long.txt").write_text("Ms Ford: " + "There is much to tell. " * 20_000)
    before = contents(study)
    report = run_import(study, plan_import([tmp_path / "long.txt"], study, ImportOptions()), CODER)
    assert report.imported == []
    assert "disk is full" in report.failed[0][1]
    assert contents(study) == before
    with pytest.raises(CaseCoderError, match="disk is full"):
        coding.apply_codes(
            study, "P1-INT-01", ["B01"], quote="café chat is dead", coder=CODER, note="a very long note " * 20_000
        )
    assert contents(study) == before
    study.close()
    again = open_study(study.path)
    assert contents(again) == before
    assert check_study(again).faults == ()


def test_a_study_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    with study.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    before = contents(study)
    with pytest.raises(CaseCoderError, match="can't be written"):
        coding.apply_codes(study, "P1-INT-01", ["B01"], quote="café chat is dead", coder=CODER)
    assert contents(study) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said_to_be(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    study.close()
    study.path.chmod(stat.S_IRUSR)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(CaseCoderError, match="can't be"):
            coding.apply_codes(open_study(study.path), "P1-INT-01", ["B01"], quote="café chat is dead", coder=CODER)
        with pytest.raises(CaseCoderError, match="can't be"):
            new_study(tmp_path / "other")
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_crash_in_the_middle_of_a_change_leaves_nothing_of_it(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    before = contents(study)
    with pytest.raises(ZeroDivisionError), study.change("memo", "Break", CODER) as change:
        change.insert(_memo(study))
        raise ZeroDivisionError
    assert contents(study) == before
    assert check_study(study).faults == ()


def _memo(study: StudyFile) -> MemoRow:
    return MemoRow(
        id=study.new_id(), target="study", target_id=study.new_id(), body="x", author=CODER, created_at=study.now()
    )


SLOW = ("alembic", "pandas", "spacy", "docx", "markdown_it", "textual", "charset_normalizer")


@pytest.mark.slow
@pytest.mark.parametrize("command", [["--help"], ["--version"], ["sources", "STUDY"], ["segments", "STUDY"]])
def test_commands_do_not_wait_for_what_they_do_not_need(tmp_path: Path, command: list[str]) -> None:
    study = make_study(tmp_path, INTERVIEW)
    study.close()
    script = (
        "import sys\nfrom casecoder.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"print('LOADED', *({{*{SLOW!r}}} & {{*sys.modules}}))"
    )
    call = [sys.executable, "-c", script, *(str(study.path) if word == "STUDY" else word for word in command)]
    said = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    assert said.rpartition("LOADED")[2].split() == []
