"""Texts and figures of the study as screens show them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from textual.content import Content

from casecoder.core.judging.evidence import rating_id
from casecoder.core.judging.rating import Judgement, RatingKind, RatingStanding
from casecoder.core.vocabulary import UNRATED_GLYPH, UNRATED_LABEL, UNRATED_LETTER, Band

_PICTURES = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"},
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    0x7F: 0x2421,
}


def show_control_characters(text: str) -> str:
    """Return the text with its control characters made visible, so that none of them reaches the terminal."""
    return text.translate(_PICTURES)


def one_line(text: str) -> str:
    """Return the text on one line, safe to show."""
    return show_control_characters(" ".join(text.split()))


def plain_content(text: str, style: str = "") -> Content:
    """Return text of the study as content; square brackets in it are not markup."""
    return Content.styled(show_control_characters(text), style) if style else Content(show_control_characters(text))


_INLINE = re.compile(r"\*\*(?P<bold>\S(?:.*?\S)?)\*\*|(?<![\w*])\*(?P<italic>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")


def markdown_content(text: str) -> Content:
    """Return Markdown of the study as content with its **bold** and *italic* words; other marks stay as they are."""
    shown, parts, at = show_control_characters(text), list[Content](), 0
    for found in _INLINE.finditer(shown):
        bold, italic = found["bold"], found["italic"]
        style = "bold" if bold else "italic"
        parts += [Content(shown[at : found.start()]), Content.styled(bold or italic, style)]
        at = found.end()
    return Content("").join([*parts, Content(shown[at:])])


def format_count(number: int, one: str, many: str = "") -> str:
    """Return a number and what it counts (``1 coding``, ``3 codings``)."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def format_local_time(at: datetime) -> str:
    """Return a moment of the study, which is kept in UTC, as a local date and time."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return f"{aware.astimezone():%d %b %Y %H:%M}"


def band_mark(band: Band | None) -> str:
    """Return a band's letter and glyph (``G●``), which need no colour."""
    return f"{band.letter}{band.glyph}" if band else UNRATED_LETTER + UNRATED_GLYPH


def band_name(band: Band | None) -> str:
    """Return a band in words."""
    return band.label if band else UNRATED_LABEL


RATERS_DIFFER_MARK = "?≠"
"""The mark in place of a band where raters differ."""


def standing_mark(standing: RatingStanding) -> str:
    """Return the mark of the band that holds for a cell, or of raters who differ."""
    return (
        RATERS_DIFFER_MARK if standing.differs else band_mark(standing.judgement.band if standing.judgement else None)
    )


def standing_in_words(standing: RatingStanding) -> str:
    """Return the band that holds for a cell in words, and whether it is agreed or signed off."""
    holds = standing.judgement
    if holds is None:
        mine = f"{UNRATED_LABEL} by you" if standing.hidden else UNRATED_LABEL
        return "Not reconciled" if standing.differs else mine
    settled = ", agreed" if holds.kind is RatingKind.AGREED else ""
    return band_name(holds.band) + settled + (", signed off" if holds.is_signed else "")


def bands_by_rater(given: Iterable[Judgement]) -> str:
    """Return each rater with their band (``anna G● · ben A◐``)."""
    return show_control_characters(" · ".join(f"{judgement.rater} {band_mark(judgement.band)}" for judgement in given))


def hidden_ratings_note(standing: RatingStanding) -> str:
    """Return a note on ratings that can't be seen yet; empty if there are none."""
    if not standing.hidden:
        return ""
    others = format_count(standing.hidden, "rating")
    return f"{others} by others, which you see once you have given yours"


def describe_standing(standing: RatingStanding) -> str:
    """Return one line on a cell: the band that holds, who rated what, and why to look at it again."""
    facts = [
        f"{standing_mark(standing)} {standing_in_words(standing)}",
        bands_by_rater(standing.open) if standing.differs else "",
        hidden_ratings_note(standing),
        *(f"! {reason}" for reason in reasons_to_look_again(standing)),
    ]
    return " · ".join(filter(None, facts))


def reasons_to_look_again(standing: RatingStanding) -> list[str]:
    """Return why a cell's ratings have to be looked at again, with the rater where raters differ."""
    found = [
        f"{judgement.rater}’s {judgement.id}: {reason}" if standing.differs else reason
        for judgement in standing.given
        for reason in judgement.changes or judgement.stale
    ]
    return list(dict.fromkeys(map(show_control_characters, found)))


def list_rating_effects(judgement: Judgement) -> list[str]:
    """Return sentences on what a rating replaced, why it changed and who signed it off."""
    settled = ", ".join(rating_id(number) for number in judgement.settles)
    how = "Agreed on; it settles" if judgement.kind is RatingKind.AGREED else "It takes the place of"
    found = [f"{how} {settled}."] if settled else []
    if judgement.reason:
        found.append(f"Changed after it was signed off, because: {judgement.reason}")
    if judgement.signed_at is not None:
        found.append(f"✓ Signed off by {judgement.signed_by}, {format_local_time(judgement.signed_at)}.")
    return found


def rating_signature(judgement: Judgement) -> str:
    """Return a rating's id, rater and date, to stand beside its band."""
    return show_control_characters(f"{judgement.id}, {judgement.rater}, {format_local_time(judgement.rated_at)}")
