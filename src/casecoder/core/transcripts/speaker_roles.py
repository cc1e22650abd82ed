"""Read from a speaker's label who speaks: the interviewer, a role, a pseudonym."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from casecoder.core.vocabulary import WORD_ALIASES, Role, parse_vocabulary_word

_INTERVIEWER = re.compile(
    r"(?:i|q|int|intv|interviewer|researcher|moderator|facilitator|res|mod)\.?\s*\d*", re.IGNORECASE
)
_ROLE_WORDS = {
    **{role.value.casefold(): role for role in Role},
    **{word: parse_vocabulary_word(Role, word, "role") for word in WORD_ALIASES["Role"]},
    "year": Role.LEARNER,
    "boy": Role.LEARNER,
    "girl": Role.LEARNER,
    "mum": Role.PARENT,
    "dad": Role.PARENT,
    "mother": Role.PARENT,
    "father": Role.PARENT,
    "ta": Role.OTHER,
}


def is_interviewer_label(label: str) -> bool:
    """Return whether a label by itself says that the researcher is speaking (``INT``, ``Interviewer``, ``Q``)."""
    return _INTERVIEWER.fullmatch(label.strip()) is not None


@lru_cache(maxsize=1024)
def role_in_label(words: str) -> Role | None:
    """Return the role that a label or its bracketed descriptor names (``Year 6`` is a learner), if any.

    The longest matching expression wins, so ``teaching assistant`` is not a teacher.
    """
    plain = " ".join(re.findall(r"[a-z]+", words.casefold()))
    for expression in sorted(_ROLE_WORDS, key=len, reverse=True):
        if re.search(rf"\b{expression}s?\b", plain):
            return _ROLE_WORDS[expression]
    return None


def find_interviewer(said: Mapping[str, Sequence[str]]) -> str | None:
    """Return the one speaker who plainly asks the questions, if there is one.

    That is who says something with a question mark in most of at least three turns, while nobody else
    does in more than a third, and who speaks more briefly than the others.

    Parameters
    ----------
    said:
        The words of each turn, by speaker.
    """
    asking = {label: sum("?" in words for words in turns) / len(turns) for label, turns in said.items()}
    likely = [label for label, share in asking.items() if share > 0.6 and len(said[label]) >= 3]
    if len(likely) != 1 or len(said) < 2:
        return None
    others = [turns for label, turns in said.items() if label != likely[0]]
    if any(share > 1 / 3 for label, share in asking.items() if label != likely[0]):
        return None
    return likely[0] if _mean_length(said[likely[0]]) < min(map(_mean_length, others)) else None


def _mean_length(turns: Sequence[str]) -> float:
    return sum(map(len, turns)) / len(turns)
