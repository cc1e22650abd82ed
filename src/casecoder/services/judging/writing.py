"""Writing a rating: what it rests on is looked up, checked, and kept with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging import grounds
from casecoder.core.judging.evidence import rating_id
from casecoder.core.judging.rating import Judgement, Kind, Standing, require, same_person, standing
from casecoder.core.vocabulary import Band
from casecoder.core.wording import listed
from casecoder.services.judging.judgements import judgement_of, judgements
from casecoder.services.judging.staleness import places, wordings
from casecoder.services.judging.telling import AGAIN
from casecoder.store import records
from casecoder.store.changes import Change
from casecoder.store.evidence import Filter, evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Citation, Code, Rating


def no_longer_rated(code: Code) -> str:
    """Why a code is none that is rated; empty if it is one."""
    if code.retired:
        return f"The code {code.ref} {code.name} is retired."
    return f"{code.ref} is a child code; a rating is given to its parent." if code.parent_id is not None else ""


@dataclass(frozen=True, slots=True)
class Writing:
    """A cell that is about to be given a rating, inside a change of the study.

    Parameters
    ----------
    given:
        The ratings given so far, oldest first; ``held`` is what is to be made of them.
    """

    change: Change
    school: Case
    benefit: Code
    given: tuple[Judgement, ...]
    held: Standing

    @classmethod
    def of(cls, change: Change, case: str, code: str) -> "Writing":
        """The cell of a case and a code.

        Raises
        ------
        CaseCoderError
            If case or code is unknown, or the code is none that is rated.
        """
        school = records.case_named(change.session, case)
        benefit = records.code_named(change.session, code)
        if why := no_longer_rated(benefit):
            raise CaseCoderError(why, "Rate a code in force that stands at the top of its codebook.")
        given = judgements(change.session, school, benefit)
        return cls(change, school, benefit, tuple(given), standing(given))

    @property
    def name(self) -> str:
        """The cell by its short ids (``P3 B02``)."""
        return f"{self.school.short} {self.benefit.ref}"

    def settling(self, reason: str) -> tuple[int, ...]:
        """The numbers of the ratings that still count, for one that takes the place of them all.

        Raises
        ------
        CaseCoderError
            If one of them is signed off and no reason is given.
        """
        holds = self.held.judgement
        if holds is not None and holds.is_signed and not reason.strip():
            raise CaseCoderError(
                f"{holds.id} of {self.name} was signed off by {holds.signed_by}: it changes only with a reason.",
                "Say why it has to change (--reason).",
            )
        return tuple(sorted({each.number for each in (*self.held.open, *([holds] if holds else []))}))

    def write(
        self,
        study: StudyFile,
        band: Band,
        *,
        because: str,
        cited: Sequence[int],
        rater: str,
        label: str,
        kind: Kind = Kind.OWN,
        settles: tuple[int, ...] = (),
        reason: str = "",
    ) -> Judgement:
        """Write the rating with its citations.

        Parameters
        ----------
        label:
            What the history says of it, before the rating's id.

        Raises
        ------
        CaseCoderError
            If there is no such coding, or the rating rests on nothing.
        """
        change, session = self.change, self.change.session
        resting = evidence(session, Filter(numbers=frozenset(cited))) if cited else []
        for number in set(cited) - {item.number for item in resting}:
            records.coding_numbered(session, number)  # says that there is none
        family = frozenset(member.ref for member in records.with_children(session, self.benefit))
        require(band, because, resting, self.school.short, family)
        meanings = wordings(session, {item.code for item in resting} | {self.benefit.ref})
        coded = self._coded(family) if band is Band.NONE else None
        rating = Rating(
            id=study.new_id(),
            number=change.next_number("rating"),
            case_id=self.school.id,
            code_id=self.benefit.id,
            band=band,
            rationale=because.strip(),
            rater=rater,
            rated_at=change.now,
            fingerprint=grounds.fingerprint(resting, meanings, places(session, cited), coded),
            kind=kind,
            settles=list(settles),
            reason=reason.strip() if settles else "",
        )
        change.insert(rating)
        change.insert_all(Citation(rating_id=rating.id, coding_number=item.number) for item in resting)
        change.label = f"{label} ({rating_id(rating.number)})"
        if kind is Kind.OWN and settles:
            change.label += f" in place of {listed(list(map(rating_id, settles)))}"
        elif kind is Kind.OWN:
            change.label += self._after(rater)
        cites = sorted(item.number for item in resting)
        return judgement_of(rating, self.school.short, self.benefit.ref, cites)

    def _after(self, rater: str) -> str:
        """What the history says of the rating that a rater gave before."""
        own = [given for given in self.given if given.kind is Kind.OWN and same_person(given.rater, rater)]
        if not own:
            return ""
        why = " ".join(own[-1].stale)  # which the history tells only those who may see the rating
        return f" after {own[-1].id}" + (f"{AGAIN}: {why}" if why else "")

    def _coded(self, family: frozenset[str]) -> list[int]:
        """The numbers of what is coded in the cell and counts."""
        here = Filter(codes=family, cases=frozenset({self.school.short}), analysed=True)
        return [item.number for item in evidence(self.change.session, here)]
