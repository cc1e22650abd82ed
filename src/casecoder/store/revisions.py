"""Write content: a file's bytes, text, turns and index. It is never changed or deleted."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert

from casecoder.core.transcripts.transcript import Transcript
from casecoder.store import search_index
from casecoder.store.originals import add_original
from casecoder.store.tables import REVISION, TURN

_TURN_COLUMNS = tuple(column.name for column in TURN.columns)


def add_revision(connection: Connection, key: uuid.UUID, transcript: Transcript) -> str:
    """Write what a file holds, as the revision with the given key.

    Bytes that the study has already are not written again.

    Returns
    -------
    str
        What pins it (see :func:`pin`).
    """
    digest = transcript.text_digest
    revision = {
        "id": key,
        "original": add_original(connection, transcript),
        "encoding": transcript.encoding,
        "digest": digest,
        "length": len(transcript.text),
        "text": transcript.text,
        "row": (row := search_index.last_index_row(connection)),
    }
    connection.execute(insert(REVISION), revision)
    turns = [
        (
            number,
            turn.start,
            turn.words,
            turn.end,
            turn.speaker or "",
            turn.descriptor,
            turn.at,
            turn.kind.value,
        )
        for number, turn in enumerate(transcript.turns, 1)
    ]
    _add_turns(connection, key, turns)
    search_index.index_turns(connection, row, transcript.text, transcript.turns)
    return digest_text_and_turns(digest, turns)


def digest_text_and_turns(digest: str, turns: Iterable[Sequence[int | str]]) -> str:
    """Return the SHA-256 over a frozen text's digest and its turns, by which a source pins them.

    Parameters
    ----------
    turns:
        As the table holds them: its columns, in order, but for the revision.
    """
    said = json.dumps([digest, *turns], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _add_turns(connection: Connection, key: uuid.UUID, turns: Iterable[tuple[int | str, ...]]) -> None:
    """Write the turns without SQLAlchemy, which takes longer to prepare a row than SQLite takes to write it."""
    revision = key.hex  # worked out anew each time it is asked for
    rows = [(revision, *turn) for turn in turns]
    if rows:
        places = ", ".join("?" * len(_TURN_COLUMNS))
        connection.exec_driver_sql(f"INSERT INTO turn ({', '.join(_TURN_COLUMNS)}) VALUES ({places})", rows)
