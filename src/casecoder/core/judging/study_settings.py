"""The settings of a study: blind or not, who leads, and the rule behind a proposed band."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.rating_rule import THRESHOLD_NAMES, RatingRule

_YES = {"on", "yes", "true", "1"}
_NO = {"off", "no", "false", "0"}


@dataclass(frozen=True, slots=True)
class StudySettings:
    """How a study is rated.

    Parameters
    ----------
    blind:
        Whether a rater sees others' ratings of a cell only once she has given hers.
    lead:
        Who sees all ratings, reconciles and signs off; empty where everybody may.
    rule:
        The rule that proposes bands.
    """

    blind: bool = False
    lead: str = ""
    rule: RatingRule = field(default_factory=RatingRule)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "StudySettings":
        """Return the settings that a study keeps. Those that it doesn't keep have their defaults."""
        numbers = {name: stored[name] for name in THRESHOLD_NAMES if name in stored}
        return cls(bool(stored.get("blind", False)), str(stored.get("lead", "")), RatingRule(**numbers))

    @property
    def values(self) -> dict[str, str]:
        """Each setting as people type it, by name."""
        numbers = {name: f"{getattr(self.rule, name):g}" for name in THRESHOLD_NAMES}
        return {"blind": "on" if self.blind else "off", "lead": self.lead, **numbers}

    @property
    def stored(self) -> dict[str, Any]:
        """What the study keeps: the settings that are not at their defaults."""
        usual, held = RatingRule(), {name: getattr(self.rule, name) for name in THRESHOLD_NAMES}
        numbers = {name: value for name, value in held.items() if value != getattr(usual, name)}
        return {**({"blind": True} if self.blind else {}), **({"lead": self.lead} if self.lead else {}), **numbers}

    def with_setting(self, name: str, value: str) -> "StudySettings":
        """Return these settings with one of them set to a value as typed.

        Raises
        ------
        CaseCoderError
            If there is no such setting, or it can't have that value.
        """
        normalised_name = name.strip().lower().replace("-", "_")
        if normalised_name == "blind":
            return replace(self, blind=_parse_switch(value))
        if normalised_name == "lead":
            return replace(self, lead=value.strip())
        if normalised_name not in THRESHOLD_NAMES:
            raise CaseCoderError(f"There is no setting {name!r}.", "There are: " + ", ".join(self.values) + ".")
        return replace(self, rule=self.rule.with_threshold(normalised_name, value))


def _parse_switch(value: str) -> bool:
    """Return whether a typed word means on."""
    typed = value.strip().lower()
    if typed not in _YES | _NO:
        raise CaseCoderError(f"Blind can't be {value!r}.", "It is on or off.")
    return typed in _YES
