"""Whether a label reads like somebody who could speak, judged from its words alone."""

import re
from enum import Enum, auto

from casecoder.core.speakers import is_interviewer, role_from


class Shape(Enum):
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


SURE = frozenset({Shape.ASKER, Shape.VOICE})
"""A label of these shapes is a voice even if heard once."""

PERSONS = SURE | {Shape.FULL, Shape.NAME, Shape.INITIALS, Shape.CODE}

_THINGS = frozenset(
    """
    attendees attending author class consent date day duration file interviewed length location observed
    participants place present recorded recording ref reference room school site subject time title transcribed
    transcriber transcript transcription venue visit
    activities activity actually afternoon aim aims also answers anyway appendix applause april art assembly
    assessment august background becta book books bullying carpet chapter comment comments computing conclusion
    context correction criteria crosstalk curriculum december definition discussion display drama email english evening
    ethos evidence exactly example examples excerpt february figure file finally findings first focus follow followed
    food friday further geography history home homework however ict idea impact important inaudible incident
    including indeed interruption introduction issue issues item january july june keep key language laptops later laughs
    laughter learning lesson lessons link links lighting literacy look lunchtime main march materials maths
    meaning meanwhile meeting memo monday morning moreover music news next no none not notes note nb november
    now number numeracy objective objectives observation observations october odd of ofsted ok okay once only outcome
    outcomes outside overall page pages part pause pe period phonics platform playtime plan planning plenary point
    points policy positives postscript problem problems programme pros cons ps pshe question questions quote reading
    reality really reason reasons reflection reflections register registration reminder report reports resource
    resources result results review rooms rule rules saturday science score screen second secondly section see
    september setting setup silence slide slides so software source spelling stage starter start starts status step
    steps still strengths success suggestion summary sunday system table talk task tasks term terms test themes third
    thirdly thought thoughts thursday timing tip today tomorrow tonight topic total tuesday unit update url usage use
    vle warning weaknesses weather website wednesday week weekly well what when where why writing year yeah yes
    yesterday yet again maybe mostly mainly nowhere everything nothing something anything firstly lastly
    """.split()
)  # fmt: skip
"""Words, most of them from schools, that stand before a colon and name nobody."""

_ABBREVIATIONS = frozenset(
    "ict pe nb ps ok tv uk eu url vle mis sen aen re pc it am pm dvd cd pdf faq sef la gcse ks sats cpd asap rsvp fao".split()
)
_GRAMMAR = frozenset(
    """
    the a an is are was were be been am my your our his her their its this that these those it he she they we you i'm
    it's that's at in on to for with but if because said says say saying asked asks ask then which who from by very
    about as or each every any some one another other how did does do had has have would could can there here
    """.split()
)
"""Words that make a sentence of what stands before the colon."""
_PARTICLES = frozenset("de da del della di du van der den von zu al el bin binti la le y e and & of ap ferch ni ó".split())
_PERSON_WORDS = (
    "speaker|participant|respondent|interviewee|informant|person|voice|adult|child|boy|girl|man|woman|male|female|"
    "unknown|unidentified|observer|group"
)
_NUMBERED = re.compile(rf"(?:{_PERSON_WORDS})(?:\s+(?:speaker|voice|\w{{0,2}}\d{{1,2}}|[A-Z]))*", re.IGNORECASE)
_ALWAYS = re.compile(r"(?:speaker|participant|respondent|interviewee|informant)\s*\w{0,3}", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lady|lord|rev|reverend|fr|father|sister|cllr|canon|mme|mlle)\.?",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?\s?){1,4}")
_LETTERS_AND_NUMBER = re.compile(r"[^\W\d_]{1,3}\d{1,3}[a-z]?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?\.?")


def shape_of(label: str, researchers: frozenset[str] = frozenset()) -> Shape:
    """What a label looks like.

    Parameters
    ----------
    researchers:
        The names of the study's researchers, each a voice as it stands, whatever its case.
    """
    if label.casefold() in {name.casefold() for name in researchers} or is_interviewer(label):
        return Shape.ASKER
    if len(label) == 1 and label.isupper():
        return Shape.INITIALS
    words = label.split()
    plain = [word.casefold().strip(".,'’") for word in words]
    if not words or len(words) > 5 or not _GRAMMAR.isdisjoint(plain) or re.search(r"[!?;\"“”]", label):
        return Shape.NEVER
    if _ALWAYS.fullmatch(label) or _is_titled(words) or _is_role(label):
        return Shape.VOICE
    if len(words) == 1:
        return _shape_of_word(label)
    if plain[0] in _THINGS or not _THINGS.isdisjoint(plain[1:]):
        return Shape.NEVER if plain[0] in _THINGS else Shape.PHRASE
    return _shape_of_words(words, label)


def _shape_of_word(word: str) -> Shape:
    plain = word.casefold().strip(".")
    if plain in _THINGS or plain in _ABBREVIATIONS:
        return Shape.NEVER
    if _LETTERS_AND_NUMBER.fullmatch(word):
        return Shape.NEVER if re.match(r"(?:ks|y|yr)\d", plain) else Shape.CODE
    if _INITIALS.fullmatch(word) and word.isupper():
        return Shape.INITIALS
    if not _WORD.fullmatch(word) or (word.endswith(".") and len(word) > 3):
        return Shape.NEVER
    return Shape.PHRASE if word[0].islower() else Shape.NAME


def _shape_of_words(words: list[str], label: str) -> Shape:
    if _INITIALS.fullmatch(label) and label.isupper():
        return Shape.INITIALS
    is_numbered = re.fullmatch(r"\d{1,3}[a-z]?|[A-Z]", words[-1]) is not None
    if _NUMBERED.fullmatch(label):
        return Shape.CODE
    named = words[:-1] if is_numbered else words
    if all(_is_name_word(word) for word in named) and named[0].casefold() not in _PARTICLES - {"al", "el"}:
        return Shape.CODE if is_numbered else Shape.FULL
    return Shape.PHRASE if len(words) <= 4 and not re.search(r"[.:]", label) else Shape.NEVER


def _is_name_word(word: str) -> bool:
    if word.casefold() in _PARTICLES:
        return True
    is_initial = len(word) == 2 and word[1] == "."
    return bool(_WORD.fullmatch(word)) and not word[0].islower() and (is_initial or not word.endswith("."))


def _is_titled(words: list[str]) -> bool:
    return len(words) > 1 and _TITLE.fullmatch(words[0]) is not None and all(_is_name_word(w) for w in words[1:])


def _is_role(label: str) -> bool:
    """Whether the label's head noun, its last word, is one person's role: not ``Parents' evening``, not ``Teachers``."""
    words = re.findall(r"[^\W\d_]{2,}", label.casefold())
    if not words or len(words) > 4:
        return False
    if words[0] == "head" and words[1:2] == ["of"]:
        return True
    head, pair = words[-1], " ".join(words[-2:])
    is_plural = head.endswith("s") and not (len(words) > 2 and "of" in words)
    return head != "year" and not is_plural and (role_from(head) or role_from(pair)) is not None
