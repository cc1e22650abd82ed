"""The forms of a word, by lemma: learn, learns, learned, learning.

By simplemma and not spaCy, as its English models, which alone hold its lemmas, can't be installed from PyPI.

Short because simplemma is imported for it alone.
"""

from collections.abc import Iterable


class LemmaForms:
    """The words of a vocabulary by lemma. Making it loads simplemma: some 0.4 seconds for 50,000 words.

    Parameters
    ----------
    vocabulary:
        Words in lower case.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._by_lemma: dict[str, list[str]] = {}
        for word in vocabulary:
            self._by_lemma.setdefault(_lemma(word), []).append(word)

    def of(self, word: str) -> list[str]:
        """The words of the vocabulary that are forms of one, itself included if it is there."""
        return self._by_lemma.get(_lemma(word), [])


def _lemma(word: str) -> str:
    import simplemma

    return simplemma.lemmatize(word, lang="en").lower()
