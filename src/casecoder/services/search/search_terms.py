"""Expands a query to other forms of its words and to words spelt like them."""

from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from casecoder.core.coding.search_query import SearchTerm, TermMatching, parse_search_query
from casecoder.core.errors import CaseCoderError
from casecoder.core.spelling import find_similar_words
from casecoder.language.lemmas import LemmaForms
from casecoder.store import search_index
from casecoder.store.study_file import StudyFile


class IndexQuery(NamedTuple):
    """A query in the language of the index, and for each expanded word all the words that stand for it."""

    match: str
    sought: tuple[tuple[str, ...], ...]


def expand_query(study: StudyFile, connection: Connection, query: str, *, forms: bool, spelling: bool) -> IndexQuery:
    """Return a query in the language of the index.

    Parameters
    ----------
    forms, spelling:
        Whether every plain word also stands for its other forms, or for words spelt like it.

    Raises
    ------
    CaseCoderError
        If the query can't be read or has no word.
    """
    sought: dict[str, tuple[str, ...]] = {}

    def find_alternatives(term: SearchTerm, word: str) -> list[str]:
        plain = term.sought is TermMatching.WORD
        found: list[str] = []
        if term.sought is TermMatching.FORMS or (plain and forms):
            found += _words_of(study, connection).forms.of(word)
        if term.sought is TermMatching.LIKE or (plain and spelling):
            found += find_similar_words(word, _words_of(study, connection).turns)
        if found:
            sought[word] = tuple(dict.fromkeys([word, *found]))
        return found

    match = search_index.to_fts_query(parse_search_query(query), find_alternatives)
    if not match:
        raise CaseCoderError(f"There is nothing to search for in {query.strip()!r}.", "Give a word or a phrase.")
    return IndexQuery(match, tuple(sought.values()))


class _IndexWords:
    """The words in the index of a study. ``state`` is the last row that was read."""

    def __init__(self, state: int, turns: dict[str, int]) -> None:
        self.state = state
        self.turns = turns

    @cached_property
    def forms(self) -> LemmaForms:
        return LemmaForms(self.turns)


_words: WeakKeyDictionary[StudyFile, _IndexWords] = WeakKeyDictionary()
"""The words of each open study. They are kept because reading 50,000 of them takes 0.3 seconds.

Nothing is ever removed from the index, so its last row tells whether they are still complete.
"""


def _words_of(study: StudyFile, connection: Connection) -> _IndexWords:
    """Return the words of a study, read again when the index has grown."""
    state, known = search_index.last_index_row(connection), _words.get(study)
    if known is None or known.state != state:
        known = _words[study] = _IndexWords(state, search_index.index_vocabulary(connection))
    return known
