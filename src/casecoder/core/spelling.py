"""Find the words that somebody may have meant who typed another, or mistyped while transcribing.

Short because it needs rapidfuzz, which the query language does without.
"""

from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_SIMILAR_WORDS = 12
"""How many words are offered for one."""


def find_similar_words(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """Return the words of a vocabulary that are spelt like one: the likest first, then the most used.

    The word itself is left out.

    A slip is a letter too many, too few or wrong, or two neighbours exchanged. Words of three to five letters
    may have one; longer ones two, if they begin with the same letter.

    Parameters
    ----------
    vocabulary:
        Each word, in lower case, with how often it is used.
    """
    allowed = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    if not allowed:
        return []
    found = process.extract(word, vocabulary.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    near = [
        (slip, -vocabulary[other], other)
        for other, slip, _ in found
        if slip == 1 or (slip == 2 and other[0] == word[0])
    ]
    return [other for *_, other in sorted(near)[:MOST_SIMILAR_WORDS]]
