"""Check that a study is whole: its file, its texts, its quotes and its history."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, text

from casecoder.core.judging.evidence import coding_id, rating_id
from casecoder.store import revisions
from casecoder.store.changes import event_digest, fill_added_columns, to_record_image
from casecoder.store.index_check import find_wrong_rows
from casecoder.store.originals import read_originals
from casecoder.store.tables import (
    CITATION,
    CODEBOOK,
    CODEBOOK_VERSION,
    CODING,
    DISPLACED,
    EVENT,
    RATING,
    RECORD_TABLES,
    REVISION,
    SOURCE,
    TURN,
)

TURN_COLUMNS = [column for column in TURN.columns if column.name != "revision_id"]


def find_faults(connection: Connection) -> Iterator[str]:
    """Yield every fault of a study as a sentence."""
    yield from _find_file_faults(connection)
    yield from _find_text_faults(connection)
    yield from _find_coding_faults(connection)
    yield from _find_review_faults(connection)
    yield from _find_codebook_faults(connection)
    yield from _find_rating_faults(connection)
    yield from _find_history_faults(connection)


def _find_file_faults(connection: Connection) -> Iterator[str]:
    for (said,) in connection.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield f"The file is damaged: {said}."
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"A {row[0]} points to a {row[2]} that is not there."


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _find_text_faults(connection: Connection) -> Iterator[str]:
    for digest, original in read_originals(connection):
        if original is None:
            yield f"The original {digest[:12]} is not the bytes that were imported."
    wrong = find_wrong_rows(connection)
    columns = (
        SOURCE.c.ref,
        SOURCE.c.digest.label("pinned"),
        REVISION.c.id,
        REVISION.c.digest,
        REVISION.c.length,
        REVISION.c.text,
        REVISION.c.row,
    )
    joined = SOURCE.join(REVISION, SOURCE.c.revision_id == REVISION.c.id)
    for row in connection.execute(select(*columns).select_from(joined).order_by(SOURCE.c.ref)):
        found = connection.execute(select(*TURN_COLUMNS).where(TURN.c.revision_id == row.id).order_by(TURN.c.number))
        turns = found.all()
        yield from _find_faults_of_text(row, turns, wrong)
        wrong -= {row.row + turn.number for turn in turns}
    if wrong:
        yield "The search index does not hold every turn."


def _find_faults_of_text(source: Any, turns: Sequence[Row[Any]], wrong: set[int]) -> Iterator[str]:
    words, reached = source.text, 0
    if source.digest != _sha(words.encode()) or source.length != len(words):
        yield f"The text of {source.ref} is not the text that was frozen at import."
    elif source.pinned != revisions.digest_text_and_turns(source.digest, [tuple(turn) for turn in turns]):
        yield f"The turns of {source.ref} are not those that were found at import."
    for expected, turn in enumerate(turns, 1):
        if turn.number != expected or not reached <= turn.start <= turn.words <= turn.end <= source.length:
            yield f"Turn {turn.number} of {source.ref} is out of place."
        elif source.row + turn.number in wrong:
            yield f"The search index does not hold turn {turn.number} of {source.ref}."
        reached = turn.end


def _find_coding_faults(connection: Connection) -> Iterator[str]:
    columns = (
        CODING.c.number,
        CODING.c.start,
        CODING.c.end,
        CODING.c.quote,
        CODING.c.revision_id,
        SOURCE.c.ref,
        SOURCE.c.revision_id.label("present"),
        DISPLACED.c.coding_id.label("waits"),
    )
    joined = CODING.join(SOURCE, CODING.c.source_id == SOURCE.c.id).outerjoin(DISPLACED)
    held, words = None, ""
    for row in connection.execute(select(*columns).select_from(joined).order_by(CODING.c.revision_id)):
        if row.revision_id != held:
            held = row.revision_id
            words = connection.execute(select(REVISION.c.text).where(REVISION.c.id == held)).scalar() or ""
        if row.revision_id != row.present and row.waits is None:
            yield f"{coding_id(row.number)} is anchored in an earlier text of {row.ref} and not on the review list."
        if row.revision_id == row.present and row.waits is not None:
            yield f"{coding_id(row.number)} is on the review list, and yet anchored in the present text of {row.ref}."
        if not 0 <= row.start < row.end or words[row.start : row.end] != row.quote:
            yield f"The words of {coding_id(row.number)} are not at {row.start} to {row.end} of {row.ref}."


def _find_review_faults(connection: Connection) -> Iterator[str]:
    """Check that what is proposed for a coding on the review list are words of the present text."""
    columns = (
        CODING.c.number,
        DISPLACED.c.start,
        DISPLACED.c.end,
        DISPLACED.c.quote,
        DISPLACED.c.revision_id,
        SOURCE.c.ref,
        SOURCE.c.revision_id.label("present"),
    )
    joined = DISPLACED.join(CODING).join(SOURCE, CODING.c.source_id == SOURCE.c.id)
    held, words = None, ""
    for row in connection.execute(select(*columns).select_from(joined).order_by(DISPLACED.c.revision_id)):
        if row.revision_id != held:
            held = row.revision_id
            words = connection.execute(select(REVISION.c.text).where(REVISION.c.id == held)).scalar() or ""
        if row.revision_id != row.present:
            yield f"{coding_id(row.number)} waits for a place in a text that is not the present one of {row.ref}."
        elif words[row.start or 0 : row.end or 0] != row.quote:
            yield f"What is proposed for {coding_id(row.number)} is not at {row.start} to {row.end} of {row.ref}."


def _find_codebook_faults(connection: Connection) -> Iterator[str]:
    joined = CODEBOOK.join(CODEBOOK_VERSION, CODEBOOK.c.version_id == CODEBOOK_VERSION.c.id)
    columns = (
        CODEBOOK.c.name,
        CODEBOOK.c.digest.label("pinned"),
        CODEBOOK_VERSION.c.digest,
        CODEBOOK_VERSION.c.markdown,
    )
    for row in connection.execute(select(*columns).select_from(joined)):
        if not row.pinned == row.digest == _sha(row.markdown.encode()):
            yield f"The codebook {row.name} is not what was brought in."


def _find_rating_faults(connection: Connection) -> Iterator[str]:
    present = set(connection.execute(select(CODING.c.number)).scalars())
    cited: dict[Any, list[int]] = {}
    for row in connection.execute(select(CITATION)):
        cited.setdefault(row.rating_id, []).append(row.coding_number)
    missing = {number for numbers in cited.values() for number in numbers} - present
    gone = _removed_codings(connection) if missing else set()
    for row in connection.execute(select(RATING.c.id, RATING.c.number, RATING.c.band, RATING.c.rationale)):
        numbers = cited.get(row.id, [])
        if bool(numbers) != (row.band != "none") or not row.rationale.strip():
            yield f"{rating_id(row.number)} does not rest on evidence and a rationale."
        for number in sorted(set(numbers) - present - gone):
            yield f"{rating_id(row.number)} cites {coding_id(number)}, of which the study knows nothing."


def _removed_codings(connection: Connection) -> set[int]:
    """Return the numbers of codings whose removal is in the history.

    A rating that cites one is stale, not broken.
    """
    return {
        before["number"]
        for changes in connection.execute(select(EVENT.c.changes)).scalars()
        for name, before, after in _images(changes)
        if name == "coding" and before and not after
    }


def _find_history_faults(connection: Connection) -> Iterator[str]:
    """Check the chain of events, and that replaying them gives the records as they are."""
    state: dict[tuple[str, str], str] = {}
    digest, expected = "", 1
    for row in connection.execute(select(EVENT).order_by(EVENT.c.number)).mappings():
        if row["number"] != expected:
            yield f"The history lacks event {expected}."
        if row["digest"] != event_digest(digest, dict(row)):
            yield f"Event {row['number']} of the history has been altered."
        digest, expected = row["digest"], row["number"] + 1
        for name, before, after in _images(row["changes"]):
            key = (name, _key(name, before or after))
            if state.get(key) != (_digest_image(name, before) if before else None):
                yield f"Event {row['number']} changes a {name} that was not as it says."
            state.pop(key, None)
            if after:
                state[key] = _digest_image(name, after)
    yield from _compare_with_records(connection, state)


def _images(changes: str) -> list[Any]:
    """Return the images of an event; none if they can't be read, which the event's digest has shown already."""
    try:
        found = list(json.loads(changes))
    except (ValueError, TypeError):
        return []
    return found if all(map(_is_change, found)) else []


def _is_change(change: Any) -> bool:
    """Return whether this is a table's name with the images before and after, complete enough to tell rows apart."""
    if not (isinstance(change, list) and len(change) == 3 and change[0] in RECORD_TABLES):
        return False
    name, *images = change
    told = {column.name for column in RECORD_TABLES[name].primary_key.columns} | (
        {"number"} if name == "coding" else set()
    )
    return any(images) and all(image is None or (isinstance(image, dict) and told <= image.keys()) for image in images)


def _compare_with_records(connection: Connection, state: dict[tuple[str, str], str]) -> Iterator[str]:
    for name, records in RECORD_TABLES.items():
        for row in connection.execute(select(records)).mappings():
            image = to_record_image(dict(row))
            told = state.pop((name, _key(name, image)), None)
            if told is None:
                yield f"A {name} is not in the history: {_record_name(image)}."
            elif told != _digest_image(name, image):
                yield f"A {name} is not as the history left it: {_record_name(image)}."
    for name, _ in state:
        yield f"A {name} that the history has is missing."


def _key(name: str, image: dict[str, Any]) -> str:
    return "|".join(str(image[column.name]) for column in RECORD_TABLES[name].primary_key.columns)


def _digest_image(name: str, image: dict[str, Any]) -> str:
    return _sha(json.dumps(fill_added_columns(RECORD_TABLES[name], image), sort_keys=True, ensure_ascii=False).encode())


def _record_name(image: dict[str, Any]) -> str:
    names = ("ref", "number", "label", "pseudonym", "title", "id")
    return next((str(image[name]) for name in names if name in image), "?")
