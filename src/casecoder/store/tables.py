"""The tables of a study, and how they are read.

*Content* (originals, revisions, turns, codebook versions) is written once and never changed or deleted.
*Records* change only through :mod:`casecoder.store.changes`, which writes the event in the same transaction.

Each table has one constant here, and there is one way of selecting: SQLAlchemy's ``select``. Columns are named
by their table (``CODING.c.quote``) and read on a connection::

    connection.execute(select(CODING.c.start, CODING.c.quote).where(CODING.c.source_id == source.id))

Records that will be changed are read as objects on a session::

    session.scalars(select(CodingRow).where(CODING.c.source_id == source.id))
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from casecoder.store.permanent_rows import CodebookVersionRow, CounterRow, EventRow, OriginalRow, RevisionRow, TurnRow
from casecoder.store.stored_row import StoredRow, added_column, foreign_key, json_column


class StudyRow(StoredRow, table=True):
    """The project; there is one row.

    ``settings`` says how it rates: see ``core.judging.study_settings``.
    """

    id: uuid.UUID = Field(primary_key=True)
    title: str
    created_at: datetime
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=json_column("{}"))


class CaseRow(StoredRow, table=True):
    """A school.

    ``label`` is public (``Primary School 3``), ``short`` is its short id (``P3``); ``about`` and
    ``platform`` are Markdown for the case study; ``attributes`` are the researcher's own.
    """

    id: uuid.UUID = Field(primary_key=True)
    label: str = Field(unique=True)
    short: str = Field(unique=True)
    phase: str
    position: int
    about: str = ""
    platform: str = ""
    attributes: dict[str, str] = Field(default_factory=dict, sa_column=json_column())


class ParticipantRow(StoredRow, table=True):
    """A person who took part.

    ``pseudonym`` is public. ``name`` is what the transcripts call the person, and is not.

    ``consent`` is a word of ``core.vocabulary.Consent``.
    """

    __table_args__ = (UniqueConstraint("case_id", "pseudonym"),)

    id: uuid.UUID = Field(primary_key=True)
    case_id: uuid.UUID = Field(sa_column=foreign_key("case.id"))
    pseudonym: str
    role: str
    name: str = ""
    note: str = ""
    consent: str = "given"


HAS_SECOND_CODERS = "CAST(second_coders AS VARCHAR) != '[]'"
"""The condition that a source has second coders. Few have, so an index of those answers at once."""


class SourceRow(StoredRow, table=True):
    """One transcript or note.

    ``ref`` is its short id (``P3-INT-02``). ``digest`` pins its text and turns.

    ``status`` says how far the researchers are with it (see ``core.vocabulary.SourceStatus``). What ``second_coders``
    code
    in it serves agreement alone: no count and no document holds it.
    """

    __table_args__ = (
        Index("source_ref_lower", text("lower(ref)")),  # both for naming a source without reading them all
        Index("source_filename_lower", text("lower(filename)")),
        # ``store.schema`` gives it the same condition on PostgreSQL.
        Index("source_second_coders", "id", sqlite_where=text(HAS_SECOND_CODERS)),
    )

    id: uuid.UUID = Field(primary_key=True)
    ref: str = Field(unique=True)
    case_id: uuid.UUID = Field(sa_column=foreign_key("case.id"))
    revision_id: uuid.UUID = Field(sa_column=foreign_key("revision.id"))
    digest: str
    kind: str
    title: str
    filename: str
    date: str = ""
    researcher: str = ""
    role: str = ""
    status: str = added_column("unread")
    second_coders: list[str] = Field(default_factory=list, sa_column=json_column("[]"))


class SpeakerRow(StoredRow, table=True):
    """A speaker's label in a source, and who it is: a participant, the interviewer, or nobody yet.

    ``name`` is how the speaker is shown; empty for the label as typed. Labels of one source that share a
    name are one speaker.
    """

    __table_args__ = (UniqueConstraint("source_id", "label"),)

    id: uuid.UUID = Field(primary_key=True)
    source_id: uuid.UUID = Field(sa_column=foreign_key("source.id"))
    label: str
    participant_id: uuid.UUID | None = Field(default=None, sa_column=foreign_key("participant.id", nullable=True))
    interviewer: bool = False
    name: str = added_column("")


class CodebookRow(StoredRow, table=True):
    """A codebook of the study.

    ``version_id`` is the version in force.
    """

    id: uuid.UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    title: str
    position: int
    version_id: uuid.UUID = Field(sa_column=foreign_key("codebook_version.id"))
    digest: str


class CodeRow(StoredRow, table=True):
    """A code as the version in force of its codebook words it.

    ``ref`` is the id that people type (``B02``).

    ``worded_in`` is the number of the version in which definition, include or exclude were last changed: a
    coding made under an earlier one waits for a second look.
    """

    id: uuid.UUID = Field(primary_key=True)
    codebook_id: uuid.UUID = Field(sa_column=foreign_key("codebook.id"))
    ref: str = Field(unique=True)
    parent_id: uuid.UUID | None = Field(default=None, sa_column=foreign_key("code.id", nullable=True))
    position: int
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    cues: list[str] = Field(default_factory=list, sa_column=json_column())
    applies_to: list[str] = Field(default_factory=list, sa_column=json_column())
    retired: bool = False
    worded_in: int = added_column(1)


class CodingRow(StoredRow, table=True):
    """One coder's statement that a code applies to a segment.

    It is shown as ``E-0412`` by its ``number``.

    ``turn`` is the number of the turn that gives the segment its voice: of the turns it touches, the
    participant's (not the interviewer's) of which it holds most characters; 0 when it touches none.
    """

    __table_args__ = (
        Index("coding_place", "source_id", "start"),
        Index("coding_code", "code_id", "source_id", "start", "end", "number"),  # holds all that retrieval reads
    )

    id: uuid.UUID = Field(primary_key=True)
    number: int = Field(unique=True)
    source_id: uuid.UUID = Field(sa_column=foreign_key("source.id", index=False))
    revision_id: uuid.UUID = Field(sa_column=foreign_key("revision.id", index=False))
    start: int
    end: int
    quote: str
    turn: int
    code_id: uuid.UUID = Field(sa_column=foreign_key("code.id", index=False))
    codebook_version_id: uuid.UUID = Field(sa_column=foreign_key("codebook_version.id", index=False))
    coder: str
    direction: str = "supports"
    strength: int | None = None
    note: str = ""
    created_at: datetime


class DisplacedRow(StoredRow, table=True):
    """A coding on the review list: after a correction its words can't be found with certainty.

    The coding keeps its place in the earlier text until somebody decides. ``revision_id`` is the text in which
    it has no sure place; ``start`` and ``end`` are where it may belong, ``likeness`` how alike, of 100.
    """

    coding_id: uuid.UUID = Field(sa_column=foreign_key("coding.id", primary=True))
    revision_id: uuid.UUID = Field(sa_column=foreign_key("revision.id", index=False))
    start: int | None = None
    end: int | None = None
    quote: str = ""
    likeness: float = 0.0


class MemoRow(StoredRow, table=True):
    """A note in Markdown on a study, case, source, code, coding or segment (``start``/``end`` of a source)."""

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

    __table_args__ = (UniqueConstraint("case_id", "code_id"),)

    id: uuid.UUID = Field(primary_key=True)
    case_id: uuid.UUID = Field(sa_column=foreign_key("case.id"))
    code_id: uuid.UUID = Field(sa_column=foreign_key("code.id"))
    body: str
    author: str
    written_at: datetime


class RatingRow(StoredRow, table=True):
    """A band for a case and a code, a rater's own or one that raters have agreed on.

    A new judgement is a new row.

    ``fingerprint`` gives, for each thing it rested on, what that was then (see ``core.judging.fingerprint``).
    ``kind`` is a
    word of ``core.judging.rating.Kind``. ``settles`` lists the numbers of the ratings whose place it takes; ``reason``
    says why, where one of them was signed off. ``core.judging.rating.standing`` tells which rating of a cell holds.
    """

    __table_args__ = (Index("rating_cell", "case_id", "code_id"),)

    id: uuid.UUID = Field(primary_key=True)
    number: int = Field(unique=True)
    case_id: uuid.UUID = Field(sa_column=foreign_key("case.id", index=False))
    code_id: uuid.UUID = Field(sa_column=foreign_key("code.id", index=False))
    band: str
    rationale: str
    rater: str
    rated_at: datetime
    fingerprint: dict[str, str] = Field(default_factory=dict, sa_column=json_column())
    kind: str = added_column("own")
    settles: list[int] = Field(default_factory=list, sa_column=json_column("[]"))
    reason: str = added_column("")
    signed_by: str = added_column("")
    signed_at: datetime | None = None


class CitationRow(StoredRow, table=True):
    """A coding that a rating cites, by the coding's number.

    By number and not by key: removing a coding makes the ratings that cite it stale, it does not
    forbid the removal.
    """

    rating_id: uuid.UUID = Field(sa_column=foreign_key("rating.id", primary=True))
    coding_number: int = Field(primary_key=True, index=True)


class SavedQueryRow(StoredRow, table=True):
    """A search kept under a name.

    ``kind`` says in which language ``query`` is: ``codings`` or ``words``.
    """

    id: uuid.UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    kind: str
    query: str
    author: str
    created_at: datetime


METADATA = SQLModel.metadata
"""All the tables."""


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a row's class."""
    return METADATA.tables[str(model.__tablename__)]


ORIGINAL = table_of(OriginalRow)
REVISION = table_of(RevisionRow)
TURN = table_of(TurnRow)
CODEBOOK_VERSION = table_of(CodebookVersionRow)
EVENT = table_of(EventRow)
COUNTER = table_of(CounterRow)
STUDY = table_of(StudyRow)
CASE = table_of(CaseRow)
PARTICIPANT = table_of(ParticipantRow)
SOURCE = table_of(SourceRow)
SPEAKER = table_of(SpeakerRow)
CODEBOOK = table_of(CodebookRow)
CODE = table_of(CodeRow)
CODING = table_of(CodingRow)
DISPLACED = table_of(DisplacedRow)
MEMO = table_of(MemoRow)
SUMMARY = table_of(SummaryRow)
RATING = table_of(RatingRow)
CITATION = table_of(CitationRow)
SAVED_QUERY = table_of(SavedQueryRow)

_PERMANENT = (ORIGINAL, REVISION, TURN, CODEBOOK_VERSION, EVENT, COUNTER)
RECORD_TABLES: dict[str, Table] = {name: table for name, table in METADATA.tables.items() if table not in _PERMANENT}
"""The tables whose rows change only through events, by name."""
