"""Write changes of records: one transaction and one event a change, undo and redo by replaying events.

Each event keeps an image of every record before and after. Undo writes the *before* images back as an event
of its own, so the history only grows. Whose turn it is to be undone needs no search: every event carries
its coder's two stacks as links. ``undo_top`` is the event whose changes undo would reverse, ``redo_top`` the
undo event that redo would reverse, and ``below`` what lies under an event on the stack it was pushed on.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, Connection, DefaultClause, Integer, Table, Uuid, and_, bindparam, insert, select, tuple_
from sqlmodel import Session, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from casecoder.core.errors import CaseCoderError
from casecoder.store.tables import COUNTER, EVENT, RECORD_TABLES, table_of

_Key = TypeVar("_Key")
RecordImage = dict[str, Any]
"""A record as JSON knows it: keys are column names."""


_INSERTS = {name: insert(records) for name, records in RECORD_TABLES.items()}


def to_record_image(values: Mapping[str, Any]) -> RecordImage:
    """Return a row's values as JSON can hold them."""
    return {
        name: value.hex if isinstance(value, uuid.UUID) else value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def from_record_image(records: Table, image: RecordImage) -> dict[str, Any]:
    """Return an image's values with the types that the table's columns have."""
    typed = {name: read(image[name]) for name, read in _READERS[records.name].items() if image.get(name) is not None}
    return {**image, **typed}


def _readers(records: Table) -> dict[str, Callable[[str], Any]]:
    """Return the functions that read those columns of a table which JSON holds as text, by column."""
    keys = {column.name: uuid.UUID for column in records.columns if isinstance(column.type, Uuid)}
    moments = {c.name: datetime.fromisoformat for c in records.columns if isinstance(c.type, UTCDateTime)}
    return {**keys, **moments}


_READERS = {name: _readers(records) for name, records in RECORD_TABLES.items()}


def fill_added_columns(records: Table, image: RecordImage) -> RecordImage:
    """Return an image from an older version of casecoder with the columns that have been added since."""
    if len(image) == len(records.columns):
        return image
    added: RecordImage = {}
    for column in records.columns:
        if isinstance(column.server_default, DefaultClause):
            value = str(column.server_default.arg)
            added[column.name] = json.loads(value) if isinstance(column.type, Integer | JSON) else value
        elif column.nullable:
            added[column.name] = None
    return {**added, **image}


def _chunks(keys: Sequence[_Key], size: int = 10_000) -> Iterator[Sequence[_Key]]:
    """Split keys into as many at a time as a statement may name."""
    return (keys[at : at + size] for at in range(0, len(keys), size))


def _in_groups(changes: Iterable[Any]) -> Iterator[tuple[str, list[tuple[RecordImage | None, RecordImage | None]]]]:
    """Yield the images that take an event back, in groups of one table and one sort of change.

    The order of the images is kept. No group holds a record twice.

    No group holds a record twice.
    """
    held: tuple[object, ...] = ()
    pairs: list[tuple[RecordImage | None, RecordImage | None]] = []
    keys: set[tuple[Any, ...]] = set()
    for name, before, after in changes:
        records = RECORD_TABLES[name]
        sort, key = (name, before is None, after is None), _key_of(_key(records, before or after))
        if pairs and (sort != held or key in keys):
            yield str(held[0]), pairs
            pairs, keys = [], set()
        held = sort
        keys.add(key)
        pairs.append((after and fill_added_columns(records, after), before and fill_added_columns(records, before)))
    if pairs:
        yield str(held[0]), pairs


def _key_of(key: RecordImage) -> tuple[Any, ...]:
    """Return a key's values as something that can be compared."""
    return tuple(key.values())


def _key(records: Table, image: RecordImage) -> dict[str, Any]:
    """Return the values of an image's primary key."""
    return {column.name: image[column.name] for column in records.primary_key.columns}


class StudyChange:
    """The writes of one use case inside one transaction. ``StudyFile.change`` makes it.

    Parameters
    ----------
    kind:
        What sort of act it is (``code``, ``rate``, ``import``), for filters.
    label:
        What the history shows; may be set until the change is over.

    ``session`` reads inside the transaction; it sees what was there when it first read a record.
    """

    def __init__(self, connection: Connection, kind: str, label: str, coder: str, now: datetime) -> None:
        self.connection = connection
        self.session = Session(connection)
        self.kind = kind
        self.label = label
        self.coder = coder
        self.now = now
        self._images: list[tuple[str, RecordImage | None, RecordImage | None]] = []

    def insert(self, row: SQLModel) -> None:
        """Add a record."""
        self.insert_all([row])

    def insert_all(self, rows: Iterable[SQLModel]) -> None:
        """Add records. Those of one type are added in one statement."""
        by_table: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            name = type(row).__tablename__
            by_table.setdefault(str(name), []).append(row.model_dump())
        for name, values in by_table.items():
            self._add(name, values)

    def insert_values(self, model: type[SQLModel], values: Sequence[dict[str, Any]]) -> None:
        """Add records of one type, given the values of all their columns. Used where there are many."""
        if values:
            self._add(str(model.__tablename__), values)

    def _add(self, name: str, values: Sequence[dict[str, Any]]) -> None:
        self.connection.execute(_INSERTS[name], values)
        self._images.extend((name, None, to_record_image(row)) for row in values)

    def update(self, row: SQLModel, **values: Any) -> None:
        """Give a record new values. Nothing is written when it has them already."""
        before = to_record_image(row.model_dump())
        after = {**before, **to_record_image(values)}
        if after != before:
            self._swap(str(type(row).__tablename__), before, after)

    def update_values(self, model: type[SQLModel], values: Mapping[uuid.UUID, Mapping[str, Any]]) -> None:
        """Give many records of one type new values, by their ids. All give the same columns."""
        name, records = str(model.__tablename__), table_of(model)
        written: list[dict[str, Any]] = []
        for keys in _chunks(list(values)):
            for row in self.connection.execute(select(records).where(records.c.id.in_(keys))).mappings():
                before = to_record_image(dict(row))
                after = {**before, **to_record_image(dict(values[row["id"]]))}
                if after != before:
                    new = {f"new_{column}": value for column, value in values[row["id"]].items()}
                    written.append({"key": row["id"], **new})
                    self._images.append((name, before, after))
        if written:
            columns: dict[str, Any] = {bound[4:]: bindparam(bound) for bound in written[0] if bound != "key"}
            statement = records.update().where(records.c.id == bindparam("key")).values(**columns)
            self.connection.execute(statement, written)

    def delete(self, row: SQLModel) -> None:
        """Take a record away. Its image stays in the history."""
        self._swap(str(type(row).__tablename__), to_record_image(row.model_dump()), None)

    def next_number(self, series: str) -> int:
        """Return the next number of a series of short ids. Numbers are never given twice, undo or not."""
        return self.next_numbers(series, 1).start

    def next_numbers(self, series: str, count: int) -> range:
        """Return the next numbers of a series, one after the other."""
        given = {"wanted": series, "count": count}
        last = self.connection.execute(_COUNT_ON, given).scalar_one_or_none()
        if last is None:
            last = count
            self.connection.execute(insert(COUNTER), {"series": series, "value": last})
        return range(last - count + 1, last + 1)

    def _swap(self, name: str, before: RecordImage | None, after: RecordImage | None) -> None:
        """Put ``after`` in the place of ``before``, if ``before`` is what is there."""
        self._swap_all(name, [(before, after)])

    def _swap_all(self, name: str, pairs: Sequence[tuple[RecordImage | None, RecordImage | None]]) -> None:
        """Put images in the place of others, as :meth:`_swap` does. All are added, all changed or all removed."""
        records, keys = (
            RECORD_TABLES[name],
            [_key(RECORD_TABLES[name], before or after or {}) for before, after in pairs],
        )
        there = {_key_of(_key(records, image)): image for image in self._read_images(records, keys)}
        if any(there.get(_key_of(key)) != before for key, (before, _) in zip(keys, pairs, strict=True)):
            raise CaseCoderError(
                f"This {name} has been changed since, so nothing was done.",
                "Look at the history (`casecoder history`), then try again.",
            )
        is_one = and_(*(column == bindparam(f"key_{column.name}") for column in records.primary_key.columns))
        bound = [{f"key_{part}": value for part, value in from_record_image(records, key).items()} for key in keys]
        new = [from_record_image(records, after) for _, after in pairs if after is not None]
        if not new:
            self.connection.execute(records.delete().where(is_one), bound)
        elif pairs[0][0] is None:
            self.connection.execute(insert(records), new)
        else:
            changed = [column for column in new[0] if f"key_{column}" not in bound[0]]  # a key that is written,
            columns: dict[str, Any] = {column: bindparam(f"new_{column}") for column in changed}  # though the same,
            written = [  # makes SQLite look at all rows that name it
                {**key, **{f"new_{column}": row[column] for column in changed}}
                for key, row in zip(bound, new, strict=True)
            ]
            self.connection.execute(records.update().where(is_one).values(**columns), written)
        self._images.extend((name, before, after) for before, after in pairs)

    def _read_images(self, records: Table, keys: Sequence[RecordImage]) -> Iterator[RecordImage]:
        """Read those records with the given keys that exist."""
        primary = list(records.primary_key.columns)
        for some in _chunks(keys):
            typed = [_key_of(from_record_image(records, key)) for key in some]
            one_part = primary[0].in_([key[0] for key in typed])  # SQLite uses no index for a tuple of one
            those = one_part if len(primary) == 1 else tuple_(*primary).in_(typed)
            yield from (
                to_record_image(dict(row)) for row in self.connection.execute(select(records).where(those)).mappings()
            )

    def touched(self, model: type[SQLModel]) -> list[RecordImage]:
        """Return the records of one type that this change has written, those removed as they were before."""
        return [after or before or {} for before, after in self.swapped(model)]

    def swapped(self, model: type[SQLModel]) -> list[tuple[RecordImage | None, RecordImage | None]]:
        """Return the records of one type that this change has written, as they were and as they are."""
        wanted = str(model.__tablename__)
        return [(before, after) for name, before, after in self._images if name == wanted]

    def finish(self) -> int | None:
        """Write the event, unless nothing changed. Return its number."""
        if not self._images:
            return None
        newest = self.connection.execute(_NEWEST_AND_OWN, {"coder": self.coder}).one_or_none()
        number, digest, undo_below = (newest.number + 1, newest.digest, newest.undo_top) if newest else (1, "", None)
        return self._write(digest, number, reverses=None, below=undo_below, undo_top=number, redo_top=None)

    def reverse(self, redo: bool, settle: "UpdateDerivedFields") -> str:
        """Undo the coder's newest standing change, or redo the newest undone one.

        Parameters
        ----------
        settle:
            Called when the records are back, to bring what is derived from them into line or to refuse.

        Returns
        -------
        str
            The label of the change that was undone or redone.

        Raises
        ------
        CaseCoderError
            If there is nothing to undo or redo, or what it touched has been changed since.
        """
        previous = last_event(self.connection, self.coder)
        top = previous["redo_top" if redo else "undo_top"] if previous else None
        if previous is None or top is None:
            raise CaseCoderError(f"There is nothing to {'redo' if redo else 'undo'}.")
        target = self.connection.execute(select(EVENT).where(EVENT.c.number == top)).mappings().one()
        for name, pairs in _in_groups(reversed(json.loads(target["changes"]))):
            self._swap_all(name, pairs)
        self.label = target["label"]
        settle(self)
        newest, digest = _newest(self.connection)
        number = newest + 1
        stacks = (
            {"undo_top": number, "redo_top": target["below"], "below": previous["undo_top"]}
            if redo
            else {"undo_top": target["below"], "redo_top": number, "below": previous["redo_top"]}
        )
        self._write(digest, number, reverses=top, **stacks)
        return self.label

    def _write(self, before: str, number: int, **links: int | None) -> int:
        row: dict[str, Any] = {
            "number": number,
            "at": self.now,
            "coder": self.coder,
            "kind": self.kind,
            "label": self.label,
            "changes": json.dumps(self._images, ensure_ascii=False, sort_keys=True),
            **links,
        }
        self.connection.execute(_APPEND, {**row, "digest": event_digest(before, row)})
        return number


UpdateDerivedFields = Callable[[StudyChange], None]
"""Brings what is derived from records into line after an undo or a redo, or refuses it."""

_COUNT_ON = (
    COUNTER.update()
    .where(COUNTER.c.series == bindparam("wanted"))
    .values(value=COUNTER.c.value + bindparam("count", type_=Integer))
    .returning(COUNTER.c.value)
)
_APPEND = insert(EVENT)
_NEWEST = select(EVENT.c.number, EVENT.c.digest).order_by(EVENT.c.number.desc()).limit(1)
_OWN = (
    select(EVENT.c.number, EVENT.c.undo_top, EVENT.c.redo_top)
    .where(EVENT.c.coder == bindparam("coder"))
    .order_by(EVENT.c.number.desc())
    .limit(1)
)

_NEWEST_AND_OWN = _NEWEST.add_columns(_OWN.with_only_columns(EVENT.c.undo_top).scalar_subquery().label("undo_top"))
"""The newest event, with the top of the coder's undo stack."""


def last_event(connection: Connection, coder: str) -> dict[str, Any] | None:
    """Return the coder's newest event without its images; it holds her undo and redo stacks."""
    found = connection.execute(_OWN, {"coder": coder}).mappings().one_or_none()
    return dict(found) if found else None


def _newest(connection: Connection) -> tuple[int, str]:
    """Return the number and the digest of the newest event, or 0 and an empty text before the first."""
    found = connection.execute(_NEWEST).one_or_none()
    return (found.number, found.digest) if found else (0, "")


def event_digest(before: str, row: dict[str, Any]) -> str:
    """Return the SHA-256 that chains an event to all events before it.

    Parameters
    ----------
    before:
        The digest of the event numbered one less; empty for the first.
    row:
        The event's columns without its digest.
    """
    content = to_record_image({name: value for name, value in row.items() if name != "digest"})
    text = before + json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
