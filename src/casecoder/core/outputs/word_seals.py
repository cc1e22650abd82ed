"""Seals of words: a document carries them without giving the words, and whoever has the study can compare them."""

import re
from collections.abc import Iterable
from hashlib import blake2b

from casecoder.core.transcripts.quote_matching import normalise_for_comparison

_WORD = re.compile(r"\w+(?:[-.,'/]\w+)*")
_CAPTION_NUMBER = re.compile(r"\b(Table|Figure) \d+\b")
"""Word counts captions anew when others are put in, so their numbers are no words of a document."""
_SEAL_BYTES = 4
"""Bytes of a seal: two of a hundred thousand words seldom have the same."""


def comparable_words(text: str) -> list[str]:
    """Return the words of a text by which lines of a document are compared, as they are written there."""
    return _WORD.findall(normalise_for_comparison(_CAPTION_NUMBER.sub(r"\1", text)))


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
        """Return the seal of a word, in small letters or capitals. Without the secret it tells nothing."""
        if word not in self._made:
            self._made[word] = blake2b(word.casefold().encode(), digest_size=_SEAL_BYTES, key=self._secret).hexdigest()
        return self._made[word]

    def of_all(self, words: Iterable[str]) -> str:
        """Return one seal of some words together."""
        return self.of(" ".join(words))
