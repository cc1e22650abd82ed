"""Find the codes that a few typed letters may mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

OFFERED_LIKENESS = 78.0
"""The least likeness, of 100, at which a code is offered."""


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """A code that a picker offers.

    Parameters
    ----------
    id, name:
        As in the codebook.
    codebook:
        The title it is grouped under.
    depth:
        The number of codes above it, for indenting.
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
    """Return the choices that the typed text may mean, likeliest first.

    The typed text is compared with the id and the name, then with the beginning of the id, of the name and of a word of
    the name, then loosely with the name, and last loosely with the cue phrases. Among codes found in the same way,
    those that fit the words to be coded come first, then those used recently, then the others in the codebook's order.
    Codes found by the beginning of their ids always stay in the codebook's order.
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
    """Return how a code was found (0 is the surest way) and its likeness to the typed text, of 100."""
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
    """Return how alike a phrase and the typed text are, in order or word by word, of 100."""
    if len(phrase) < len(wanted):
        return float(fuzz.ratio(wanted, phrase))
    return float(max(fuzz.partial_ratio(wanted, phrase), fuzz.partial_token_sort_ratio(wanted, phrase) - 5.0))
