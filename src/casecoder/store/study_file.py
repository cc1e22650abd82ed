"""An open study: its connections, its transactions, its clock and its source of ids."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy import create_engine as sqlalchemy_create_engine
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from casecoder.core.errors import CaseCoderError
from casecoder.store import schema
from casecoder.store.changes import StudyChange, UpdateDerivedFields
from casecoder.store.snapshot import Snapshot

BUSY_SECONDS = 5
"""How long a writer waits for another process before it gives up."""

CACHE_KILOBYTES = 32_000
"""How much of a study is kept in memory. With SQLite's own 2 MB an import writes pages twice."""

LOG_PAGES = 4000
"""How far the write-ahead log grows (16 MB) before an act has to wait while it is folded into the study."""


def utc_now() -> datetime:
    """Return the time as the study keeps it: UTC, to the microsecond."""
    return datetime.now(UTC)


def new_id() -> uuid.UUID:
    """Return a time-ordered UUID (version 7, RFC 9562)."""
    from uuid_utils.compat import uuid7

    return uuid7()


class StudyFile:
    """An open study on disk.

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
        self.written = 0
        """How many events have been written through this object."""

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
                schema.create_schema(connection)
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
        if not path.is_file():
            what = "a folder" if path.is_dir() else "not there"
            raise CaseCoderError(f"The study {path} is {what}.", "Make one with `casecoder new`.")
        study = cls(path, _engine(path))
        try:
            with translate_sqlite_errors(path), study.engine.connect() as connection:
                found = schema.read_schema_version(connection)
            if found is None:
                raise CaseCoderError(f"{path} is not a casecoder study.", "Make one with `casecoder new`.")
            if found != schema.SCHEMA_VERSION:
                from casecoder.store.study_upgrade import upgrade_study

                upgrade_study(path, study.engine, found)
        except CaseCoderError:
            study.close()
            raise
        return study

    def close(self) -> None:
        """Close the file; SQLite then folds its write-ahead log into it."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Open a snapshot of the study: a session that sees one state throughout, and writes nothing."""
        with translate_sqlite_errors(self.path), Snapshot(self.engine) as snapshot:
            yield snapshot

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a write transaction. It begins at once, so that no other writer can come between reading and writing."""
        with translate_sqlite_errors(self.path), self.engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin():
                yield writer

    @contextmanager
    def change(self, kind: str, label: str, coder: str) -> Iterator[StudyChange]:
        """Open a change: the writes of one use case, kept with their event together or not at all.

        The change is on disk when the block ends.

        Raises
        ------
        CaseCoderError
            If it clashes with what another process has changed since it was prepared.
        """
        with self.together() as connection, self.change_in(connection, kind, label, coder) as change:
            yield change

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Open a transaction for several changes: all of them are on disk when the block ends, or none is.

        Raises
        ------
        CaseCoderError
            As :meth:`change`.
        """
        try:
            with self.transaction() as connection:
                yield connection
        except IntegrityError as error:
            raise CaseCoderError(
                "The study has something of that name or id already, so nothing was changed.",
                "Perhaps somebody else is at work in it: look again, then try again.",
            ) from error

    @contextmanager
    def change_in(self, connection: Connection, kind: str, label: str, coder: str) -> Iterator[StudyChange]:
        """Open one of the changes of :meth:`together`, with its event."""
        change = StudyChange(connection, kind, label, coder, self.now())
        yield change
        self.written += change.finish() is not None

    def reverse(self, coder: str, settle: UpdateDerivedFields, redo: bool = False) -> str:
        """Undo (or redo) the coder's last change, and return its label.

        ``settle`` is called within the same transaction when the records are back.

        Raises
        ------
        CaseCoderError
            If there is none, or somebody's later work rests on it.
        """
        try:
            with self.transaction() as connection:
                change = StudyChange(connection, "redo" if redo else "undo", "", coder, self.now())
                what = change.reverse(redo, settle)
                self.written += 1
                return what
        except IntegrityError as error:
            raise CaseCoderError(
                f"That can't be {'redone' if redo else 'undone'}: later work rests on it.",
                "Undo or remove what was built on it first (`casecoder history` shows it).",
            ) from error


def _engine(path: Path) -> Engine:
    address = URL.create("sqlite", database=str(path))
    engine = sqlalchemy_create_engine(address, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # Python's own transaction handling begins too late and commits unasked: we begin ourselves, below.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        if writes and not connection.info.get("has_log"):  # not before: it would change a file that is no study
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.info["has_log"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def translate_sqlite_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about files, locks, disks and values into a sentence and a hint."""
    try:
        yield
    except IntegrityError:
        raise
    except UnicodeEncodeError as error:
        near = error.object[max(0, error.start - 20) : error.end]
        raise CaseCoderError(f"{near!r} holds bytes that are no text.", "Type it anew.") from error
    except UnicodeDecodeError as error:  # in a name that SQLite's own message quotes
        raise CaseCoderError(*(part.format(path=path) for part in _DAMAGED)) from error
    except OverflowError as error:
        raise CaseCoderError("A number is larger than any in a study.") from error
    except DatabaseError as error:
        said = str(error.orig).casefold()
        for sign, message, hint in _TROUBLE:
            if sign in said:
                raise CaseCoderError(message.format(path=path), hint.format(free=_free(path))) from error
        if isinstance(error, ProgrammingError):
            raise
        raise CaseCoderError(f"{path} can't be used: {error.orig}.", _DAMAGED[1]) from error


_DAMAGED = ("{path} is damaged.", "Open the newest backup beside it, or a copy of your own.")
_TROUBLE = (
    ("locked", "Another process is writing to {path}, so nothing was changed.", "Try again in a moment."),
    ("not a database", "{path} is not a casecoder study.", "Make one with `casecoder new`."),
    *((sign, *_DAMAGED) for sign in ("malformed", "could not decode", "no such", "unsupported file")),
    ("full", "The disk is full, so nothing was changed.", "{free} free where the study lies: make room."),
    ("disk i/o", "The disk that holds {path} can't be read or written.", "Check the disk; {free} free."),
    ("readonly", "{path} can't be written.", "Check the permissions of the file and of its folder."),
    ("unable to open", "{path} can't be opened.", "Check the permissions of the file and of its folder."),
)


def _free(path: Path) -> str:
    """Return how much room the disk with the study has."""
    return f"{shutil.disk_usage(path.parent).free / 1e6:,.0f} MB"
