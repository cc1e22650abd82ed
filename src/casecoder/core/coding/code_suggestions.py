"""Suggest codes for words, from their descriptions in the codebook and the quotes they have.

A word weighs more the fewer codes it points to. A cue phrase counts when it stands in the words as it is.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from casecoder.core.coding.code_search import CodeChoice

FITTING_WEIGHT = 0.9
"""The least weight at which a code fits."""
_CUE = 1.5
"""The weight that a cue phrase found in the words adds."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = ("ings", "ing", "edly", "ies", "ied", "ed", "es", "s", "ly")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """about after again all also and any are because been before being but can could did does doing don for from
        get gets going got had has have having her here him his how into its just know like make more most much not now
        off once one only other our out over own really said same say says she should some such than that the their them
        then there these they thing think this those through too under until use used uses very was way well
        were what when where which while who why will with would yeah yes you your""",
    )
)


def word_stems(text: str) -> list[str]:
    """Return the words of a text that can tell codes apart, without their commonest endings."""
    return [_stem(word) for word in _WORD.findall(text.casefold().replace("’", "'")) if word not in _EMPTY]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class CodeSuggester:
    """Tells which codes fit words. It is built once for a codebook.

    Parameters
    ----------
    choices:
        The codes, with what the codebook says of them.
    quotes:
        The quotes that each code has, by its id.
    """

    def __init__(self, choices: Sequence[CodeChoice], quotes: Mapping[str, Iterable[str]]) -> None:
        self._cues = [(f" {phrase} ", choice.id) for choice in choices for cue in choice.cues if (phrase := _flat(cue))]
        self._counts = {choice.id: Counter(_described(choice)) for choice in choices}
        for code, texts in quotes.items():
            for quote in texts:
                self.learn(code, quote)
        self._weights: dict[str, dict[str, float]] = {}

    def learn(self, code: str, quote: str) -> None:
        """Learn the words that a code has just been applied to."""
        if code in self._counts:
            self._counts[code].update(set(word_stems(quote)))
            self._weights = {}

    def best(self, words: str, at_most: int = 3) -> list[str]:
        """Return the ids of the codes that fit the words well, the best first."""
        weights = self._weights or self._weigh()
        scores: dict[str, float] = {}
        for stem in set(word_stems(words)):
            for code, weight in weights.get(stem, {}).items():
                scores[code] = scores.get(code, 0.0) + weight
        flat = f" {_flat(words)} "
        for phrase, code in self._cues:
            if phrase in flat:
                scores[code] = scores.get(code, 0.0) + _CUE
        fitting = sorted((-score, code) for code, score in scores.items() if score >= FITTING_WEIGHT)
        return [code for _, code in fitting[:at_most]]

    def _weigh(self) -> dict[str, dict[str, float]]:
        """Weigh each word for each code: a word weighs more if few codes have it and this code has it often."""
        spread: Counter[str] = Counter()
        for counts in self._counts.values():
            spread.update(counts.keys())
        codes = len(self._counts)
        self._weights = {}
        for code, counts in self._counts.items():
            most = max(counts.values(), default=1)
            for stem, count in counts.items():
                rare = math.log((1 + codes) / spread[stem]) / math.log(2 + codes)
                self._weights.setdefault(stem, {})[code] = rare * (0.5 + 0.5 * count / most)
        return self._weights


def _described(choice: CodeChoice) -> list[str]:
    """Return the words that describe a code in the codebook, without what the code excludes."""
    texts = (choice.name, choice.name, choice.definition, choice.include, choice.example, *choice.cues)
    return [stem for part in texts for stem in word_stems(part)]


def _flat(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "'")))
