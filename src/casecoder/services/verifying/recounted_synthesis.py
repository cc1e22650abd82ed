"""Counting again what the report across schools says was counted.

A key there begins with ``all:``; what follows names what was counted, over all schools of the study:

=================================  =====================================================================
key                                what is counted
=================================  =====================================================================
``schools``, ``schools-in:PHASE``  schools; those of a phase
``schools:CODE``                   schools with a coding in support of the code or one below it
``schools-against:CODE``           schools with one against it
``codings``, ``codings:CODE``      codings, and so ``supports`` and ``counter`` for those of one direction
``supports:CODE:CASE``             of one school
``waiting``                        codings on the review list
``withheld``                       other codings that can't be quoted, for want of consent
``outdated``                       codings that wait for a second look
``sources``, ``sources:CODE``      sources; those with a coding in support
``kinds:KIND:PHASE``               sources by kind and phase; an empty word stands for all
``people``, ``people:ROLE:PHASE``  participants, in the same way
``turns``                          turns of all sources
``both``                           sources on which more than one coder has worked
``again``                          sources to which a second coder was given
``codes``, ``met``                 codes in force of the first codebook; those of them with codings
``by:CODER``, ``sources-by:CODER`` codings of a coder; sources she coded in
``near:A:B``, ``near-schools:A:B`` codings of B near one of A, both in support; schools with one
``with:A:B``, ``with-schools:A:B`` codings of B or below at the words of A or in its turn; schools with one
``common``                         benefits found in enough schools to stand among them
``ratings``, ``ratings:BAND``      ratings that hold
``bands:CODE:BAND``                schools with that band; ``unrated`` for none
``stale``, ``unrated``             ratings to be looked at again; cells without one
``cells``                          benefits times schools
``count_missing_summaries``                      summaries missing, of a benefit in a school with codings for it
``unsettled``                      cells whose ratings are not yet reconciled or signed off
``replaced``                       ratings that hold, with a newer one that waits to be signed off
``rated-by:RATER``                 cells a rater has rated by herself
``twice``                          cells that at least two have rated by themselves
``differed``, ``reconciled``       of these, those they gave different bands; of those, the reconciled ones
``blind``                          of ``twice``, those where nobody saw another's rating before giving hers
``signed``, ``signed-by:NAME``     ratings that hold and are signed off; by whom
``agreement:ON:MEASURE:CODE``      agreement, as printed: on ``codings``, by character, or on ``ratings``, where no
                                   code stands for all; with ``:low`` or ``:high`` an end of its interval
=================================  =====================================================================
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from inspect import signature

from sqlmodel import Session

from casecoder.core.judging.agreement_results import (
    AgreementLine,
    AgreementMeasure,
    AgreementSubject,
    round_agreement_value,
)
from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import RatingStanding
from casecoder.core.outputs.analysis_method import RatingProcess
from casecoder.core.outputs.figure_sentences import ALL_SCHOOLS_PREFIX
from casecoder.core.outputs.quote_choice import is_quotable
from casecoder.core.outputs.synthesis import FEWEST_SCHOOLS
from casecoder.core.transcripts.nearness import Nearness, NeighbouringCodings
from casecoder.core.vocabulary import Phase
from casecoder.services.codebook.code_families import ancestors_by_code
from casecoder.services.judging.bare_ratings import CodeAndCase
from casecoder.services.judging.rating_process import summarise_rating_process
from casecoder.services.outputs.method import count_turns, count_used_codes
from casecoder.services.outputs.synthesis_themes import (
    SynthesisMaterial,
    count_missing_summaries,
    read_synthesis_material,
)
from casecoder.services.verifying.recounted_agreement import (
    coding_agreement_lines,
    count_double_coded_sources,
    rating_agreement_lines,
)
from casecoder.store import records
from casecoder.store.second_coders import count_twice_coded_sources


def recount_synthesis(
    session: Session, keys: Iterable[str], stands: Mapping[CodeAndCase, RatingStanding]
) -> dict[str, float | None]:
    """The figures of these keys as the study has them now; those whose key is unknown are left out.

    ``None`` is for a measure of agreement that has no value.

    Parameters
    ----------
    stands:
        What a document may show of the ratings of each cell.
    """
    counting = _Counting(session, stands)
    found: dict[str, float | None] = {}
    for key in keys:
        what, *rest = key.removeprefix(ALL_SCHOOLS_PREFIX).split(":", 1)
        count = counting.counts.get(what)
        if count is not None and key.startswith(ALL_SCHOOLS_PREFIX):
            of = [word for words in rest for word in words.split(":", max(0, len(signature(count).parameters) - 1))]
            if _takes(count, of):
                found[key] = count(*of)
    return found


def _takes(count: Callable[..., float | None], of: Sequence[str]) -> bool:
    """Whether something is counted for so many words: a key may come from a document that was tampered with."""
    try:
        signature(count).bind(*of)
    except TypeError:
        return False
    return True


class _Counting:
    """Counts over all schools; what is counted is read when it is first asked for."""

    def __init__(self, session: Session, stands: Mapping[CodeAndCase, RatingStanding]) -> None:
        self._session, self._stands = session, stands
        self._of: dict[str, list[Evidence]] = {}
        self.counts: dict[str, Callable[..., float | None]] = {
            "schools": lambda code="": len({i.case for i in self._for(code)} if code else self._found.schools),
            "schools-in": lambda phase: sum(school.phase == phase for school in self._found.schools),
            "schools-against": lambda code: len({item.case for item in self._against(code)}),
            "codings": lambda code="": len(self._under(code)),
            "supports": lambda code="", case="": sum(case in {"", item.case} for item in self._for(code)),
            "counter": lambda code="": len(self._against(code)),
            "waiting": lambda: sum(item.in_review for item in self._all),
            "withheld": lambda: sum(not is_quotable(item) and not item.in_review for item in self._all),
            "outdated": lambda: sum(item.outdated for item in self._all),
            "sources": lambda code="": len({i.source for i in self._for(code)}) if code else self._kinds(),
            "kinds": self._kinds,
            "people": self._people,
            "turns": lambda: count_turns(session),
            "both": lambda: count_double_coded_sources(session),
            "again": lambda: count_twice_coded_sources(session.connection()),
            "met": lambda: count_used_codes(self._found)[0],
            "codes": lambda: count_used_codes(self._found)[1],
            "by": lambda coder: sum(item.coder == coder for item in self._all),
            "sources-by": lambda coder: len({item.source for item in self._all if item.coder == coder}),
            "near": lambda one, other: len(self._near(one, other)),
            "near-schools": lambda one, other: len({item.case for item in self._near(one, other)}),
            "with": lambda one, other: len(self._with(one, other)),
            "with-schools": lambda one, other: len({item.case for item in self._with(one, other)}),
            "common": lambda: sum(len({i.case for i in self._for(code)}) >= FEWEST_SCHOOLS for code in self._benefits),
            "ratings": lambda band="": sum(band in {"", given.band} for given in self._found.judged.values()),
            "bands": self._bands,
            "stale": lambda: sum(bool(given.stale) for given in self._found.judged.values()),
            "unrated": lambda: self._cells - len(self._found.judged) - len(self._found.unsettled),
            "cells": lambda: self._cells,
            "unwritten": lambda: count_missing_summaries(
                self._found, [code for _, codes in self._found.books[:1] for code in codes]
            ),
            "unsettled": lambda: len(self._found.unsettled),
            "replaced": lambda: len(self._found.replaced),
            "rated-by": lambda rater: dict(self._rated.by).get(rater, 0),
            "twice": lambda: self._rated.twice,
            "differed": lambda: self._rated.differed,
            "reconciled": lambda: self._rated.reconciled,
            "blind": lambda: self._rated.blind,
            "signed": lambda: self._rated.signed,
            "signed-by": lambda name: dict(self._rated.signed_by).get(name, 0),
            "agreement": self._agreement,
        }

    @cached_property
    def _found(self) -> SynthesisMaterial:
        return read_synthesis_material(self._session, self._stands)

    @cached_property
    def _all(self) -> list[Evidence]:
        return self._found.everything

    @cached_property
    def _above(self) -> Mapping[str, tuple[str, ...]]:
        return ancestors_by_code(records.code_rows(self._session))

    @cached_property
    def _benefits(self) -> frozenset[str]:
        return self._found.benefits

    @property
    def _cells(self) -> int:
        return len(self._benefits) * len(self._found.schools)

    @cached_property
    def _rated(self) -> RatingProcess:
        return summarise_rating_process(self._session, self._benefits, self._found.judged.values())

    @cached_property
    def _codings_agree(self) -> Mapping[str, AgreementLine]:
        return coding_agreement_lines(self._session, self._found.tops)

    @cached_property
    def _ratings_agree(self) -> Mapping[str, AgreementLine]:
        return rating_agreement_lines(self._session, self._benefits)

    def _agreement(self, on: str, measure: str, code: str, end: str = "") -> float | None:
        lines = self._codings_agree if on == AgreementSubject.CODINGS else self._ratings_agree
        figure = (
            lines[code].figures.get(AgreementMeasure(measure))
            if code in lines and measure in set(AgreementMeasure)
            else None
        )
        if figure is None:
            return None
        return round_agreement_value(
            {"low": figure.low, "high": figure.high}.get(end, figure.value), AgreementMeasure(measure)
        )

    def _under(self, code: str) -> list[Evidence]:
        if code not in self._of:
            self._of[code] = [item for item in self._all if not code or code in self._above[item.code]]
        return self._of[code]

    def _for(self, code: str) -> list[Evidence]:
        return [item for item in self._under(code) if not item.counters]

    def _against(self, code: str) -> list[Evidence]:
        return [item for item in self._under(code) if item.counters]

    def _kinds(self, kind: str = "", phase: str = "") -> int:
        return sum(kind in {"", of} and phase in {"", where} for of, where in self._sources)

    def _people(self, role: str = "", phase: str = "") -> int:
        return sum(role in {"", of} and phase in {"", where} for of, where in self._participants)

    @cached_property
    def _sources(self) -> list[tuple[str, str]]:
        return [(source.kind, self._phases[source.case_id]) for source in records.source_rows(self._session)]

    @cached_property
    def _participants(self) -> list[tuple[str, str]]:
        return [(person.role, self._phases[person.case_id]) for person in records.participant_rows(self._session)]

    @cached_property
    def _phases(self) -> dict[object, str]:
        return {case.id: Phase(case.phase) for case in records.case_rows(self._session)}

    def _near(self, one: str, other: str) -> set[Evidence]:
        return self._beside(one, [item for item in self._for("") if item.code == other], Nearness.NEAR)

    def _with(self, one: str, other: str) -> set[Evidence]:
        return self._beside(one, self._for(other), Nearness.TURN)

    def _beside(self, code: str, others: Iterable[Evidence], how: Nearness) -> set[Evidence]:
        near = NeighbouringCodings(others, self._found.turns)
        return {found for item in self._for(code) for found in near.beside(item, how)}

    def _bands(self, code: str, band: str) -> int:
        given = [judgement.band for (ref, _), judgement in self._found.judged.items() if ref == code]
        return len(self._found.schools) - len(given) if band == "unrated" else sum(each == band for each in given)
