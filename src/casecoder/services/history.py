"""The history of a study, with undo and redo."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.services.derived_fields import update_derived_fields
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import EVENT


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An act.

    ``reverses`` is the number of the act that an undo or redo reversed.
    """

    number: int
    at: datetime
    coder: str
    kind: str
    label: str
    reverses: int | None


def read_history(study: StudyFile, limit: int | None = None, viewer: str = "") -> list[HistoryLine]:
    """Return the acts, newest first.

    Parameters
    ----------
    viewer:
        Who reads. Only those who may see a rating see its band. Empty for nobody in particular.
    """
    with study.reading() as session:
        columns = (EVENT.c.number, EVENT.c.at, EVENT.c.coder, EVENT.c.kind, EVENT.c.label, EVENT.c.reverses)
        query = select(*columns).order_by(EVENT.c.number.desc()).limit(limit)
        found = [HistoryLine(*row) for row in session.connection().execute(query)]
        return _show_bands(session, found, viewer)


def _show_bands(session: Session, acts: list[HistoryLine], viewer: str) -> list[HistoryLine]:
    """Return the acts, with the band of a rating where the reader may see it."""
    from casecoder.services.judging.history_labels import (
        label_of_rating_act,
        rating_number_in_label,
        visible_rating_numbers,
    )

    ratings = {act.number: number for act in acts if (number := rating_number_in_label(act.label)) is not None}
    if not ratings:
        return acts
    images: dict[int, Any] = {}
    for number, changes in _read_changes(session, sorted(ratings)):
        given = (after or before for name, before, after in json.loads(changes) if name == "rating")
        images |= {image["number"]: image for image in given if image["number"] == ratings[number]}
    seen = visible_rating_numbers(session, {number: image["rater"] for number, image in images.items()}, viewer)
    shown = {number: images[rating] if rating in seen else None for number, rating in ratings.items()}
    return [
        replace(act, label=label_of_rating_act(act.label, shown[act.number])) if act.number in shown else act
        for act in acts
    ]


def _read_changes(session: Session, numbers: list[int], at_once: int = 5_000) -> Iterator[tuple[int, str]]:
    """Read what some acts changed, as many at a time as a statement may name."""
    for first in range(0, len(numbers), at_once):
        some = select(EVENT.c.number, EVENT.c.changes).where(EVENT.c.number.in_(numbers[first : first + at_once]))
        yield from ((number, changes) for number, changes in session.connection().execute(some))


def undo(study: StudyFile, coder: str = "") -> str:
    """Undo the newest act of a coder that stands; when no coder is named, of the coder who acted last.

    Returns
    -------
    str
        What was undone, in words that anybody may read.

    Raises
    ------
    CaseCoderError
        If there is nothing to undo, or somebody's later work rests on it.
    """
    return _public_label(study.reverse(coder or _find_last_coder(study, redo=False), update_derived_fields))


def redo(study: StudyFile, coder: str = "") -> str:
    """Redo what was last undone. The coder is as in :func:`undo`."""
    return _public_label(study.reverse(coder or _find_last_coder(study, redo=True), update_derived_fields, redo=True))


def _public_label(label: str) -> str:
    """Return the label of an act as anybody may read it."""
    from casecoder.services.judging.history_labels import label_of_rating_act

    return label_of_rating_act(label, None)


def _find_last_coder(study: StudyFile, *, redo: bool) -> str:
    """Return the coder with the newest act on her undo (or redo) stack."""
    with study.reading() as session:
        heads = select(func.max(EVENT.c.number)).group_by(EVENT.c.coder)
        top = EVENT.c.redo_top if redo else EVENT.c.undo_top
        found: str | None = session.scalars(
            select(EVENT.c.coder).where(EVENT.c.number.in_(heads), top.is_not(None)).order_by(top.desc()).limit(1)
        ).first()
    if found is None:
        raise CaseCoderError(f"There is nothing to {'redo' if redo else 'undo'}.")
    return found
