"""What a query stands for in a study: its words, their forms, and words spelt like them."""

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
    """A query as the index takes it, and for each word that was widened all the words sought in its place."""

    match: str
    sought: tuple[tuple[str, ...], ...]


def expand_query(study: StudyFile, connection: Connection, query: str, *, forms: bool, spelling: bool) -> IndexQuery:
    """Understand a query.

    Parameters
    ----------
    forms, spelling:
        Whether every plain word also stands for its other forms, and for words spelt like it.

    Raises
    ------
    CaseCoderError
        If it can't be read or has no word.
    """
    sought: dict[str, tuple[str, ...]] = {}

    def others(term: SearchTerm, word: str) -> list[str]:
        plain = term.sought is TermMatching.WORD
        found: list[str] = []
        if term.sought is TermMatching.FORMS or (plain and forms):
            found += _words_of(study, connection).forms.of(word)
        if term.sought is TermMatching.LIKE or (plain and spelling):
            found += find_similar_words(word, _words_of(study, connection).turns)
        if found:
            sought[word] = tuple(dict.fromkeys([word, *found]))
        return found

    match = search_index.to_fts_query(parse_search_query(query), others)
    if not match:
        raise CaseCoderError(f"There is nothing to search for in {query.strip()!r}.", "Give a word or a phrase.")
    return IndexQuery(match, tuple(sought.values()))


class _Words:
    """The words of a study's index; ``state`` is the row up to which they were read."""

    def __init__(self, state: int, turns: dict[str, int]) -> None:
        self.state = state
        self.turns = turns

    @cached_property
    def forms(self) -> LemmaForms:
        return LemmaForms(self.turns)


_words: WeakKeyDictionary[StudyFile, _Words] = WeakKeyDictionary()
"""Of the open studies: reading 50,000 words takes 0.3 seconds, and nothing is ever taken out of the index."""


def _words_of(study: StudyFile, connection: Connection) -> _Words:
    state, known = search_index.last_index_row(connection), _words.get(study)
    if known is None or known.state != state:
        known = _words[study] = _Words(state, search_index.index_vocabulary(connection))
    return known
