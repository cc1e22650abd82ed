"""An open study: its connections, its transactions, its clock and its source of ids."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy import create_engine as sqlalchemy_create_engine
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.store import schema
from casecoder.store.changes import Change

BUSY_SECONDS = 5
"""How long a writer waits for another process before it gives up."""


def utc_now() -> datetime:
    """The time as the study keeps it: UTC, to the microsecond."""
    return datetime.now(UTC)


def new_id() -> uuid.UUID:
    """A time-ordered UUID (version 7, RFC 9562)."""
    from uuid_utils.compat import uuid7

    return uuid7()


class StudyFile:
    """A study on disk, open.

    Parameters
    ----------
    path:
        The SQLite file.
    clock, ids:
        Where times and keys come from; the demo study gives its own so that two builds are alike.
    """

    def __init__(
        self,
        path: Path,
        engine: Engine,
        clock: Callable[[], datetime] = utc_now,
        ids: Callable[[], uuid.UUID] = new_id,
    ) -> None:
        self.path = path
        self.engine = engine
        self.now = clock
        self.new_id = ids

    @classmethod
    def create(
        cls,
        path: Path,
        clock: Callable[[], datetime] = utc_now,
        ids: Callable[[], uuid.UUID] = new_id,
    ) -> "StudyFile":
        """Make an empty study where no file is yet.

        Raises
        ------
        CaseCoderError
            If something is already there, or the place can't be written.
        """
        if path.exists():
            raise CaseCoderError(f"{path} already exists.", "Give another name, or open it.")
        if not path.parent.is_dir():
            raise CaseCoderError(f"The folder {path.parent} does not exist.", "Make it first.")
        study = cls(path, _engine(path), clock, ids)
        try:
            with study.transaction() as connection:
                schema.create(connection)
        except CaseCoderError:
            study.close()
            path.unlink(missing_ok=True)
            raise
        return study

    @classmethod
    def open(cls, path: Path) -> "StudyFile":
        """Open a study, after migrating it (with a backup beside it) if an older version made it.

        Raises
        ------
        CaseCoderError
            If there is no such file, it is not a study, or a newer version made it.
        """
        if "://" in str(path):
            raise CaseCoderError(
                f"{path} is a database address, and this version keeps a study in a file.",
                "Give the path of a .casecoder file.",
            )
        if not path.is_file():
            what = "a folder" if path.is_dir() else "not there"
            raise CaseCoderError(f"The study {path} is {what}.", "Make one with `casecoder new`.")
        study = cls(path, _engine(path))
        try:
            with translated(path), study.engine.connect() as connection:
                found = schema.version_of(connection)
            if found is None:
                raise CaseCoderError(f"{path} is not a casecoder study.", "Make one with `casecoder new`.")
            if found != schema.HEAD:
                from casecoder.store.migrate import upgrade

                upgrade(path, study.engine, found)
        except CaseCoderError:
            study.close()
            raise
        return study

    def close(self) -> None:
        """Let go of the file; SQLite then folds its write-ahead log into it."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the study throughout, and writes nothing."""
        with translated(self.path), Session(self.engine) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction, begun at once so that no other writer can come between reading and writing."""
        with translated(self.path), self.engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin():
                yield writer

    @contextmanager
    def change(self, kind: str, label: str, coder: str) -> Iterator[Change]:
        """One use case's writes: all of them and their event are kept together, or nothing is.

        The change is on disk when the block ends.
        """
        with self.transaction() as connection:
            change = Change(connection, kind, label, coder, self.now())
            yield change
            change.finish()

    def reverse(self, coder: str, redo: bool = False) -> str:
        """Undo (or redo) the coder's last change. Returns what it was.

        Raises
        ------
        CaseCoderError
            If there is none, or somebody's later work rests on it.
        """
        try:
            with self.transaction() as connection:
                change = Change(connection, "redo" if redo else "undo", "", coder, self.now())
                return change.reverse(redo)
        except IntegrityError as error:
            raise CaseCoderError(
                f"That can't be {'redone' if redo else 'undone'}: later work rests on it.",
                "Undo or remove what was built on it first (`casecoder history` shows it).",
            ) from error


def _engine(path: Path) -> Engine:
    engine = sqlalchemy_create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # Python's own transaction handling begins too late and commits unasked: we begin ourselves, below.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite says of files, locks and disks into a sentence and a hint."""
    try:
        yield
    except IntegrityError:
        raise
    except DatabaseError as error:
        said = str(error.orig).casefold()
        for sign, message, hint in _TROUBLE:
            if sign in said:
                raise CaseCoderError(message.format(path=path), hint.format(free=_free(path))) from error
        raise


_TROUBLE = (
    ("locked", "Another process is writing to {path}, so nothing was changed.", "Try again in a moment."),
    ("not a database", "{path} is not a casecoder study.", "Make one with `casecoder new`."),
    ("malformed", "{path} is damaged.", "Open the newest backup beside it."),
    ("full", "The disk is full, so nothing was changed.", "{free} free where the study lies: make room."),
    ("disk i/o", "The disk that holds {path} can't be read or written.", "Check the disk; {free} free."),
    ("readonly", "{path} can't be written.", "Check the permissions of the file and of its folder."),
    ("unable to open", "{path} can't be opened.", "Check the permissions of the file and of its folder."),
)


def _free(path: Path) -> str:
    return f"{shutil.disk_usage(path.parent).free / 1e6:,.0f} MB"
