"""Words that decide what a sentence with a claim in it says.

The module is short: several checks share only these lists.
"""

from casecoder.core.transcripts.quote_matching import normalise_for_comparison
from casecoder.core.vocabulary import UNRATED_LABEL, Band, Phase, Role, SourceKind

NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
"""The numbers that people write out, by what they are."""
_DECIDING_WORDS = frozenset({
    "no", "not", "never", "none", "nothing", "nobody", "neither", "nor", "without", "cannot", "hardly", "scarcely",
    "barely", "few", "fewer", "little", "less", "least", "all", "every", "each", "most", "more", "many", "majority",
    "half", "both", "only", "always", "against", "counter", "counters", "countering", "counter-evidence", "speaks",
    "support", "supports", "supporting", "lack", "lacks", "hundred", "thousand", "dozen", "thirty", "forty", "fifty",
})  # fmt: skip
_VOCABULARY_WORDS = frozenset(
    word
    for name in (
        *(band.label for band in Band), UNRATED_LABEL, *Phase, *SourceKind, *Role,
        *(role.singular for role in Role), *(role.plural for role in Role),
    )
    for word in normalise_for_comparison(name).casefold().strip(".").translate(str.maketrans("(),", "   ")).split()
) - {
    "and", "to", "other", "others", "yet", "looked", "evidence", "rated", "field", "note", "document", "platform",
    "group", "management", "library",
}  # fmt: skip
CLAIM_WORDS = frozenset({*_DECIDING_WORDS, *NUMBER_WORDS, *_VOCABULARY_WORDS})
"""Such words, as far as they are the same in every study."""


def is_claim_word(word: str) -> bool:
    """Tell whether another word in its place makes another claim: figures, ids, bands, roles, kinds, negations."""
    small = word.casefold()
    return (
        any(character.isdigit() for character in small)
        or small in CLAIM_WORDS or small.endswith("n't")
    )  # fmt: skip
