"""Words that only who has the study can compare, so that a document carries them without saying them."""

import re
from collections.abc import Iterable
from hashlib import blake2b

from casecoder.core.transcripts.quote_matching import normalise_for_comparison

_WORD = re.compile(r"\w+(?:[-.,'/]\w+)*")
_NUMBERED = re.compile(r"\b(Table|Figure) \d+\b")
"""Word counts captions anew when others are put in, so their numbers are no words of a document."""
_SIZE = 4
"""Bytes of a seal: two of a hundred thousand words seldom have the same."""


def comparable_words(text: str) -> list[str]:
    """The words of a text by which lines of a document are compared, as they are written there."""
    return _WORD.findall(normalise_for_comparison(_NUMBERED.sub(r"\1", text)))


class WordSeal:
    """Seals words with a secret.

    Parameters
    ----------
    secret:
        What only the study has.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()[:64]
        self._made: dict[str, str] = {}

    def of(self, word: str) -> str:
        """The seal of a word, small letters or capitals: telling nothing to who doesn't have the secret."""
        if word not in self._made:
            self._made[word] = blake2b(word.casefold().encode(), digest_size=_SIZE, key=self._secret).hexdigest()
        return self._made[word]

    def of_all(self, words: Iterable[str]) -> str:
        """One seal of words together."""
        return self.of(" ".join(words))
