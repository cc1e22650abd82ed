"""The search index: it knows where in which turn each word stands.

Only this module and ``index_check`` know that it is SQLite's FTS5, so that another index can take its place.

The index holds no text: turn ``n`` of a revision is its row ``revision.row + n``, and the words are read from the
revision.
"""

import json
import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select, text

from casecoder.core.coding.search_query import AllOf, AnyOf, NearTerms, SearchQuery, SearchTerm, TermMatching
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import Turn
from casecoder.store.tables import REVISION
from casecoder.store.tokenizer import TOKENIZER, find_query_matches, tokenize_texts

_BEGINNING = '" *'
_REVISION_OF = '(SELECT id FROM revision WHERE "row" < turn_index.rowid ORDER BY "row" DESC, id DESC LIMIT 1)'
"""The revision whose turn a row of the index is."""
_LAST = 2**63 - 1
"""The highest row that is possible."""
_RAREST = 6
"""The number of words by which :func:`find_likeliest_revisions` looks for a text."""


@dataclass(frozen=True, slots=True)
class IndexHit:
    """A turn in which a query was found.

    ``speaker`` is the name under which the speaker is shown; ``spans`` and ``start`` are in code points of the
    source's text.
    """

    turn: int
    speaker: str
    words: str
    start: int
    spans: tuple[Span, ...]


def create_search_index(connection: Connection) -> None:
    """Make the index of an empty study."""
    connection.execute(
        text(f"CREATE VIRTUAL TABLE turn_index USING fts5(words, content = '', tokenize = '{TOKENIZER}')")
    )
    connection.execute(text("CREATE VIRTUAL TABLE turn_terms USING fts5vocab(turn_index, row)"))


def last_index_row(connection: Connection) -> int:
    """Return the row that was added last, or 0 in an empty index. The turns of the next text follow it."""
    last = connection.execute(text("SELECT rowid FROM turn_index ORDER BY rowid DESC LIMIT 1")).scalar()
    return int(last or 0)


def index_turns(connection: Connection, after: int, frozen: str, turns: Iterable[Turn]) -> None:
    """Index the words of a revision's turns.

    The turns take the rows after ``after``, in order.
    """
    rows = [(number, frozen[turn.words : turn.end]) for number, turn in enumerate(turns, after + 1)]
    if rows:
        connection.exec_driver_sql("INSERT INTO turn_index (rowid, words) VALUES (?, ?)", rows)


def index_vocabulary(connection: Connection) -> dict[str, int]:
    """Return every word of the index, in lower case and without accents, with the number of turns that hold it."""
    rows = connection.exec_driver_sql("SELECT term, doc FROM turn_terms").all()
    return {str(term): int(turns) for term, turns in rows}


class IndexedSource(NamedTuple):
    """A source in the index.

    Its rows are those after ``after``, up to ``last``.

    ``position``, ``case`` and ``label`` are its school's; sorted, places are by school and short id.
    """

    position: int
    case: str
    ref: str
    label: str
    after: int
    last: int

    def part_of(self, rows: Sequence[int]) -> range:
        """Return which of some ordered rows belong to this source."""
        return range(bisect_right(rows, self.after), bisect_right(rows, self.last))


def find_indexed_sources(connection: Connection) -> list[IndexedSource]:
    """Return where each source's present text stands in the index, by school and short id."""
    statement = text(
        'SELECT revision."row", "case".position, "case".short, source.ref, "case".label FROM revision'
        " LEFT JOIN source ON source.revision_id = revision.id"
        ' LEFT JOIN "case" ON "case".id = source.case_id ORDER BY revision."row", revision.id'
    )
    texts = connection.execute(statement).all()
    befores = [*(row for row, *_ in texts[1:]), _LAST]
    return sorted(
        IndexedSource(position, case, ref, label, row, last)
        for (row, position, case, ref, label), last in zip(texts, befores, strict=False)
        if ref
    )


def find_matching_rows(
    connection: Connection, match: str, after: int = 0, last: int = _LAST, *, most: int | None = None
) -> list[int]:
    """Return the rows that match a query (see :func:`to_fts_query`), after one row and up to another, in order.

    They come as one JSON array: row by row, SQLAlchemy takes ten times as long as FTS5.
    """
    statement = text(
        "SELECT json_group_array(row) FROM (SELECT rowid AS row FROM turn_index"
        " WHERE turn_index MATCH :match AND rowid > :after AND rowid <= :last ORDER BY rowid LIMIT :most)"
    )
    values = {"match": match, "after": after, "last": last, "most": -1 if most is None else most}
    rows: list[int] = json.loads(connection.execute(statement, values).scalar_one())
    return rows


def find_likeliest_revisions(connection: Connection, words: str, most: int = 4) -> list[uuid.UUID]:
    """Return the present revisions whose turns hold most of some words.

    Only the rarest of the words are looked for.
    """
    counting = text("SELECT doc FROM turn_terms WHERE term = :term")
    turns = {
        term: connection.execute(counting, {"term": term}).scalar() for term in sorted(set(tokenize_texts([words])[0]))
    }
    rarest = sorted((term for term, count in turns.items() if count), key=lambda term: turns[term] or 0)[:_RAREST]
    if not rarest:
        return []
    statement = text(
        f"SELECT source.revision_id FROM turn_index JOIN source ON source.revision_id = {_REVISION_OF}"
        " WHERE turn_index MATCH :match ORDER BY rank LIMIT :most"
    )
    values = {"match": " OR ".join(f'"{term}"' for term in rarest), "most": most * _RAREST}
    found = dict.fromkeys(connection.execute(statement, values).scalars())
    return [uuid.UUID(hex=revision) for revision in [*found][:most]]


def reads_all_rows_first(match: str) -> bool:
    """Return whether FTS5 reads all rows of a query before it gives the first, as it does for beginnings of words."""
    return _BEGINNING in match


def read_hits_in_rows(connection: Connection, match: str, rows: Sequence[int]) -> list[IndexHit]:
    """Return the turns that stand in some rows and where a query matches in them, in the order given."""
    statement = text(
        "SELECT turn_index.rowid, turn.number, coalesce(nullif(speaker.name, ''), turn.speaker), turn.words,"
        ' turn."end", revision.id FROM turn_index'
        f" JOIN revision ON revision.id = {_REVISION_OF}"
        ' JOIN turn ON turn.revision_id = revision.id AND turn.number = turn_index.rowid - revision."row"'
        " LEFT JOIN source ON source.revision_id = revision.id"
        " LEFT JOIN speaker ON speaker.source_id = source.id AND speaker.label = turn.speaker"
        " WHERE turn_index.rowid IN (SELECT value FROM json_each(:rows))"
    )
    read = connection.execute(statement, {"rows": json.dumps(rows)}).all()
    texts = _read_texts(connection, {revision for *_, revision in read})
    words = [texts[revision][start:end] for _, _, _, start, end, revision in read]
    spans = find_query_matches(match, words)
    found = {
        row: IndexHit(turn, speaker, said, start, tuple(Span(start + a, start + b) for a, b in inside))
        for (row, turn, speaker, start, _, _), said, inside in zip(read, words, spans, strict=True)
    }
    return [found[row] for row in rows]


def _read_texts(connection: Connection, revisions: Iterable[str]) -> dict[str, str]:
    """Read the texts of some revisions, by their keys as SQLite holds them."""
    keys = [uuid.UUID(hex=key) for key in revisions]
    found = connection.execute(select(REVISION.c.id, REVISION.c.text).where(REVISION.c.id.in_(keys)))
    return {key.hex: frozen for key, frozen in found}


def to_fts_query(query: SearchQuery, others: Callable[[SearchTerm, str], Iterable[str]]) -> str:
    """Return a query in FTS5's language; empty when none of its terms has a letter or a digit.

    Parameters
    ----------
    others:
        Gives the words to be found too for a term that is one word, and the word as the index keeps it.
    """
    terms = list(_find_terms(query))
    words = dict(zip(terms, tokenize_texts([term.text for term in terms]), strict=True))
    return _to_fts(query, words, others)


def _find_terms(query: SearchQuery) -> Iterable[SearchTerm]:
    if isinstance(query, SearchTerm):
        return [query]
    if isinstance(query, NearTerms):
        return query.terms
    parts = query.parts if isinstance(query, AnyOf) else (*query.wanted, *query.unwanted)
    return [term for part in parts for term in _find_terms(part)]


def _to_fts(
    query: SearchQuery, words: dict[SearchTerm, list[str]], others: Callable[[SearchTerm, str], Iterable[str]]
) -> str:
    def written(parts: Iterable[SearchQuery]) -> list[str]:
        return list(filter(None, (_to_fts(part, words, others) for part in parts)))

    match query:
        case SearchTerm():
            return _to_alternatives(query, words[query], others)
        case NearTerms():
            near = list(filter(None, (_to_phrase(term, words[term]) for term in query.terms)))
            return f"NEAR({' '.join(near)}, {query.between})" if len(near) > 1 else "".join(near)
        case AnyOf():
            return _join(" OR ", written(query.parts))
        case AllOf():
            wanted, unwanted = _join(" AND ", written(query.wanted)), _join(" OR ", written(query.unwanted))
            return f"({wanted} NOT {unwanted})" if wanted and unwanted else wanted


def _to_alternatives(term: SearchTerm, words: list[str], others: Callable[[SearchTerm, str], Iterable[str]]) -> str:
    if len(words) != 1:
        return _to_phrase(term, words)
    also = [f'"{other}"' for other in others(term, words[0]) if other != words[0]]
    return _join(" OR ", [_to_phrase(term, words), *also])


def _to_phrase(term: SearchTerm, words: list[str]) -> str:
    """Return words in quotation marks, so that FTS5 takes them for words whatever they mean in its language."""
    closed = _BEGINNING if term.sought is TermMatching.BEGINNING else '"'
    return f'"{" ".join(words)}{closed}' if words else ""


def _join(sign: str, parts: list[str]) -> str:
    return f"({sign.join(parts)})" if len(parts) > 1 else "".join(parts)
