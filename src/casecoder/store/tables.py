"""The tables of a study.

Two sorts of row. *Content* (originals, revisions, turns, codebook versions) is written once and never
changed or deleted. *Records* (everything else) change only through :mod:`casecoder.store.changes`, which
writes the event in the same transaction. The schema uses no SQLite-only type.
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, LargeBinary, Table, UniqueConstraint
from sqlmodel import Field, SQLModel


def _foreign(target: str, *, index: bool = True) -> Any:
    """A foreign key that is checked when the transaction commits, so undo may restore rows in any order."""
    return Column(ForeignKey(target, deferrable=True, initially="DEFERRED"), index=index, nullable=False)


def _foreign_optional(target: str) -> Any:
    return Column(ForeignKey(target, deferrable=True, initially="DEFERRED"), index=True, nullable=True)


def _added(default: str | int) -> Any:
    """A column that an older study is given with this in every row."""
    return Field(default=default, sa_column_kwargs={"server_default": str(default)})


def _added_json(default: str) -> Any:
    """A column of JSON that an older study is given with this in every row."""
    return Column(JSON, nullable=False, server_default=default)


class StoredRow(SQLModel):
    """What the tables share: pydantic's schema of one is built when first needed, as most commands need none."""

    model_config = {"defer_build": True}


class StudyRow(StoredRow, table=True):
    """The project. One row. ``settings`` says how it rates: see ``core.judging.study_settings``."""

    __tablename__ = "study"

    id: uuid.UUID = Field(primary_key=True)
    title: str
    created_at: datetime
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=_added_json("{}"))


class CounterRow(StoredRow, table=True):
    """The last number given out for a series of short ids; never goes back, so no id is ever used twice."""

    __tablename__ = "counter"

    series: str = Field(primary_key=True)
    value: int


class CaseRow(StoredRow, table=True):
    """A school.

    ``label`` is public (``Primary School 3``), ``short`` is its short id (``P3``); ``about`` and
    ``platform`` are Markdown for the case study; ``attributes`` are the researcher's own.
    """

    __tablename__ = "case"

    id: uuid.UUID = Field(primary_key=True)
    label: str = Field(unique=True)
    short: str = Field(unique=True)
    phase: str
    position: int
    about: str = ""
    platform: str = ""
    attributes: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class ParticipantRow(StoredRow, table=True):
    """A person who took part. ``pseudonym`` is public; ``name`` is what the transcripts call them, and is not.

    ``consent`` is a word of ``core.vocabulary.Consent``.
    """

    __tablename__ = "participant"

    __table_args__ = (UniqueConstraint("case_id", "pseudonym"),)

    id: uuid.UUID = Field(primary_key=True)
    case_id: uuid.UUID = Field(sa_column=_foreign("case.id"))
    pseudonym: str
    role: str
    name: str = ""
    note: str = ""
    consent: str = "given"


class OriginalRow(StoredRow, table=True):
    """Content: the bytes of an imported file, by their SHA-256."""

    __tablename__ = "original"

    digest: str = Field(primary_key=True)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RevisionRow(StoredRow, table=True):
    """Content: the frozen text of a source, by an id of its own. ``digest`` is SHA-256 of its UTF-8.

    The search index knows turn ``n`` of it as row ``row + n``; ``row`` is indexed, as it lies behind the text.
    """

    __tablename__ = "revision"

    __table_args__ = (Index("revision_row", "row", "id"),)

    id: uuid.UUID = Field(primary_key=True)
    original: str = Field(sa_column=_foreign("original.digest", index=False))
    encoding: str
    digest: str = Field(index=True)
    length: int
    text: str
    row: int = _added(0)


class TurnRow(StoredRow, table=True):
    """Content: one turn of a revision, numbered from 1. Offsets are code points."""

    __tablename__ = "turn"

    # SQLite then keeps the turns in their key's own order, and not that order beside a second one.
    __table_args__ = {"sqlite_with_rowid": False}

    revision_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("revision.id", deferrable=True, initially="DEFERRED"), primary_key=True)
    )
    number: int = Field(primary_key=True)
    start: int
    words: int
    end: int
    speaker: str = ""
    descriptor: str = ""
    at: str = ""
    kind: str = "speech"


class SourceRow(StoredRow, table=True):
    """One transcript or note. ``ref`` is its short id (``P3-INT-02``); ``digest`` pins its text and turns.

    ``status`` says how far the researchers are with it (see ``core.vocabulary.SourceStatus``). What ``second_coders``
    code
    in it serves agreement alone: no count and no document holds it.
    """

    __tablename__ = "source"

    id: uuid.UUID = Field(primary_key=True)
    ref: str = Field(unique=True)
    case_id: uuid.UUID = Field(sa_column=_foreign("case.id"))
    revision_id: uuid.UUID = Field(sa_column=_foreign("revision.id"))
    digest: str
    kind: str
    title: str
    filename: str
    date: str = ""
    researcher: str = ""
    role: str = ""
    status: str = _added("unread")
    second_coders: list[str] = Field(default_factory=list, sa_column=_added_json("[]"))


class SpeakerRow(StoredRow, table=True):
    """Who a label in a source is: a participant, the interviewer, or nobody yet.

    ``name`` is how the speaker is shown; empty for the label as typed. Labels of one source that share a
    name are one speaker.
    """

    __tablename__ = "speaker"

    __table_args__ = (UniqueConstraint("source_id", "label"),)

    id: uuid.UUID = Field(primary_key=True)
    source_id: uuid.UUID = Field(sa_column=_foreign("source.id"))
    label: str
    participant_id: uuid.UUID | None = Field(default=None, sa_column=_foreign_optional("participant.id"))
    interviewer: bool = False
    name: str = _added("")


class CodebookRow(StoredRow, table=True):
    """A codebook of the study; ``version_id`` is the version in force."""

    __tablename__ = "codebook"

    id: uuid.UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    title: str
    position: int
    version_id: uuid.UUID = Field(sa_column=_foreign("codebook_version.id"))
    digest: str


class CodebookVersionRow(StoredRow, table=True):
    """Content: one wording of a whole codebook, as the Markdown file had it."""

    __tablename__ = "codebook_version"

    id: uuid.UUID = Field(primary_key=True)
    name: str = Field(index=True)
    number: int
    digest: str
    markdown: str


class CodeRow(StoredRow, table=True):
    """A code as its codebook's version in force words it. ``ref`` is the id people type (``B02``).

    ``worded_in`` is the number of the version in which definition, include or exclude were last changed: a
    coding made under an earlier one waits for a second look.
    """

    __tablename__ = "code"

    id: uuid.UUID = Field(primary_key=True)
    codebook_id: uuid.UUID = Field(sa_column=_foreign("codebook.id"))
    ref: str = Field(unique=True)
    parent_id: uuid.UUID | None = Field(default=None, sa_column=_foreign_optional("code.id"))
    position: int
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    cues: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    applies_to: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    retired: bool = False
    worded_in: int = _added(1)


class CodingRow(StoredRow, table=True):
    """One coder's statement that a code applies to a segment; shown as ``E-0412`` by its ``number``.

    ``turn`` is the number of the turn that gives the segment its voice: of the turns it touches, the
    participant's (not the interviewer's) of which it holds most characters; 0 when it touches none.
    """

    __tablename__ = "coding"

    __table_args__ = (
        Index("coding_place", "source_id", "start"),
        Index("coding_code", "code_id", "source_id", "start", "end", "number"),  # holds all that retrieval reads
    )

    id: uuid.UUID = Field(primary_key=True)
    number: int = Field(unique=True)
    source_id: uuid.UUID = Field(sa_column=_foreign("source.id", index=False))
    revision_id: uuid.UUID = Field(sa_column=_foreign("revision.id", index=False))
    start: int
    end: int
    quote: str
    turn: int
    code_id: uuid.UUID = Field(sa_column=_foreign("code.id", index=False))
    codebook_version_id: uuid.UUID = Field(sa_column=_foreign("codebook_version.id", index=False))
    coder: str
    direction: str = "supports"
    strength: int | None = None
    note: str = ""
    created_at: datetime


class DisplacedRow(StoredRow, table=True):
    """A coding on the review list: a correction has left its words where they can't be found with certainty.

    The coding keeps its place in the earlier text until somebody decides. ``revision_id`` is the text in which
    it has no sure place; ``start`` and ``end`` are where it may belong, ``likeness`` how alike, of 100.
    """

    __tablename__ = "displaced"

    coding_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("coding.id", deferrable=True, initially="DEFERRED"), primary_key=True)
    )
    revision_id: uuid.UUID = Field(sa_column=_foreign("revision.id", index=False))
    start: int | None = None
    end: int | None = None
    quote: str = ""
    likeness: float = 0.0


class MemoRow(StoredRow, table=True):
    """A note in Markdown on a study, case, source, code, coding or segment (``start``/``end`` of a source)."""

    __tablename__ = "memo"

    __table_args__ = (Index("memo_target", "target", "target_id"),)

    id: uuid.UUID = Field(primary_key=True)
    target: str
    target_id: uuid.UUID
    start: int | None = None
    end: int | None = None
    body: str
    author: str
    created_at: datetime


class SummaryRow(StoredRow, table=True):
    """A researcher's prose for one case and one code: a cell of the framework matrix."""

    __tablename__ = "summary"

    __table_args__ = (UniqueConstraint("case_id", "code_id"),)

    id: uuid.UUID = Field(primary_key=True)
    case_id: uuid.UUID = Field(sa_column=_foreign("case.id"))
    code_id: uuid.UUID = Field(sa_column=_foreign("code.id"))
    body: str
    author: str
    written_at: datetime


class RatingRow(StoredRow, table=True):
    """A band for a case and a code: a rater's own, or what raters have agreed on. A new judgement is a new row.

    ``fingerprint`` gives, for each thing it rested on, what that was then (see ``core.judging.fingerprint``).
    ``kind`` is a
    word of ``core.judging.rating.Kind``. ``settles`` lists the numbers of the ratings whose place it takes; ``reason``
    says why, where one of them was signed off. ``core.judging.rating.standing`` tells which rating of a cell holds.
    """

    __tablename__ = "rating"

    __table_args__ = (Index("rating_cell", "case_id", "code_id"),)

    id: uuid.UUID = Field(primary_key=True)
    number: int = Field(unique=True)
    case_id: uuid.UUID = Field(sa_column=_foreign("case.id", index=False))
    code_id: uuid.UUID = Field(sa_column=_foreign("code.id", index=False))
    band: str
    rationale: str
    rater: str
    rated_at: datetime
    fingerprint: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    kind: str = _added("own")
    settles: list[int] = Field(default_factory=list, sa_column=_added_json("[]"))
    reason: str = _added("")
    signed_by: str = _added("")
    signed_at: datetime | None = None


class CitationRow(StoredRow, table=True):
    """A coding that a rating cites, by its number.

    By number and not by key: removing a coding makes the ratings that cite it stale, it does not
    forbid the removal.
    """

    __tablename__ = "citation"

    rating_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("rating.id", deferrable=True, initially="DEFERRED"), primary_key=True)
    )
    coding_number: int = Field(primary_key=True, index=True)


class SavedQueryRow(StoredRow, table=True):
    """A search kept under a name. ``kind`` says in which language ``query`` is: ``codings`` or ``words``."""

    __tablename__ = "saved_query"

    id: uuid.UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    kind: str
    query: str
    author: str
    created_at: datetime


class EventRow(StoredRow, table=True):
    """One entry of the append-only history.

    ``changes`` lists ``[table, key, before, after]`` for every record touched. ``undo_top`` and ``redo_top``
    are the coder's two stacks after this event, ``below`` the next entry of the stack this event is on: see
    :mod:`casecoder.store.changes`. ``digest`` is SHA-256 over the previous digest and this event.
    """

    __tablename__ = "event"

    number: int = Field(primary_key=True)
    at: datetime
    coder: str = Field(index=True)
    kind: str
    label: str
    changes: str
    reverses: int | None = None
    below: int | None = None
    undo_top: int | None = None
    redo_top: int | None = None
    digest: str


METADATA = SQLModel.metadata
"""All the tables."""


def table_of(model: type[SQLModel]) -> Table:
    """A model's table, for statements over many rows."""
    return METADATA.tables[str(model.__tablename__)]


RECORD_TABLES: dict[str, Table] = {
    str(model.__tablename__): table_of(model)
    for model in (
        StudyRow,
        CaseRow,
        ParticipantRow,
        SourceRow,
        SpeakerRow,
        CodebookRow,
        CodeRow,
        CodingRow,
        DisplacedRow,
        MemoRow,
        SummaryRow,
        RatingRow,
        CitationRow,
        SavedQueryRow,
    )
}
"""The tables whose rows change only through events, by name."""
