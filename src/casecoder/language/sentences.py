"""Sentences of typed talk: spaCy's English tokenizer with a sentencizer of our own.

spaCy's own sentencizer ends a sentence at every full stop that is a token, gives an opening quotation mark
to the sentence before it and doesn't see paragraphs.
"""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import spacy
from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc, Token

from casecoder.core.transcripts.spans import Span

_END = re.compile(r"[.!?。！？]+|…+|\.(?:\s?\.)+")
_ELLIPSIS = re.compile(r"\.{2,}|…+")
_CLOSER = re.compile(r"[”’\"'»›)\]}*_]+")
_MARK = re.compile(r"[.!?。！？…”’\"'»›)\]}*_](?=\s)")
"""The last of every token that can end a sentence, a final mark or what closes behind one; white space comes after."""
_QUOTED_END = re.compile(r"[”’\"'»›]")
_BETWEEN = "\n\n"
_PARAGRAPH_OR_ITEM = re.compile(r"\n[^\S\n]*\n\s*|\n[^\S\n]*(?=(?:[-*•–]|\d{1,3}[.)])(?:\s|\Z))")
_NEVER_LAST = frozenset(
    (
        *("mr.", "mrs.", "ms.", "mx.", "dr.", "prof.", "st.", "rev.", "messrs.", "hon.", "gen.", "sgt.", "capt."),
        *("e.g.", "i.e.", "eg.", "ie.", "cf.", "vs.", "v.", "viz.", "approx.", "ca.", "c.", "esp.", "incl."),
        *("fig.", "figs.", "p.", "pp.", "ed.", "eds.", "vol.", "dept.", "yr.", "yrs."),
        *("jan.", "feb.", "aug.", "sept.", "sep.", "oct.", "nov.", "dec."),
    )
)
_NAMES_FOLLOW = _NEVER_LAST | frozenset(("mr", "mrs", "ms", "mx", "miss", "dr"))
_SOMETIMES_LAST = frozenset(("a.m.", "p.m.", "etc.", "al.", "inc.", "ltd.", "co.", "jr.", "sr.", "u.k.", "u.s."))
_I = frozenset(("I", "I'm", "I've", "I'd", "I'll", "I’m", "I’ve", "I’d", "I’ll"))


def find_sentences(text: str) -> list[Span]:
    """The sentences of a text without the white space around them, in order."""
    bounds = [*_starts(text), len(text)]
    spans = (Span(start, end).trimmed(text) for start, end in pairwise(bounds))
    return [span for span in spans if span.start < span.end]


def find_sentences_in(paragraphs: Sequence[str]) -> list[list[Span]]:
    """The sentences of each of many paragraphs, as :func:`find_sentences` finds them one by one.

    They are divided into tokens all at once: most are short, and spaCy takes longer to begin on one than for its words.
    """
    spans = deque(find_sentences(_BETWEEN.join(paragraphs)))
    found, start = [], 0
    for paragraph in paragraphs:
        end = start + len(paragraph)
        mine = []
        while spans and spans[0].start < end:
            first, last = spans.popleft()
            mine.append(Span(first - start, last - start))
        found.append(mine)
        start = end + len(_BETWEEN)
    return found


@cache
def english_tokenizer() -> Language:
    """spaCy's English tokenizer."""
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000  # the limit guards the memory of parsers, and this pipeline has none
    return nlp


def _starts(text: str) -> list[int]:
    """The offsets at which sentences start.

    Not a pipe that sets ``is_sent_start``: setting it looks through the whole document each time. Of the tokens only
    those that can end a sentence are looked at, since spaCy takes longer to hand one out than the rules take on it;
    and where nothing can end one, as in most turns of a talk, there is no need of tokens.
    """
    marks, breaks = list(_MARK.finditer(text)), list(_PARAGRAPH_OR_ITEM.finditer(text))
    if not marks and not breaks:
        return [0]
    doc = english_tokenizer().make_doc(text)
    places = doc.to_array(IDX).tolist()
    first = {0, *(bisect_left(places, match.end()) for match in breaks)}
    marked = {bisect_right(places, match.start()) for match in marks} - {len(places)}
    first.update(index for index in marked if _ends_here(doc, index - 1))
    return [places[index] for index in sorted(first) if index < len(places)]


def _ends_here(doc: Doc, index: int) -> bool:
    """Return whether a sentence ends with this token: a final mark, or the last of what closes behind one."""
    mark = index
    while mark > 0 and _closes(doc[mark]):
        mark -= 1
    if not _is_final(doc, mark):
        return False
    following = doc[index + 1]
    if not following.is_space and (_closes(following) or not doc[index].whitespace_ or _is_dot(following)):
        return False  # more closes behind it, it stands inside a word, as in an address, or dots are spaced out
    after = _next_word(doc, index + 1)
    return after is not None and _may_begin(after, doc, mark, index)


def _closes(token: Token) -> bool:
    """Return whether a token is a mark that closes what stands directly before it."""
    before = token.nbor(-1) if token.i else None
    attached = before is not None and not before.whitespace_ and not before.is_space
    return attached and _CLOSER.fullmatch(token.text) is not None


def _is_dot(token: Token) -> bool:
    return str(token.text) == "."


def _is_final(doc: Doc, index: int) -> bool:
    token = doc[index]
    if token.lower_ in _NEVER_LAST:
        return False
    if token.text.endswith(".") and len(token.text) > 1 and not _END.fullmatch(token.text):
        return len(token.text) > 2 or not (_begins(doc, index) or doc[index - 1].lower_ in _NAMES_FOLLOW)
    if not _END.fullmatch(token.text):
        return False
    if token.text != "." or index == 0 or doc[index - 1].whitespace_:
        return True
    return not _is_abbreviated(doc, index - 1)


def _is_abbreviated(doc: Doc, index: int) -> bool:
    """Return whether the full stop behind a token is no end: an abbreviation, a number's ``no.``, an initial."""
    token, before = doc[index], doc[index - 1].lower_ if index else ""
    if token.lower_ in {"no", "nos"}:
        return index + 2 < len(doc) and doc[index + 2].like_num
    if token.is_digit:
        return _begins(doc, index)  # the number of an item in a list
    return token.lower_ + "." in _NEVER_LAST or (
        len(token.text) == 1 and token.text.isupper() and before in _NAMES_FOLLOW
    )


def _begins(doc: Doc, index: int) -> bool:
    """Return whether a line begins with this token."""
    return index == 0 or "\n" in doc[index - 1].text or (index == 1 and bool(doc[0].is_space))


def _next_word(doc: Doc, index: int) -> Token | None:
    """The first token from here with a letter or digit, if the paragraph has one."""
    while index < len(doc) and not any(map(str.isalnum, doc[index].text)):
        if doc[index].text.count("\n") > 1:
            return None
        index += 1
    return doc[index] if index < len(doc) else None


def _may_begin(after: Token, doc: Doc, mark: int, last: int) -> bool:
    """Return whether a word can begin a sentence, given the mark before it and what closes behind the mark."""
    final = doc[mark].text
    capital = after.text[0].isupper() or not after.text[0].isalpha()
    if _ELLIPSIS.fullmatch(final) or final.lower() in _SOMETIMES_LAST:
        return capital and after.text not in _I
    quoted = last > mark and any(_QUOTED_END.search(doc[at].text) for at in range(mark + 1, last + 1))
    spaced_dots = final == "." and mark > 0 and _is_dot(doc[mark - 1])
    return capital or not (quoted or spaced_dots)
