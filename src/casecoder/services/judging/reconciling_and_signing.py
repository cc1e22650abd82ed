"""Reconciling several ratings of a cell to one, and signing ratings off."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import rating_id
from casecoder.core.judging.rating import Judgement, RatingKind, RatingStanding, same_person
from casecoder.core.phrases import count_with_noun
from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating_rows import RatingReader, judgements_by_cell, list_judgements, rating_standings
from casecoder.services.judging.rating_writer import RatingWriter, reason_not_rated
from casecoder.services.judging.study_settings import require_lead, settings_in_session
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import RATING, RatingRow


@dataclass(frozen=True, slots=True)
class RatedCell:
    """A cell that has been rated.

    Parameters
    ----------
    given:
        The ratings that the reader may see, oldest first.
    why_not_rated:
        Why the code is no longer rated (see :func:`reason_not_rated`); empty while it is.
    """

    case: str
    code: str
    code_name: str
    standing: RatingStanding
    given: tuple[Judgement, ...]
    why_not_rated: str = ""

    @property
    def needs_attention(self) -> bool:
        """Whether raters differ, or a rating has to be looked at again."""
        return self.state in STATE_ORDER[:STATES_NEEDING_ATTENTION]

    @property
    def has_one_rater(self) -> bool:
        """Whether only one person has rated the cell, as far as the reader may see."""
        return all(same_person(given.rater, self.given[0].rater) for given in self.given)

    @property
    def later_ratings(self) -> tuple[Judgement, ...]:
        """The ratings given after the one that holds, with another band."""
        holds = self.standing.judgement
        return tuple(
            judgement
            for judgement in self.standing.open
            if holds and judgement.number > holds.number and judgement.band != holds.band
        )

    @property
    def state(self) -> str:
        """What has to be done about the cell, or that nothing has."""
        holds = self.standing.judgement
        if self.why_not_rated:
            return "no longer rated"
        if self.standing.differs:
            return "raters differ"
        if holds is None:
            return self.standing.sentence
        if holds.stale:
            return "look again"
        if holds.is_signed:
            return "signed off"
        return "another view since" if self.later_ratings else "to be signed off"


STATES_NEEDING_ATTENTION = 3
"""How many of the first states need attention."""
STATE_ORDER = ("raters differ", "look again", "another view since", "to be signed off", "signed off", "no longer rated")
"""The states in the order in which a lead looks at them. Cells whose ratings are still hidden come last."""


@dataclass(frozen=True, slots=True)
class SignOffResult:
    """The ratings that were signed off, and why others were not.

    Parameters
    ----------
    refusals:
        Why each of the other ratings was not signed off, a sentence each.
    """

    signed: tuple[Judgement, ...]
    refusals: tuple[str, ...]


def list_rated_cells(study: StudyFile, viewer: str | None = None) -> list[RatedCell]:
    """Return the cells that have been rated, in the order of codes and schools.

    Parameters
    ----------
    viewer:
        Who reads: see :func:`rating_standings`.
    """
    with study.reading() as session:
        given, reader, cases = judgements_by_cell(session), RatingReader.of(session, viewer), records.case_rows(session)
        return [
            RatedCell(
                case.short,
                code.ref,
                code.name,
                reader.standing(cell),
                tuple(reader.visible(cell)),
                reason_not_rated(code),
            )
            for code in records.code_rows(session)
            for case in cases
            if (cell := given.get((code.ref, case.short)))
        ]


def reconcile(
    study: StudyFile,
    case: str,
    code: str,
    band: Band,
    *,
    because: str,
    cited: Sequence[int],
    coder: str,
    reason: str = "",
) -> Judgement:
    """Keep the rating that was agreed on for a cell. It settles all ratings that counted until then.

    Parameters
    ----------
    because:
        The note on how the band was agreed on.
    cited:
        As in :func:`rate`.
    reason:
        Why a rating that was signed off has to change.

    Raises
    ------
    CaseCoderError
        If nobody has rated the cell, this coder may not reconcile it, or the rating is refused as in :func:`rate`.
    """
    with study.change("rate", "", coder) as change:
        settings = settings_in_session(change.session)
        require_lead(settings, coder, "reconciles ratings")
        cell = RatingWriter.of(change, case, code)
        if not cell.given:
            raise CaseCoderError(f"Nobody has rated {cell.name} yet, so there is nothing to reconcile.", "Rate it.")
        if len(RatingReader.of(change.session, coder).visible(cell.given)) < len(cell.given):
            raise CaseCoderError(
                f"This study is rated blind, and you have not rated {cell.name} yet.",
                "Rate it first, or become its lead (`casecoder setting STUDY lead NAME`).",
            )
        settles = cell.ratings_to_settle(reason)
        names = ", ".join(rating_id(number) for number in settles)
        return cell.write(
            study,
            band,
            because=because,
            cited=cited,
            rater=coder,
            kind=RatingKind.AGREED,
            settles=settles,
            reason=reason,
            label=f"Reconcile {cell.name}, settling {names}",  # the history adds the band
        )


def sign_off(study: StudyFile, case: str, code: str, *, coder: str) -> Judgement:
    """Sign off the rating that holds for a cell. From then on it changes only with a reason.

    Raises
    ------
    CaseCoderError
        If the study has another lead, or the rating can't be signed off as it stands.
    """
    with study.change("sign", "", coder) as change:
        require_lead(settings_in_session(change.session), coder, "signs off")
        school, benefit = records.case_named(change.session, case), records.code_named(change.session, code)
        given = list_judgements(change.session, school, benefit)
        standing = RatingReader.of(change.session, coder).standing(given)
        holds, trouble = standing.judgement, reason_not_rated(benefit).rstrip(".") or _reason_not_signable(standing)
        if trouble or holds is None:
            raise CaseCoderError(f"{school.short} {benefit.ref} can't be signed off: {trouble}.")
        _sign(change, holds, standing, coder)
        change.label = f"Sign off {school.short} {benefit.ref} ({holds.id})"
    return holds


def sign_off_all(study: StudyFile, *, coder: str) -> SignOffResult:
    """Sign off every rating that holds and can be signed off, as one act.

    Raises
    ------
    CaseCoderError
        If the study has another lead.
    """
    with study.change("sign", "", coder) as change:
        require_lead(settings_in_session(change.session), coder, "signs off")
        signed, refusals = [], []
        why_not_rated = {code.ref: reason_not_rated(code) for code in records.code_rows(change.session)}
        for (code, case), standing in rating_standings(change.session, coder).items():
            if why_not_rated[code]:
                continue
            holds, trouble = standing.judgement, _reason_not_signable(standing)
            if holds is not None and not trouble:
                _sign(change, holds, standing, coder)
                signed.append(holds)
            elif holds is None or not holds.is_signed:
                refusals.append(f"{case} {code}: {trouble}.")
        change.label = f"Sign off {count_with_noun(len(signed), 'rating')}"
    return SignOffResult(tuple(signed), tuple(refusals))


def _reason_not_signable(standing: RatingStanding) -> str:
    """Return why the rating of a cell can't be signed off; empty if it can."""
    holds = standing.judgement
    unseen = f"{count_with_noun(standing.hidden, 'rating')} can't be seen yet" if standing.hidden else ""
    if holds is None:
        return unseen or standing.sentence or "nobody has rated it"
    again = f"{holds.id} has to be looked at again: {' '.join(holds.stale).rstrip('.')}" if holds.stale else ""
    if holds.is_signed:
        return f"{holds.id} is already, by {holds.signed_by}" + (f", and {again}; give a new rating" if again else "")
    return again or unseen


def _sign(change: StudyChange, holds: Judgement, standing: RatingStanding, coder: str) -> None:
    """Sign the rating that holds, and settle the ratings of those who agree with it."""
    row = change.session.scalars(select(RatingRow).where(RATING.c.number == holds.number)).one()
    settled = {*row.settles, *(judgement.number for judgement in standing.open)} - {holds.number}
    change.update(row, signed_by=coder, signed_at=change.now, settles=sorted(settled))
