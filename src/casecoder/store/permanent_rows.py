"""The rows that are never taken back, not even by undo.

Content (originals, revisions, turns, codebook versions) and events are written once and never changed or deleted;
a counter only goes up.
"""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, LargeBinary, text
from sqlmodel import Field

from casecoder.store.compressed_text import FAST, CompressedText
from casecoder.store.stored_row import StoredRow, added_column, foreign_key


class OriginalRow(StoredRow, table=True):
    """The bytes of an imported file, by their SHA-256.

    They are content.

    ``kept_as`` says how ``data`` gives them: see :mod:`casecoder.store.originals`.
    """

    digest: str = Field(primary_key=True)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kept_as: str = added_column("bytes")


class RevisionRow(StoredRow, table=True):
    """The frozen text of a source.

    It is content. ``digest`` is the SHA-256 of its UTF-8.

    The search index knows turn ``n`` of it as row ``row + n``; ``row`` is indexed, as it lies behind the text.
    """

    __table_args__ = (Index("revision_row", "row", "id"),)

    id: uuid.UUID = Field(primary_key=True)
    original: str = Field(sa_column=foreign_key("original.digest", index=False))
    encoding: str
    digest: str = Field(index=True)
    length: int
    row: int = added_column(0)
    text: str = Field(sa_column=Column(CompressedText(FAST), nullable=False, server_default=text("x''")))


class TurnRow(StoredRow, table=True):
    """One turn of a revision, numbered from 1.

    It is content. Offsets are code points.
    """

    # SQLite then keeps the turns in their key's own order, and not that order beside a second one.
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    revision_id: uuid.UUID = Field(sa_column=foreign_key("revision.id", primary=True))
    number: int = Field(primary_key=True)
    start: int
    words: int
    end: int
    speaker: str = ""
    descriptor: str = ""
    at: str = ""
    kind: str = "speech"


class CodebookVersionRow(StoredRow, table=True):
    """One wording of a whole codebook, as its Markdown file had it.

    It is content.
    """

    id: uuid.UUID = Field(primary_key=True)
    name: str = Field(index=True)
    number: int
    digest: str
    markdown: str


class EventRow(StoredRow, table=True):
    """One entry of the append-only history.

    ``changes`` lists ``[table, key, before, after]`` for every record touched. ``undo_top`` and ``redo_top``
    are the coder's two stacks after this event, ``below`` the next entry of the stack this event is on: see
    :mod:`casecoder.store.changes`. ``digest`` is SHA-256 over the previous digest and this event.
    """

    number: int = Field(primary_key=True)
    at: datetime
    coder: str = Field(index=True)
    kind: str
    label: str
    changes: str = Field(sa_column=Column(CompressedText, nullable=False))
    reverses: int | None = None
    below: int | None = None
    undo_top: int | None = None
    redo_top: int | None = None
    digest: str


class CounterRow(StoredRow, table=True):
    """The last number given out for a series of short ids.

    It never goes back, so no id is used twice.
    """

    series: str = Field(primary_key=True)
    value: int
