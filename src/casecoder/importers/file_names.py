"""Guess what a source is from its file's name, so that the import screen can propose it."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from casecoder.core.transcripts.speaker_roles import role_in_label
from casecoder.core.vocabulary import Role, SourceKind

_CASE = re.compile(
    r"(?<![^\W_])(?P<phase>p|s|primary|secondary)(?:[ _-]*school)?[ _-]*(?P<number>\d{1,2})(?![^\W_])", re.IGNORECASE
)
_KINDS = (
    (r"focus[ _-]?groups?|fg|group", SourceKind.FOCUS_GROUP),
    (r"observations?|obs", SourceKind.OBSERVATION),
    (r"(?:platform[ _-]?)?review|rev", SourceKind.PLATFORM_REVIEW),
    (r"field[ _-]?notes?|fn", SourceKind.FIELD_NOTE),
    (r"interviews?|int", SourceKind.INTERVIEW),
    (r"documents?|doc", SourceKind.DOCUMENT),
)
_NUMBERED_KIND = re.compile(r"(?<![^\W_])(?:int|fg|obs|rev|fn|doc)[ _-]*\d{1,2}(?![^\W_])", re.IGNORECASE)
_PSEUDONYM = re.compile(r"(?<![^\W_])(?:SM|IC|PA|T|L|O)\d{1,2}(?![^\W_])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<gap>[-_. ]?)(?P<month>\d\d)(?P=gap)(?P<day>\d\d)(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?P<gap>[-_./ ])(?P<month>\d{1,2})(?P=gap)(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
)
_NAMED = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ _-]*(?P<month>{'|'.join(_MONTHS)})[a-z]*[ _,-]*"
    r"(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FileNameGuess:
    """What a file's name suggests.

    A field is ``None`` where the name suggests nothing.

    Parameters
    ----------
    case:
        ``Primary School 3`` or ``Secondary School 1``.
    participant:
        Pseudonyms joined with ``"; "``.
    date:
        ISO.
    """

    case: str | None = None
    kind: SourceKind | None = None
    role: Role | None = None
    participant: str | None = None
    date: str | None = None


def guess_from_file_name(name: str) -> FileNameGuess:
    """Return what a file's name suggests about the source. Folders are not looked at.

    A role is guessed only where the name has one alone, and never for what the researcher saw herself:
    there ``year-2`` is what was watched and not who spoke.
    """
    stem = PurePath(name.replace("\\", "/")).stem
    case = _CASE.search(stem)
    kind = next((kind for words, kind in _KINDS if re.search(rf"(?<![^\W_])(?:{words})(?![^\W_])", stem, re.I)), None)
    pseudonyms = _PSEUDONYM.findall(stem)
    return FileNameGuess(
        case=_find_label(case) if case else None,
        kind=kind,
        role=None if kind is not None and kind.is_seen else _find_role(stem),
        participant="; ".join(pseudonyms) or None,
        date=find_date(stem),
    )


def title_from_file_name(name: str) -> str:
    """Return a title for a source that has none: its file's name without what lists show beside it (school, id, date).

    A name that tells none of these is left as it is.
    """
    stem = PurePath(name.replace("\\", "/")).stem
    left = _CASE.sub(" ", stem, count=1)
    for pattern in (_NUMBERED_KIND, _ISO, _DAY_FIRST, _NAMED):
        left = pattern.sub(" ", left, count=1)
    words = " ".join(re.split(r"[\s_-]+", left)).strip(" .,")
    return stem if left == stem or not words else words[0].upper() + words[1:]


def find_date(words: str) -> str | None:
    """Return the first date in the words as ISO: ``2010-01-12``, ``20100112``, or day first as in the UK."""
    for pattern in (_ISO, _DAY_FIRST, _NAMED):
        for match in pattern.finditer(words):
            if found := _to_iso(match):
                return found
    return None


def iso_date_or_none(typed: str) -> str | None:
    """Return a text that is nothing but a date as ISO, else ``None``."""
    for pattern in (_ISO, _DAY_FIRST, _NAMED):
        if match := pattern.fullmatch(typed.strip()):
            return _to_iso(match)
    return None


def _to_iso(match: re.Match[str]) -> str | None:
    year, month = int(match["year"]), match["month"]
    number = int(month) if month.isdecimal() else _MONTHS.index(month.lower()) + 1
    try:
        return date(year if year > 99 else 2000 + year, number, int(match["day"])).isoformat()
    except ValueError:
        return None


def _find_label(case: re.Match[str]) -> str:
    phase = "Primary" if case["phase"][0] in "pP" else "Secondary"
    return f"{phase} School {int(case['number'])}"


def _find_role(stem: str) -> Role | None:
    parts = re.split(r"(?<![^\W_])and(?![^\W_])|[&+,]", stem, flags=re.IGNORECASE)
    roles = {role for part in parts if (role := role_in_label(part)) is not None}
    return roles.pop() if len(roles) == 1 else None
