"""Writing a rating: looking up, checking and keeping what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging import fingerprint
from casecoder.core.judging.evidence import rating_id
from casecoder.core.judging.rating import (
    Judgement,
    RatingKind,
    RatingStanding,
    find_rating_standing,
    require_rating_evidence,
    same_person,
)
from casecoder.core.phrases import join_with_and
from casecoder.core.vocabulary import Band
from casecoder.services.judging.history_labels import LOOKED_AT_AGAIN
from casecoder.services.judging.rating_rows import judgement_from_rating, list_judgements
from casecoder.services.judging.staleness import coding_places, definition_digests
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CaseRow, CitationRow, CodeRow, RatingRow


def reason_not_rated(code: CodeRow) -> str:
    """Return why a code is not rated; empty if it is."""
    if code.retired:
        return f"The code {code.ref} {code.name} is retired."
    return f"{code.ref} is a child code; a rating is given to its parent." if code.parent_id is not None else ""


@dataclass(frozen=True, slots=True)
class RatingWriter:
    """Writes a rating of one cell, inside a change of the study.

    Parameters
    ----------
    given:
        The ratings given so far, oldest first.
    """

    change: StudyChange
    school: CaseRow
    benefit: CodeRow
    given: tuple[Judgement, ...]
    standing: RatingStanding

    @classmethod
    def of(cls, change: StudyChange, case: str, code: str) -> "RatingWriter":
        """Return the writer for a case and a code.

        Raises
        ------
        CaseCoderError
            If case or code is unknown, or the code is not rated.
        """
        school = records.case_named(change.session, case)
        benefit = records.code_named(change.session, code)
        if why := reason_not_rated(benefit):
            raise CaseCoderError(why, "Rate a top-level code that is in force.")
        given = list_judgements(change.session, school, benefit)
        return cls(change, school, benefit, tuple(given), find_rating_standing(given))

    @property
    def name(self) -> str:
        """The cell by its short ids (``P3 B02``)."""
        return f"{self.school.short} {self.benefit.ref}"

    def ratings_to_settle(self, reason: str) -> tuple[int, ...]:
        """Return the numbers of the ratings that still count and that a new rating takes the place of.

        Raises
        ------
        CaseCoderError
            If one of them is signed off and no reason is given.
        """
        holds = self.standing.judgement
        if holds is not None and holds.is_signed and not reason.strip():
            raise CaseCoderError(
                f"{holds.id} of {self.name} was signed off by {holds.signed_by}: it changes only with a reason.",
                "Say why it has to change (--reason).",
            )
        return tuple(sorted({each.number for each in (*self.standing.open, *([holds] if holds else []))}))

    def write(
        self,
        study: StudyFile,
        band: Band,
        *,
        because: str,
        cited: Sequence[int],
        rater: str,
        label: str,
        kind: RatingKind = RatingKind.OWN,
        settles: tuple[int, ...] = (),
        reason: str = "",
    ) -> Judgement:
        """Write the rating with its citations.

        Parameters
        ----------
        label:
            What the history says of the rating, before its id.

        Raises
        ------
        CaseCoderError
            If there is no such coding, or the rating rests on nothing.
        """
        change, session = self.change, self.change.session
        evidence = find_evidence(session, EvidenceFilter(numbers=frozenset(cited))) if cited else []
        for number in set(cited) - {item.number for item in evidence}:
            records.coding_numbered(session, number)  # raises the error
        family = frozenset(member.ref for member in records.code_with_children(session, self.benefit))
        require_rating_evidence(band, because, evidence, self.school.short, family)
        meanings = definition_digests(session, {item.code for item in evidence} | {self.benefit.ref})
        coded = self._counted_codings(family) if band is Band.NONE else None
        rating = RatingRow(
            id=study.new_id(),
            number=change.next_number("rating"),
            case_id=self.school.id,
            code_id=self.benefit.id,
            band=band,
            rationale=because.strip(),
            rater=rater,
            rated_at=change.now,
            fingerprint=fingerprint.take_fingerprint(evidence, meanings, coding_places(session, cited), coded),
            kind=kind,
            settles=list(settles),
            reason=reason.strip() if settles else "",
        )
        change.insert(rating)
        change.insert_all(CitationRow(rating_id=rating.id, coding_number=item.number) for item in evidence)
        change.label = f"{label} ({rating_id(rating.number)})"
        if kind is RatingKind.OWN and settles:
            change.label += f" in place of {join_with_and(list(map(rating_id, settles)))}"
        elif kind is RatingKind.OWN:
            change.label += self._earlier_rating_label(rater)
        cites = sorted(item.number for item in evidence)
        return judgement_from_rating(rating, self.school.short, self.benefit.ref, cites)

    def _earlier_rating_label(self, rater: str) -> str:
        """Return what the history says of the rater's earlier rating of the cell."""
        own = [given for given in self.given if given.kind is RatingKind.OWN and same_person(given.rater, rater)]
        if not own:
            return ""
        why = " ".join(own[-1].stale)  # shown only to those who may see the rating
        return f" after {own[-1].id}" + (f"{LOOKED_AT_AGAIN}: {why}" if why else "")

    def _counted_codings(self, family: frozenset[str]) -> list[int]:
        """Return the numbers of the codings in the cell that count."""
        here = EvidenceFilter(codes=family, cases=frozenset({self.school.short}), analysed=True)
        return [item.number for item in find_evidence(self.change.session, here)]
