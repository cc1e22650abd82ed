"""Counting again what a document says was counted: see ``reports.word.claim_list`` for the keys."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.evidence import Evidence
from casecoder.services.codebook.code_families import ancestors_by_code
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.tables import (
    CASE,
    PARTICIPANT,
    SOURCE,
    SPEAKER,
)


class _Heard(NamedTuple):
    """That a participant is heard in a source."""

    person: object
    role: str
    source: str
    kind: str
    case: str


def recount_figures(session: Session, keys: Iterable[str]) -> dict[str, float]:
    """The figures of these keys, as the study has them now; those whose key is unknown are left out."""
    wanted = {key: key.split(":") for key in keys}
    counting = _Counting(session, frozenset(parts[1] for parts in wanted.values() if len(parts) > 1))
    found = {}
    for key, (what, *of) in wanted.items():
        count = _COUNTS.get((what, len(of)))
        if count is not None:
            found[key] = count(counting, *of)
    return found


@dataclass(frozen=True)
class _Counting:
    """What is counted, read when it is first asked for."""

    session: Session
    cases: frozenset[str]

    @cached_property
    def codings(self) -> Mapping[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for item in find_evidence(self.session, EvidenceFilter(cases=self.cases, analysed=True)):
            found.setdefault(item.case, []).append(item)
        return found

    @cached_property
    def above(self) -> Mapping[str, tuple[str, ...]]:
        """For each code itself and the codes above it."""
        return ancestors_by_code(records.code_rows(self.session))

    @cached_property
    def sources(self) -> list[tuple[str, str, str]]:
        """Each source with its case and its kind."""
        found = select(SOURCE.c.ref, CASE.c.short, SOURCE.c.kind).join(CASE, SOURCE.c.case_id == CASE.c.id)
        return list(self.session.connection().execute(found))

    @cached_property
    def people(self) -> list[tuple[str, str]]:
        """The participants: case and role."""
        found = select(CASE.c.short, PARTICIPANT.c.role).join(CASE, PARTICIPANT.c.case_id == CASE.c.id)
        return list(self.session.connection().execute(found))

    @cached_property
    def heard(self) -> set[_Heard]:
        """Who is heard in which source of the same case."""
        joined = (
            PARTICIPANT.join(SPEAKER, SPEAKER.c.participant_id == PARTICIPANT.c.id)
            .join(SOURCE, (SPEAKER.c.source_id == SOURCE.c.id) & (SOURCE.c.case_id == PARTICIPANT.c.case_id))
            .join(CASE, SOURCE.c.case_id == CASE.c.id)
        )
        found = select(PARTICIPANT.c.id, PARTICIPANT.c.role, SOURCE.c.ref, SOURCE.c.kind, CASE.c.short).select_from(
            joined
        )
        return {_Heard(*row) for row in self.session.connection().execute(found)}

    def under(self, case: str, code: str = "") -> list[Evidence]:
        """The codings of a case under a code and those below it, or all."""
        return [item for item in self.codings.get(case, ()) if not code or code in self.above[item.code]]


def _codings(at: _Counting, case: str, code: str = "") -> int:
    return len(at.under(case, code))


def _counter(at: _Counting, case: str, code: str = "") -> int:
    return sum(item.counters for item in at.under(case, code))


def _waiting(at: _Counting, case: str) -> int:
    return sum(item.in_review for item in at.under(case))


def _sources(at: _Counting, case: str, kind: str = "") -> int:
    return sum(short == case and kind in {"", sort} for _, short, sort in at.sources)


def _participants(at: _Counting, case: str, role: str = "") -> int:
    return sum(short == case and role in {"", has} for short, has in at.people)


def _heard_in(at: _Counting, source: str) -> int:
    return len({each.person for each in at.heard if each.source == source})


def _heard(at: _Counting, case: str, kind: str, role: str = "") -> int:
    found = (each for each in at.heard if (each.case, each.kind) == (case, kind) and role in {"", each.role})
    return len({each.person for each in found})


_COUNTS: dict[tuple[str, int], Callable[..., float]] = {
    ("codings", 1): _codings,
    ("codings", 2): _codings,
    ("counter", 1): _counter,
    ("counter", 2): _counter,
    ("waiting", 1): _waiting,
    ("sources", 1): _sources,
    ("sources", 2): _sources,
    ("participants", 1): _participants,
    ("participants", 2): _participants,
    ("heard", 1): _heard_in,
    ("heard", 2): _heard,
    ("heard", 3): _heard,
}
"""What counts each sort of key, by its first word and how many ids follow."""
