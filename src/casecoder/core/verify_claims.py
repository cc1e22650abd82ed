"""The counts and ratings of a document, read in their bookmarks, against the study as it is."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from casecoder.core.agreement_report import NONE
from casecoder.core.listing_keys import parsed_meeting
from casecoder.core.quotes import folded
from casecoder.core.rating import Judgement
from casecoder.core.report_document import Block, ClaimList, FigureClaim, RatingClaim
from casecoder.core.sentences import ACROSS
from casecoder.core.verification import About, Facts, Finding
from casecoder.core.vocabulary import UNRATED_GLYPH, UNRATED_LABEL, UNRATED_LETTER, Band


class Shown(NamedTuple):
    """What stands in a bookmark now, and where."""

    text: str
    place: str


def shown_in(blocks: Sequence[Block]) -> Mapping[str, Shown]:
    """What stands in each bookmark of a claim."""
    found: dict[str, Shown] = {}
    for block in blocks:
        for stretch in block.stretches:
            for mark in stretch.marks:
                before = found.get(mark, Shown("", block.place))
                found[mark] = Shown(before.text + stretch.text, before.place)
    return found


def verify_figures(claims: ClaimList, shown: Mapping[str, Shown], facts: Facts) -> tuple[int, list[Finding], list[str]]:
    """How many figures were checked, those that no longer match, and the keys of those that can't be counted."""
    known = [claim for claim in claims.figures if claim.key in facts.figures]
    findings = [_figure(claim, shown.get(claim.bookmark), facts.figures[claim.key]) for claim in known]
    unknown = [claim.key for claim in claims.figures if claim.key not in facts.figures]
    return len(known), [finding for finding in findings if finding], list(dict.fromkeys(unknown))


def _figure(claim: FigureClaim, shown: Shown | None, now: float | None) -> Finding | None:
    expected = claim.text if now == claim.value else _printed(claim, now)
    if shown is None or not shown.text.strip():
        message = f"The figure for {what_of(claim.key)}, {claim.text}, is no longer in the document."
        return Finding(About.COUNT, claim.key, message, (), "", expected)
    if folded(shown.text) == folded(expected):
        return None
    message = f"The figure for {what_of(claim.key)} reads “{folded(shown.text)}”; the study has {expected}."
    return Finding(About.COUNT, claim.key, message, (shown.place,), shown.text.strip(), expected)


def what_of(key: str) -> str:
    """What a figure counts, in words as far as its key has them: ``codings (P3, B02)``."""
    what, *of = key.removeprefix(ACROSS).split(":")
    if meeting := parsed_meeting(key):
        what, of = meeting.figure, [meeting.first, meeting.second]
    named = ", ".join(filter(None, of[-2:] if what == "cell" else of))
    return f"{what} ({named})" if named else what


def _printed(claim: FigureClaim, now: float | None) -> str:
    """Another figure in the form in which one was printed."""
    if now is None:
        return NONE
    for form in ("{:,.0f}", "{:.0f}", "{:.1f}", "{:.2f}", "{:g}") if claim.value is not None else ():
        was = re.compile(rf"(?<![\d.,]){re.escape(form.format(claim.value))}(?![.,]?\d)")
        if was.search(claim.text):
            return was.sub(form.format(now), claim.text)
    return f"{now:g}"


def verify_ratings(claims: ClaimList, shown: Mapping[str, Shown], facts: Facts) -> tuple[int, list[Finding]]:
    """How many ratings were checked, and those that no longer match."""
    found = [_rating(each, shown.get(each.bookmark), facts.held.get((each.case, each.code))) for each in claims.ratings]
    return len(found), [finding for finding in found if finding]


def _rating(claim: RatingClaim, shown: Shown | None, held: Judgement | None) -> Finding | None:
    cell, due = f"{claim.case} {claim.code}", _in_words(held)
    ref = held.id if held else claim.id
    if shown is None or not shown.text.strip():
        message = f"The rating of {cell} ({claim.text.strip()}) is no longer in the document."
        return Finding(About.RATING, ref or cell, message, (), "", due, cell=(claim.case, claim.code))
    said = folded(shown.text)
    band = held.band if held else None
    if not _says(said, band):
        message = f"The rating of {cell} reads “{said}”; the study has {due}."
    elif held and held.stale and "*" not in said and _is_letter(said):
        why = " ".join(held.stale)
        message = f"The rating of {cell} reads “{said}”; {held.id} has to be looked at again since. {why}"
    elif "*" in said and not (held and held.stale):
        message = f"The rating of {cell} reads “{said}”; the study has {due}, and it holds."
    elif held and claim.id not in {"", held.id}:
        message = f"The rating of {cell} was {claim.id}; {held.id} has taken its place since."
    else:
        return None
    return Finding(About.RATING, ref or cell, message, (shown.place,), said, due, cell=(claim.case, claim.code))


def _in_words(held: Judgement | None) -> str:
    return f"{held.band.label} ({held.id})" if held else UNRATED_LABEL.lower()


def _says(said: str, band: Band | None) -> bool:
    """Whether a text gives a band by its letter or its word."""
    letter, label, glyph = (
        (band.letter, band.label, band.glyph) if band else (UNRATED_LETTER, UNRATED_LABEL, UNRATED_GLYPH)
    )
    plain = said.replace(glyph, "").replace("*", "").strip()
    return plain in {folded(letter), folded(label), folded(label).lower()}


def _is_letter(said: str) -> bool:
    return len(said.split(maxsplit=1)[0]) == 1
