"""The figures of a school: its codings, its sources, and who was heard in them.

Codings of a code are its own and those of the codes below it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.figures.definitions import CASE, CODE, KIND, ROLE, SOURCE, FigureFamily
from casecoder.core.vocabulary import Role, SourceKind


class SchoolSource(NamedTuple):
    """A source: its short id, the short id of its school, and its kind."""

    ref: str
    case: str
    kind: SourceKind


class SchoolParticipant(NamedTuple):
    """A participant: the short id of her school, her role, and the school’s sources in which she is heard."""

    case: str
    role: Role
    heard_in: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SchoolMaterial:
    """What was collected and coded in some schools.

    Parameters
    ----------
    codings:
        Those that count, and not those for agreement alone.
    above:
        For each code itself and the codes above it.
    """

    codings: Sequence[Evidence] = ()
    above: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sources: Sequence[SchoolSource] = ()
    people: Sequence[SchoolParticipant] = ()

    def under(self, code: str = "", case: str = "") -> Sequence[Evidence]:
        """Return the codings under a code and those below it, and of a school; of all where either is empty."""
        found = self._by_code.get(code, ()) if code else self.codings
        return [item for item in found if item.case == case] if case else found

    @cached_property
    def _by_code(self) -> Mapping[str, Sequence[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for item in self.codings:
            for code in self.above.get(item.code, (item.code,)):
                found.setdefault(code, []).append(item)
        return found

    def heard(self, case: str, kind: str, role: str = "") -> int:
        """Count the participants of a school, or of them those in a role, heard in its sources of a kind."""
        sources = {source.ref for source in self.sources if (source.case, source.kind) == (case, kind)}
        return sum(not sources.isdisjoint(person.heard_in) for person in self._people(case, role))

    def _people(self, case: str, role: str) -> Sequence[SchoolParticipant]:
        return [person for person in self.people if person.case == case and role in {"", person.role}]

    def count_people(self, case: str, role: str = "") -> int:
        """Count the participants of a school, in all or in a role."""
        return len(self._people(case, role))


SCHOOL_FIGURES = FigureFamily[SchoolMaterial]()
_define = SCHOOL_FIGURES.define

# fmt: off
CODINGS = _define("codings", (CASE, CODE), ("coded passages of {}", "coded passages of {} under {}"),
    lambda material, case, code="": len(material.under(code, case)), lists_codings=True)
COUNTERING = _define(
    "counter", (CASE, CODE),
    ("passages of {} that speak against their code", "passages of {} that speak against {}"),
    lambda material, case, code="": sum(item.counters for item in material.under(code, case)), lists_codings=True)
WAITING = _define("waiting", (CASE,), ("codings of {} on the review list",),
    lambda material, case: sum(item.in_review for item in material.under(case=case)), lists_codings=True)
SOURCES = _define("sources", (CASE, KIND), ("sources of {}", "sources of {}: {}"),
    lambda material, case, kind="": sum(each.case == case and kind in {"", each.kind} for each in material.sources))
PARTICIPANTS = _define("participants", (CASE, ROLE), ("participants of {}", "participants of {}: {}"),
    SchoolMaterial.count_people)
HEARD_IN_SOURCE = _define("heard", (SOURCE,), ("people heard in {}",),
    lambda material, source: sum(source in person.heard_in for person in material.people))
HEARD = _define(
    "heard", (CASE, KIND, ROLE),
    ("people of {} heard in sources of the kind {}", "people of {} heard in sources of the kind {}: {}"),
    SchoolMaterial.heard)
# fmt: on
