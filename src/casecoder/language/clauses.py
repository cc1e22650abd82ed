"""Clauses of typed talk: where a sentence can be cut so that each part says something by itself.

spaCy's tokenizer and rules, since no parser is shipped: cut at heavier marks than a comma, before a joining word
behind a comma, and before words that nearly always begin a clause.
"""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc, Token

from casecoder.core.transcripts.spans import Span
from casecoder.language.sentences import english_tokenizer

_HEAVY = frozenset((";", ":", "—", "–", "--", "-", "…", "...", ")"))
_OPENING = frozenset(("(", "["))
_ALWAYS = frozenset(("because", "cos", "cuz", "'cause", "but", "although", "though", "whereas", "unless", "which"))
_BEFORE_SUBJECT = frozenset(("and", "or", "so", "when", "while", "if", "until", "since", "where", "then", "as"))
_AFTER_COMMA = (
    _ALWAYS
    | _BEFORE_SUBJECT
    | frozenset(
        ("yet", "nor", "who", "whom", "whose", "that", "after", "before", "whenever", "wherever", "even", "especially")
    )
)
_SUBJECTS = frozenset(("i", "we", "you", "they", "he", "she", "it", "there", "that", "this"))
_FILLERS = frozenset((("you", "know"), ("i", "mean"), ("i", "think"), ("i", "suppose"), ("you", "see")))
_PREPOSITIONS = frozenset(("in", "of", "for", "to", "with", "at", "on", "by", "from", "about", "through"))
_FEWEST = 2
"""Words a clause must have on either side of a cut; fewer behind a heavy mark."""


def find_clauses(text: str) -> list[Span]:
    """The clauses of a sentence without the white space around them: in order, together holding all its words."""
    doc = english_tokenizer().make_doc(text)
    bounds = [0, *(doc[index].idx for index in _cuts(doc)), len(text)]
    spans = (Span(start, end).trimmed(text) for start, end in pairwise(bounds))
    return [span for span in spans if span.start < span.end]


def _cuts(doc: Doc) -> Iterator[int]:
    """The tokens before which a clause begins, the first token aside."""
    ahead = sum(map(_is_word, doc))
    since = 0
    for token in doc:
        least = 1 if token.i and _is_heavy(doc[token.i - 1]) else _FEWEST
        if since >= least and ahead >= least and _may_begin(token):
            yield token.i
            since = 0
        since += _is_word(token)
        ahead -= _is_word(token)


def _is_word(token: Token) -> bool:
    """Return whether a token counts as a word: ``n't`` and ``'re`` belong to the one before."""
    return any(char.isalnum() for char in token.text) and (
        token.i == 0 or bool(token.nbor(-1).whitespace_) or not token.nbor(-1).is_alpha
    )


def _is_heavy(token: Token) -> bool:
    """Return whether a mark parts clauses by itself; one without a space behind it, as in ``10:30``, does not."""
    dash = token.text in {"—", "–"}
    return token.text in _HEAVY and (dash or bool(token.whitespace_)) and (token.text != "-" or _stands_free(token))


def _stands_free(token: Token) -> bool:
    return token.i > 0 and bool(token.nbor(-1).whitespace_)


def _may_begin(token: Token) -> bool:
    before = token.nbor(-1) if token.i else None
    if before is None or token.is_space or token.text in _HEAVY:
        return False
    word = token.lower_
    after = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    if _is_heavy(before) or token.text in _OPENING:
        return True
    if before.text in _OPENING or (word, after) in _FILLERS:
        return False
    if before.text == ",":
        return word in _AFTER_COMMA or (word in _SUBJECTS and word != "that")
    if word in _ALWAYS:
        return before.lower_ not in _PREPOSITIONS | _BEFORE_SUBJECT and (word, after) != ("but", "also")
    return word in _BEFORE_SUBJECT and after in _SUBJECTS and before.lower_ not in _ALWAYS | _BEFORE_SUBJECT
