"""What is being thought over or written and has not been kept yet."""

from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from casecoder.core.judging.rating import Judgement
from casecoder.core.vocabulary import Band


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """What a rater has put together for a cell. Two drafts that say the same are equal."""

    band: Band | None = None
    rationale: str = ""
    cited: frozenset[int] = field(default=frozenset())

    @classmethod
    def of(cls, judgement: Judgement | None) -> "RatingDraft":
        """The draft that says what a rating says; an empty one when there is no rating."""
        if judgement is None:
            return cls()
        return cls(judgement.band, judgement.rationale, frozenset(judgement.cited))

    def with_band(self, band: Band) -> "RatingDraft":
        """This draft with another band."""
        return replace(self, band=band)

    def with_rationale(self, rationale: str) -> "RatingDraft":
        """This draft with another rationale."""
        return replace(self, rationale=rationale)

    def toggled(self, number: int) -> "RatingDraft":
        """This draft citing a coding, or no longer citing it."""
        return replace(self, cited=self.cited ^ {number})

    def citing(self, numbers: frozenset[int]) -> "RatingDraft":
        """This draft citing just these codings."""
        return replace(self, cited=numbers)

    def among(self, numbers: frozenset[int]) -> "RatingDraft":
        """This draft without citations of codings that are no longer there."""
        return replace(self, cited=self.cited & numbers)


@runtime_checkable
class UnsavedWriting(Protocol):
    """A screen with words in it that leaving the program would lose."""

    @property
    def unkept(self) -> tuple[str, str] | None:
        """What is being written and its words so far; ``None`` when there is nothing to lose."""
