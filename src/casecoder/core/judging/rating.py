"""Ratings: what a rating must rest on, and which rating of a cell holds."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from typing import Protocol, TypeVar

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence, rating_id
from casecoder.core.vocabulary import Band


def same_person(one: str, other: str) -> bool:
    """Return whether two names are of one rater: ``anna`` and ``Anna`` are, so that a slip makes no second rater."""
    return bool(one.strip()) and _normalise_name(one) == _normalise_name(other)


def _normalise_name(name: str) -> str:
    """Return a name without regard to capitals and extra white space."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


class RatingKind(StrEnum):
    """Whether one rater gave a rating, or several agreed on it."""

    OWN = "own"
    """One rater gave it."""
    AGREED = "agreed"
    """Raters agreed on it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rating as readers see it.

    Parameters
    ----------
    cited:
        The numbers of the codings that the rating cites.
    stale:
        Why the rating has to be looked at again, one sentence each; empty while it holds. The sentences quote nobody.
    changes:
        The same with the words from before and now, for the study's own researchers.
    settles:
        The numbers of other people's ratings whose place this rating takes.
    reason:
        Why it takes the place of a rating that was signed off; empty if none was.
    signed_by, signed_at:
        Who has signed it off, and when; empty and ``None`` while nobody has.
    """

    number: int
    case: str
    code: str
    band: Band
    rationale: str
    rater: str
    rated_at: datetime
    cited: tuple[int, ...]
    stale: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    kind: RatingKind = RatingKind.OWN
    settles: tuple[int, ...] = ()
    reason: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None

    @property
    def id(self) -> str:
        """The short id that people type (``R-0031``)."""
        return rating_id(self.number)

    @property
    def is_signed(self) -> bool:
        """Whether the rating has been signed off."""
        return bool(self.signed_by)


@dataclass(frozen=True, slots=True)
class RatingStanding:
    """What holds for one cell, and what is open.

    Parameters
    ----------
    judgement:
        The rating that holds; ``None`` when there is none, or raters differ.
    open:
        The newest rating of each rater that nothing has settled yet, oldest first.
    hidden:
        How many more ratings there are that the reader may not see yet.
    replaced:
        Whether one of the hidden ratings was given in place of the rating that holds for the reader.
    """

    judgement: Judgement | None = None
    open: tuple[Judgement, ...] = field(default=())
    hidden: int = 0
    replaced: bool = False

    @property
    def differs(self) -> bool:
        """Whether raters differ and nobody has reconciled their ratings."""
        return self.judgement is None and len(self.open) > 1

    @property
    def given(self) -> tuple[Judgement, ...]:
        """The rating that holds, or, if none does, the ratings that are open."""
        return (self.judgement,) if self.judgement else self.open

    @property
    def is_stale(self) -> bool:
        """Whether there is a rating to look at again."""
        return any(judgement.stale for judgement in self.given)

    @property
    def sentence(self) -> str:
        """The words where no rating holds, as ``2 ratings not yet reconciled``; else empty.

        They are empty too where nobody has rated. A single rating needs no reconciling. It holds for those who may see
        it, and for others once it is signed off.
        """
        number = len(self.open) + self.hidden
        if self.judgement is not None or not number:
            return ""
        return "1 rating not yet signed off" if number == 1 else f"{number:,} ratings not yet reconciled"


def find_rating_standing(given: Sequence[Judgement]) -> RatingStanding:
    """Return which rating of a cell holds, and which are open.

    A rating that another takes the place of no longer counts. Of the others the newest signed one holds; else the
    newest that was agreed on; else, if the newest ratings of all raters have one band, the newest of them. If they
    differ, none holds.

    Parameters
    ----------
    given:
        The ratings of one cell, oldest first.
    """
    settled = {number for judgement in given for number in judgement.settles}
    newest = {_normalise_name(judgement.rater): judgement for judgement in given if judgement.kind is RatingKind.OWN}
    counting = [judgement for judgement in newest.values() if judgement.number not in settled]
    own = tuple(sorted((j for j in counting if not is_public_rating(j)), key=lambda judgement: judgement.number))
    public = [judgement for judgement in given if is_public_rating(judgement) and judgement.number not in settled]
    for holding in ([judgement for judgement in public if judgement.is_signed], public):
        if holding:
            return RatingStanding(holding[-1], own)
    if len({judgement.band for judgement in own}) == 1:
        return RatingStanding(own[-1], own)
    return RatingStanding(None, own)


class RatingLike(Protocol):
    """A rating, as far as it matters who gave it and after what."""

    @property
    def rater(self) -> str:
        """Who gave the rating."""

    @property
    def kind(self) -> RatingKind:
        """Whether one rater gave it, or several agreed on it."""

    @property
    def reason(self) -> str:
        """Why it takes the place of a rating that was signed off; empty if none was."""

    @property
    def is_signed(self) -> bool:
        """Whether the rating has been signed off."""


RatingLikeT = TypeVar("RatingLikeT", bound=RatingLike)


def has_rated(given: Iterable[RatingLike], viewer: str) -> bool:
    """Return whether somebody has given a rating of a cell herself. Then blindness hides none of the others from her.

    Parameters
    ----------
    viewer:
        The name of this person; empty for a reader of documents, who rates nothing.
    """
    return any(rating.kind is RatingKind.OWN and same_person(rating.rater, viewer) for rating in given)


def is_public_rating(rating: RatingLike) -> bool:
    """Return whether everybody may see a rating in a blind study: it was agreed on or signed off."""
    return rating.is_signed or rating.kind is RatingKind.AGREED


def ratings_visible_to(given: Sequence[RatingLikeT], viewer: str) -> list[RatingLikeT]:
    """Return the ratings of one cell that a rater may see in a blind study.

    She sees public ratings, and all ratings once she has rated the cell.

    Parameters
    ----------
    viewer:
        The name of the rater; empty for a reader of documents, who rates nothing.
    """
    return list(given) if has_rated(given, viewer) else [rating for rating in given if is_public_rating(rating)]


def independent_ratings(given: Sequence[RatingLikeT]) -> list[RatingLikeT]:
    """Return the ratings of one cell that raters gave by themselves.

    They end where something was agreed on or a signed rating was replaced: later ratings were given in the light of
    that.

    Parameters
    ----------
    given:
        The ratings of one cell, oldest first.
    """
    return list(takewhile(lambda rating: rating.kind is RatingKind.OWN and not rating.reason, given))


def is_rated_blind(own: Sequence[RatingLikeT], was_blind: Callable[[RatingLikeT], bool]) -> bool:
    """Return whether each rater gave her newest rating of a cell before she could see another's.

    She did if nobody else had rated it yet, or if it was her first rating there and the study was rated blind.

    Parameters
    ----------
    own:
        The ratings that raters gave by themselves, oldest first.
    was_blind:
        Returns whether the study was rated blind when a rating was given.
    """
    newest = {rating.rater: rating for rating in own}
    before: set[str] = set()
    for rating in own:
        others = before - {rating.rater}
        if others and rating is newest[rating.rater] and (rating.rater in before or not was_blind(rating)):
            return False
        before.add(rating.rater)
    return True


def require_rating_evidence(
    band: Band, rationale: str, cited: Sequence[Evidence], case: str, codes: frozenset[str]
) -> None:
    """Refuse a rating that rests on nothing.

    Parameters
    ----------
    case:
        The short id of the case rated; evidence from another school is no evidence.
    codes:
        The rated code and its children.

    Raises
    ------
    CaseCoderError
        If there is no rationale; if Green, Amber or Red cites nothing; if Green or Amber cites only codings that
        speak against the benefit; if "looked, no evidence" cites something; if a cited coding is of another case or
        code, or a second coder's.
    """
    if not rationale.strip():
        raise CaseCoderError("A rating needs a rationale.", "Say in a sentence why (--because).")
    if band is Band.NONE and cited:
        raise CaseCoderError(
            "“Looked, no evidence” can't cite evidence.", "Rate it red if there is little, or cite nothing."
        )
    if band is not Band.NONE and not cited:
        raise CaseCoderError(
            f"{band.label} needs at least one cited coding.",
            "Cite codings by id (--evidence E-0412), or rate it none if you looked and found nothing.",
        )
    if band in {Band.GREEN, Band.AMBER} and all(item.counters for item in cited):
        raise CaseCoderError(
            f"All that is cited speaks against the benefit, so it can't be {band.label}.",
            "Cite something that supports it as well, or rate it red.",
        )
    for item in cited:
        if item.case != case:
            raise CaseCoderError(f"{item.id} is evidence from {item.case}, not from {case}.")
        if item.for_agreement:
            raise CaseCoderError(
                f"{item.id} was coded by {item.coder} to see how far coders agree; it is no evidence.",
                f"Cite what was coded first, or say that {item.coder} is no second coder of {item.source}.",
            )
        if item.code not in codes:
            raise CaseCoderError(
                f"{item.id} is coded {item.code}, which is not under the code being rated.",
                "Code the words to the benefit first.",
            )
