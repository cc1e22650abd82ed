"""Ratings: what one must rest on, and whether it still rests on the same."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import Evidence, rating_id
from casecoder.core.vocabulary import Band

_CODE = "code "
"""What stands before a code's id in a fingerprint; a coding's id stands alone."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rating as readers see it.

    Parameters
    ----------
    cited:
        The numbers of the codings it cites.
    stale:
        Why it has to be looked at again, one sentence each; empty while it holds.
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

    @property
    def id(self) -> str:
        """The short id people type (``R-0031``)."""
        return rating_id(self.number)


def require(band: Band, rationale: str, cited: Sequence[Evidence], case: str, codes: frozenset[str]) -> None:
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
        If there is no rationale; if Green, Amber or Red cites nothing; if Green or Amber cites only what
        speaks against it; if "looked, no evidence" cites something; if a citation is of another case or of
        another code.
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
        if item.code not in codes:
            raise CaseCoderError(
                f"{item.id} is coded {item.code}, which is not under the code being rated.",
                "Code the words to the benefit first.",
            )


def digest(*parts: str) -> str:
    """SHA-256 over texts, for a fingerprint."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def fingerprint(cited: Iterable[Evidence], wordings: Mapping[str, str]) -> dict[str, str]:
    """A digest of each thing a rating rests on.

    Parameters
    ----------
    wordings:
        For the rated code and each code cited under: a digest of its definition, include and exclude.
    """
    return {**{item.id: item.digest for item in cited}, **{_CODE + ref: w for ref, w in wordings.items()}}


def present(cited: Iterable[Evidence], wordings: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Of each thing ratings rest on: every digest that says it is what it was, whichever version took it."""
    return {
        **{item.id: frozenset((item.digest, item.first_digest)) for item in cited},
        **{_CODE + ref: frozenset((wording,)) for ref, wording in wordings.items()},
    }


def codes_in(parts: Iterable[str]) -> set[str]:
    """The codes among the parts of a fingerprint."""
    return {part.removeprefix(_CODE) for part in parts if part.startswith(_CODE)}


def what_changed(then: Mapping[str, str], now: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Why a rating is stale: one sentence for each thing that is no longer what it was.

    Parameters
    ----------
    then:
        A fingerprint.
    now:
        As :func:`present` gives it.
    """
    reasons = []
    for part, was in sorted(then.items()):
        thing = f"The definition of {part.removeprefix(_CODE)}" if part.startswith(_CODE) else part
        if part not in now:
            reasons.append(f"{thing} has been removed.")
        elif was not in now[part]:
            reasons.append(f"{thing} has changed.")
    return tuple(reasons)
