"""Ratings and texts that are not kept yet."""

from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from casecoder.core.judging.rating import Judgement
from casecoder.core.vocabulary import Band


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """A rating in preparation. Two drafts with the same content are equal."""

    band: Band | None = None
    rationale: str = ""
    cited: frozenset[int] = field(default=frozenset())

    @classmethod
    def of(cls, judgement: Judgement | None) -> "RatingDraft":
        """Return a draft with the content of a rating; an empty one when there is no rating."""
        if judgement is None:
            return cls()
        return cls(judgement.band, judgement.rationale, frozenset(judgement.cited))

    def with_band(self, band: Band) -> "RatingDraft":
        """Return this draft with another band."""
        return replace(self, band=band)

    def with_rationale(self, rationale: str) -> "RatingDraft":
        """Return this draft with another rationale."""
        return replace(self, rationale=rationale)

    def toggled(self, number: int) -> "RatingDraft":
        """Return this draft with a citation of a coding added, or removed if it was there."""
        return replace(self, cited=self.cited ^ {number})

    def citing(self, numbers: frozenset[int]) -> "RatingDraft":
        """Return this draft with citations of exactly these codings."""
        return replace(self, cited=numbers)

    def among(self, numbers: frozenset[int]) -> "RatingDraft":
        """Return this draft with only the citations of codings that still exist."""
        return replace(self, cited=self.cited & numbers)


@runtime_checkable
class UnsavedWriting(Protocol):
    """A screen with text in it that would be lost on leaving the program."""

    @property
    def unkept(self) -> tuple[str, str] | None:
        """What the text is about, and the text so far; ``None`` when nothing would be lost."""
