"""How the study's words and figures are written on a screen."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from textual.content import Content

from casecoder.core.judging.evidence import rating_id
from casecoder.core.judging.rating import Judgement, Kind, Standing
from casecoder.core.vocabulary import UNRATED_GLYPH, UNRATED_LABEL, UNRATED_LETTER, Band

_PICTURES = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"},
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    0x7F: 0x2421,
}


def visible(text: str) -> str:
    """The text with its control characters made visible, so that none of them reaches the terminal."""
    return text.translate(_PICTURES)


def one_line(text: str) -> str:
    """The text on one line, safe to show."""
    return visible(" ".join(text.split()))


def plain(text: str, style: str = "") -> Content:
    """Text from the study as it stands: square brackets in it are no markup."""
    return Content.styled(visible(text), style) if style else Content(visible(text))


_INLINE = re.compile(r"\*\*(?P<bold>\S(?:.*?\S)?)\*\*|(?<![\w*])\*(?P<italic>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")


def prose(text: str) -> Content:
    """Markdown from the study with its **bold** and *italic* words drawn so; all else in it stands as it is."""
    shown, parts, at = visible(text), list[Content](), 0
    for found in _INLINE.finditer(shown):
        bold, italic = found["bold"], found["italic"]
        style = "bold" if bold else "italic"
        parts += [Content(shown[at : found.start()]), Content.styled(bold or italic, style)]
        at = found.end()
    return Content("").join([*parts, Content(shown[at:])])


def counted(number: int, one: str, many: str = "") -> str:
    """A number and what it counts (``1 coding``, ``3 codings``)."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def when(at: datetime) -> str:
    """A moment of the study, which keeps UTC, as a date and time here."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return f"{aware.astimezone():%d %b %Y %H:%M}"


def mark(band: Band | None) -> str:
    """A band's letter and glyph (``G●``), which together say without colour what it is."""
    return f"{band.letter}{band.glyph}" if band else UNRATED_LETTER + UNRATED_GLYPH


def band_name(band: Band | None) -> str:
    """A band in words."""
    return band.label if band else UNRATED_LABEL


DIFFERS = "?≠"
"""What stands in a band's place where raters differ."""


def cell_mark(standing: Standing) -> str:
    """The band that holds for a cell, or that raters differ."""
    return DIFFERS if standing.differs else mark(standing.judgement.band if standing.judgement else None)


def cell_name(standing: Standing) -> str:
    """The same in words, with how settled it is."""
    holds = standing.judgement
    if holds is None:
        mine = f"{UNRATED_LABEL} by you" if standing.hidden else UNRATED_LABEL
        return "Not reconciled" if standing.differs else mine
    settled = ", agreed" if holds.kind is Kind.AGREED else ""
    return band_name(holds.band) + settled + (", signed off" if holds.is_signed else "")


def by_rater(given: Iterable[Judgement]) -> str:
    """Who says what (``anna G● · ben A◐``)."""
    return visible(" · ".join(f"{judgement.rater} {mark(judgement.band)}" for judgement in given))


def unseen(standing: Standing) -> str:
    """What there is to say of ratings that can't be seen yet; empty if there are none."""
    if not standing.hidden:
        return ""
    others = counted(standing.hidden, "rating")
    return f"{others} by others, which you see once you have given yours"


def about_rating(standing: Standing) -> str:
    """What holds for a cell, how settled it is, who says what, and why it has to be looked at again; on one line."""
    facts = [
        f"{cell_mark(standing)} {cell_name(standing)}",
        by_rater(standing.open) if standing.differs else "",
        unseen(standing),
        *(f"! {reason}" for reason in reasons(standing)),
    ]
    return " · ".join(filter(None, facts))


def reasons(standing: Standing) -> list[str]:
    """Why a cell's rating has to be looked at again; where raters differ, whose it is as well."""
    found = [
        f"{judgement.rater}’s {judgement.id}: {reason}" if standing.differs else reason
        for judgement in standing.given
        for reason in judgement.changes or judgement.stale
    ]
    return list(dict.fromkeys(map(visible, found)))


def told_of(judgement: Judgement) -> list[str]:
    """What a rating has done to others, why, and who has signed it off, a sentence each."""
    settled = ", ".join(rating_id(number) for number in judgement.settles)
    how = "Agreed on; it settles" if judgement.kind is Kind.AGREED else "It takes the place of"
    found = [f"{how} {settled}."] if settled else []
    if judgement.reason:
        found.append(f"Changed after it was signed off, because: {judgement.reason}")
    if judgement.signed_at is not None:
        found.append(f"✓ Signed off by {judgement.signed_by}, {when(judgement.signed_at)}.")
    return found


def signed(judgement: Judgement) -> str:
    """A rating's id, rater and date, to stand beside its band."""
    return visible(f"{judgement.id}, {judgement.rater}, {when(judgement.rated_at)}")
