"""How a study rates: blind or not, who leads, and the rule behind a proposed band."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.rating_rule import THRESHOLD_NAMES, RatingRule

_YES = {"on", "yes", "true", "1"}
_NO = {"off", "no", "false", "0"}


@dataclass(frozen=True, slots=True)
class StudySettings:
    """What a study says of rating.

    Parameters
    ----------
    blind:
        Whether a rater sees others' ratings of a cell only once she has given hers.
    lead:
        Who sees all ratings, reconciles and signs off; empty: everybody may.
    rule:
        When which band is proposed.
    """

    blind: bool = False
    lead: str = ""
    rule: RatingRule = field(default_factory=RatingRule)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "StudySettings":
        """The settings as a study keeps them; what it doesn't mention is as it comes."""
        numbers = {name: kept[name] for name in THRESHOLD_NAMES if name in kept}
        return cls(bool(kept.get("blind", False)), str(kept.get("lead", "")), RatingRule(**numbers))

    @property
    def values(self) -> dict[str, str]:
        """Each setting as people type it, by name."""
        numbers = {name: f"{getattr(self.rule, name):g}" for name in THRESHOLD_NAMES}
        return {"blind": "on" if self.blind else "off", "lead": self.lead, **numbers}

    @property
    def kept(self) -> dict[str, Any]:
        """What the study keeps: what is not as it comes."""
        usual, held = RatingRule(), {name: getattr(self.rule, name) for name in THRESHOLD_NAMES}
        numbers = {name: value for name, value in held.items() if value != getattr(usual, name)}
        return {**({"blind": True} if self.blind else {}), **({"lead": self.lead} if self.lead else {}), **numbers}

    def having(self, name: str, value: str) -> "StudySettings":
        """These settings with one of them as typed.

        Raises
        ------
        CaseCoderError
            If there is no such setting, or it can't be that.
        """
        wanted = name.strip().lower().replace("-", "_")
        if wanted == "blind":
            return replace(self, blind=_switch(value))
        if wanted == "lead":
            return replace(self, lead=value.strip())
        if wanted not in THRESHOLD_NAMES:
            raise CaseCoderError(f"There is no setting {name!r}.", "There are: " + ", ".join(self.values) + ".")
        return replace(self, rule=self.rule.having(wanted, value))


def _switch(value: str) -> bool:
    typed = value.strip().lower()
    if typed not in _YES | _NO:
        raise CaseCoderError(f"Blind can't be {value!r}.", "It is on or off.")
    return typed in _YES
