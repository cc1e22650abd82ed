"""Codes as a picker offers them, and which of them are meant by a few typed letters."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

OFFERED_LIKENESS = 78.0
"""From which likeness, of 100, a code is offered."""


@dataclass(frozen=True, slots=True)
class CodeChoice:
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


def find_matching_codes(
    choices: Sequence[CodeChoice], typed: str, recent: Sequence[str] = (), fitting: Sequence[str] = ()
) -> list[CodeChoice]:
    """The choices that may be meant, likeliest first.

    What was typed is sought as the id, the name, the beginning of the id, of the name, of a word of the name,
    something like the name, and last something like a cue phrase. Of codes found alike those come first that fit the
    words to be coded, then those used recently, then the others in the codebook's order; found by the beginning of
    their ids they keep it strictly.
    """
    wanted = utils.default_process(typed)
    if not wanted:
        return list(choices)
    lately = {code: place for place, code in enumerate(dict.fromkeys((*fitting, *recent)))}
    scored = []
    for place, choice in enumerate(choices):
        way, likeness = _found(choice, typed.strip().casefold(), wanted)
        if likeness >= OFFERED_LIKENESS:
            used = 0 if way == _BY_ID else lately.get(choice.id, len(lately))
            scored.append((way, -round(likeness), used, place, choice))
    return [choice for *_, choice in sorted(scored, key=lambda entry: entry[:4])]


_BY_ID = 2
"""The way of finding a code by the beginning of its id, counted from the surest."""


def _found(choice: CodeChoice, typed: str, wanted: str) -> tuple[int, float]:
    """In which way a code was found, the surest way being 0, and how like it is to what was typed, of 100."""
    ref, name = choice.id.casefold(), utils.default_process(choice.name)
    sure = (
        ref == typed,
        name == wanted,
        ref.startswith(typed),
        name.startswith(wanted),
        f" {wanted}" in f" {name}",
    )
    if any(sure):
        return sure.index(True), 100.0
    likeness = _alike(wanted, name)
    if likeness >= OFFERED_LIKENESS:
        return len(sure), likeness
    return len(sure) + 1, max((_alike(wanted, utils.default_process(cue)) for cue in choice.cues), default=0.0)


def _alike(wanted: str, phrase: str) -> float:
    """As much of the phrase as was typed, in order or word by word."""
    if len(phrase) < len(wanted):
        return float(fuzz.ratio(wanted, phrase))
    return float(max(fuzz.partial_ratio(wanted, phrase), fuzz.partial_token_sort_ratio(wanted, phrase) - 5.0))
