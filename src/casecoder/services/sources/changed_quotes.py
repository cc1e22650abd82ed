"""List codings whose words corrections have changed, so that somebody can look them over."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from casecoder.core.judging.evidence import Evidence
from casecoder.store import records
from casecoder.store.evidence import evidence_by_numbers
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import EVENT


@dataclass(frozen=True, slots=True)
class ChangedQuote:
    """A coding whose words a correction has changed.

    Parameters
    ----------
    coding:
        As it is now.
    was:
        Its words before the first correction since somebody last chose them.
    """

    coding: Evidence
    was: str


def list_changed_quotes(study: StudyFile, source: str = "") -> list[ChangedQuote]:
    """Return the codings whose words differ from those first chosen, of one source or all, by source and place.

    What has been undone is left out, and so is a coding that somebody has placed anew since, or that waits for
    a decision.

    Raises
    ------
    CaseCoderError
        If there is no such source.
    """
    with study.reading() as session:
        connection = session.connection()
        ref = records.source_named(session, source).ref if source else ""
        acts = select(EVENT.c.changes).where(EVENT.c.kind == "correct").order_by(EVENT.c.number.desc())
        steps: dict[int, list[tuple[str, str]]] = {}
        for changes in connection.execute(acts).scalars():
            for name, before, after in json.loads(changes):
                if name == "coding" and before and after:
                    steps.setdefault(after["number"], []).append((before["quote"], after["quote"]))
        found = [
            ChangedQuote(item, _first_words(item.quote, steps[item.number]))
            for item in evidence_by_numbers(connection, sorted(steps))
            if not item.in_review and ref in {"", item.source}
        ]
    changed = [each for each in found if each.was.split() != each.coding.quote.split()]
    return sorted(changed, key=lambda each: (each.coding.source, each.coding.start, each.coding.number))


def _first_words(words: str, steps: list[tuple[str, str]]) -> str:
    """Return the words that the corrections, newest first, started from.

    A correction that led to other words was undone.
    """
    for before, after in steps:
        words = before if after == words else words
    return words
