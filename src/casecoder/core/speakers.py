"""What a speaker's label tells: the interviewer, a role, a pseudonym."""

import re
from functools import lru_cache

from casecoder.core.vocabulary import ALIASES, Role, parse_word

_INTERVIEWER = re.compile(
    r"(?:i|q|int|intv|interviewer|researcher|moderator|facilitator|res|mod)\.?\s*\d*", re.IGNORECASE
)
_ROLE_WORDS = {
    **{role.value.casefold(): role for role in Role},
    **{word: parse_word(Role, word, "role") for word in ALIASES["Role"]},
    "year": Role.LEARNER,
    "boy": Role.LEARNER,
    "girl": Role.LEARNER,
    "mum": Role.PARENT,
    "dad": Role.PARENT,
    "mother": Role.PARENT,
    "father": Role.PARENT,
    "ta": Role.OTHER,
}


def is_interviewer(label: str) -> bool:
    """Whether a label by itself says that the researcher is speaking (``INT``, ``Interviewer``, ``Q``)."""
    return _INTERVIEWER.fullmatch(label.strip()) is not None


@lru_cache(maxsize=1024)
def role_from(words: str) -> Role | None:
    """The role that a label or its bracketed descriptor names (``Year 6`` is a learner), if any.

    The longest matching expression wins, so ``teaching assistant`` is not a teacher.
    """
    plain = " ".join(re.findall(r"[a-z]+", words.casefold()))
    for expression in sorted(_ROLE_WORDS, key=len, reverse=True):
        if re.search(rf"\b{expression}s?\b", plain):
            return _ROLE_WORDS[expression]
    return None
