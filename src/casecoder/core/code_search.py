"""Codes as a picker offers them, and which of them are meant by a few typed letters."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

ENOUGH = 78.0
"""From which likeness, of 100, a code is offered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that can be applied.

    Parameters
    ----------
    id, name:
        As in the codebook.
    codebook:
        The title it is grouped under.
    depth:
        How many codes it stands under, for indenting.
    definition, include, exclude, example:
        Markdown, possibly empty.
    cues:
        Phrases that often stand where the code applies.
    """

    id: str
    name: str
    codebook: str
    depth: int = 0
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    cues: tuple[str, ...] = ()


def matching(choices: Sequence[Choice], typed: str, recent: Sequence[str] = ()) -> list[Choice]:
    """The choices that may be meant, likeliest first.

    Ids that begin with what was typed come before all else, in codebook order; then names and cue
    phrases by likeness, codes used recently before others of the same likeness.
    """
    wanted = utils.default_process(typed)
    if not wanted:
        return list(choices)
    lately = {code: place for place, code in enumerate(recent)}
    scored = []
    for place, choice in enumerate(choices):
        begins = choice.id.casefold().startswith(typed.strip().casefold())
        exact = choice.id.casefold() == typed.strip().casefold()
        score = 200.0 + exact if begins else _likeness(choice, wanted)
        if score >= ENOUGH:
            scored.append((-round(score), lately.get(choice.id, len(lately)) if not begins else 0, place, choice))
    return [choice for *_, choice in sorted(scored, key=lambda entry: entry[:3])]


def _likeness(choice: Choice, wanted: str) -> float:
    name = utils.default_process(choice.name)
    bonus = 10.0 * any(word.startswith(wanted) for word in name.split()) + 10.0 * name.startswith(wanted)
    cues = max((_alike(wanted, utils.default_process(cue)) for cue in choice.cues), default=0.0)
    return max(_alike(wanted, name) + bonus, cues - 5.0)


def _alike(wanted: str, phrase: str) -> float:
    """As much of the phrase as was typed, in order or word by word."""
    if len(phrase) < len(wanted):
        return float(fuzz.ratio(wanted, phrase))
    return float(max(fuzz.partial_ratio(wanted, phrase), fuzz.partial_token_sort_ratio(wanted, phrase) - 5.0))
