"""Judge from a label's words alone whether it reads like somebody who could speak."""

import re
from enum import Enum, auto

from casecoder.core.transcripts.speaker_roles import is_interviewer_label, role_in_label
from casecoder.importers.label_words import ABBREVIATIONS, NAME_PARTICLES, NOT_SPEAKER_WORDS, SENTENCE_WORDS


class LabelShape(Enum):
    """What a label looks like, the surest first."""

    ASKER = auto()
    """An interviewer's mark, or a researcher's name."""
    VOICE = auto()
    """``Speaker 2``, a role, a title with a name: a voice even if heard once."""
    FULL = auto()
    """A name of several words."""
    NAME = auto()
    """A single name."""
    INITIALS = auto()
    CODE = auto()
    """Letters and a number: ``R1``, ``Girl 2``."""
    PHRASE = auto()
    """A few words that don't look like a name: a speaker only if they come back again and again."""
    NEVER = auto()
    """Part of a sentence, or the name of a field."""


SPEAKING_SHAPES = frozenset({LabelShape.ASKER, LabelShape.VOICE})
"""A label of these shapes is a voice even if heard once."""

PERSON_SHAPES = SPEAKING_SHAPES | {LabelShape.FULL, LabelShape.NAME, LabelShape.INITIALS, LabelShape.CODE}

_PERSON_WORDS = (
    "speaker|participant|respondent|interviewee|informant|person|voice|adult|child|boy|girl|man|woman|male|female|"
    "unknown|unidentified|observer|group"
)
_NUMBERED = re.compile(rf"(?:{_PERSON_WORDS})(?:\s+(?:speaker|voice|\w{{0,2}}\d{{1,2}}|[A-Z]))*", re.IGNORECASE)
_ALWAYS = re.compile(
    r"(?:speaker|participant|respondent|interviewee|informant)\s*\w{0,3}|(?:several|many|multiple) (?:voices|speakers)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lady|lord|rev|reverend|fr|father|sister|cllr|canon|mme|mlle)\.?",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?\s?){1,4}")
_LETTERS_AND_NUMBER = re.compile(r"[^\W\d_]{1,3}\d{1,3}[a-z]?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?\.?")


def classify_label(label: str, researchers: frozenset[str] = frozenset()) -> LabelShape:
    """Return what a label looks like.

    Parameters
    ----------
    researchers:
        The names of the study's researchers, each an interviewer as it stands, whatever its case.
    """
    if label.casefold() in {name.casefold() for name in researchers} or is_interviewer_label(label):
        return LabelShape.ASKER
    words = label.split()
    plain = [word.casefold().strip(".,'’") for word in words if not (len(word) == 1 and word.isupper())]
    if len(label) == 1 and label.isupper():
        return LabelShape.INITIALS
    if not words or len(words) > 5 or not SENTENCE_WORDS.isdisjoint(plain) or re.search(r"[!?;\"“”]", label):
        return LabelShape.NEVER
    if _ALWAYS.fullmatch(label) or _is_titled(words) or _is_role(label):
        return LabelShape.VOICE
    return _shape_of_word(label) if len(words) == 1 else _shape_of_words(words, label)


def _shape_of_word(word: str) -> LabelShape:
    plain = word.casefold().strip(".")
    if plain in NOT_SPEAKER_WORDS or plain in ABBREVIATIONS:
        return LabelShape.NEVER
    if _LETTERS_AND_NUMBER.fullmatch(word):
        return LabelShape.NEVER if re.match(r"(?:ks|y|yr)\d", plain) else LabelShape.CODE
    if _INITIALS.fullmatch(word) and word.isupper():
        return LabelShape.INITIALS
    if not _WORD.fullmatch(word) or (word.endswith(".") and len(word) > 3):
        return LabelShape.NEVER
    return LabelShape.PHRASE if word[0].islower() else LabelShape.NAME


def _shape_of_words(words: list[str], label: str) -> LabelShape:
    plain = [word.casefold() for word in words]
    if plain[0] in NOT_SPEAKER_WORDS:
        return LabelShape.NEVER
    if _INITIALS.fullmatch(label) and label.isupper():
        return LabelShape.INITIALS
    is_numbered = re.fullmatch(r"\d{1,3}[a-z]?|[A-Z]", words[-1]) is not None
    if _NUMBERED.fullmatch(label):
        return LabelShape.CODE
    named = words[:-1] if is_numbered else words
    is_name = all(_is_name_word(word) for word in named) and plain[0] not in NAME_PARTICLES - {"al", "el"}
    if is_name and NOT_SPEAKER_WORDS.isdisjoint(plain):
        return LabelShape.CODE if is_numbered else LabelShape.FULL
    return LabelShape.PHRASE if len(words) <= 4 and not re.search(r"[.:]", label) else LabelShape.NEVER


def _is_name_word(word: str) -> bool:
    if word.casefold() in NAME_PARTICLES:
        return True
    is_initial = len(word) == 2 and word[1] == "."
    return bool(_WORD.fullmatch(word)) and not word[0].islower() and (is_initial or not word.endswith("."))


def _is_titled(words: list[str]) -> bool:
    return len(words) > 1 and _TITLE.fullmatch(words[0]) is not None and all(_is_name_word(w) for w in words[1:])


def _is_role(label: str) -> bool:
    """Return whether the label's last word is one person's role.

    It is not in ``Parents' evening`` or ``Teachers``.
    """
    words = re.findall(r"[^\W\d_]{2,}", label.casefold())
    if not words or len(words) > 4:
        return False
    if words[0] == "head" and words[1:2] == ["of"]:
        return True
    head, pair = words[-1], " ".join(words[-2:])
    is_plural = head.endswith("s") and not (len(words) > 2 and "of" in words)
    return head != "year" and not is_plural and (role_in_label(head) or role_in_label(pair)) is not None
