"""Move codings to another code. They keep their numbers, words and coders.

A coding always belongs to a version of its code's own codebook, so that the two can be compared.
"""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from casecoder.store.changes import StudyChange
from casecoder.store.tables import CODE, CODEBOOK, CODEBOOK_VERSION, CODING, CodingRow


def move_codings_to_code(change: StudyChange, codings: ColumnElement[bool], code: uuid.UUID, *, affirmed: bool) -> int:
    """Move codings to another code.

    Parameters
    ----------
    codings:
        The codings to move.
    affirmed:
        Whether somebody has judged each coding by the code's present definition. Otherwise those made under an older
        definition in this codebook wait for a second look.

    Returns
    -------
    int
        The number of codings moved.
    """
    present, versions = _versions(change, code)
    made = change.connection.execute(select(CODING.c.id, CODING.c.codebook_version_id).where(codings)).all()
    change.update_values(
        CodingRow,
        {
            row.id: {
                "code_id": code,
                "codebook_version_id": present
                if affirmed or row.codebook_version_id not in versions
                else row.codebook_version_id,
            }
            for row in made
        },
    )
    return len(made)


def second_look_flags(change: StudyChange, codes: Collection[uuid.UUID]) -> dict[uuid.UUID, bool]:
    """Return, for each coding of some codes, whether it waits for a second look, by key."""
    joined = CODING.join(CODE, CODE.c.id == CODING.c.code_id).join(
        CODEBOOK_VERSION, CODEBOOK_VERSION.c.id == CODING.c.codebook_version_id
    )
    query = select(CODING.c.id, CODEBOOK_VERSION.c.number < CODE.c.worded_in).select_from(joined)
    return dict(change.connection.execute(query.where(CODE.c.id.in_(codes))).all())


def move_to_codebook_version(change: StudyChange, code: uuid.UUID, waiting: dict[uuid.UUID, bool]) -> None:
    """Give codings whose code has moved to another codebook that codebook's versions.

    Codings that were waiting for a second look go on waiting. They get the version before the one in force.
    """
    present, versions = _versions(change, code)
    before = next((key for key in reversed(versions) if key != present), present)
    change.update_values(
        CodingRow, {key: {"codebook_version_id": before if waits else present} for key, waits in waiting.items()}
    )


def _versions(change: StudyChange, code: uuid.UUID) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """Return the version in force of a code's codebook, and all its versions, oldest first."""
    joined = CODEBOOK.join(CODE, CODE.c.codebook_id == CODEBOOK.c.id)
    book = change.connection.execute(
        select(CODEBOOK.c.version_id, CODEBOOK.c.name).select_from(joined).where(CODE.c.id == code)
    ).one()
    named = (
        select(CODEBOOK_VERSION.c.id).where(CODEBOOK_VERSION.c.name == book.name).order_by(CODEBOOK_VERSION.c.number)
    )
    return book.version_id, list(change.connection.execute(named).scalars())
