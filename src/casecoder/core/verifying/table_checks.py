"""Checks of the tables of a document against those that were printed, row by row and cell by cell."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.verifying.current_lines import CurrentLine
from casecoder.core.verifying.figure_and_rating_checks import BookmarkText
from casecoder.core.verifying.line_changes import SealedLineReader
from casecoder.core.verifying.line_pairs import LinePairing
from casecoder.core.verifying.printed_line import CELL_MARK, CLAIM_BOOKMARK, PrintedLine
from casecoder.core.verifying.quote_comparison import contrast_texts
from casecoder.core.verifying.report_document import ClaimList
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding

_MOST_APART = 4
"""More rows of a table than this aren't named one by one."""


class ChangedProse(NamedTuple):
    """What researchers wrote: what it is, the id of the rating whose rationale it may be, its case and code."""

    what: str
    ref: str
    cell: tuple[str, str]


FindChangedProse = Callable[[Sequence[str], Sequence[str]], ChangedProse | None]
"""Gives what was written that printed words hold and those that are found don't."""


class TableComparison:
    """The outcome of comparing the rows.

    Attributes
    ----------
    standing:
        The texts at the places of figures and ratings that have lost their bookmarks.
    gone:
        The claims that are gone with a row or a table, each with the finding on that.
    put_in:
        The rows that were not printed, of tables that were.
    """

    def __init__(
        self,
        claims: ClaimList,
        pairs: LinePairing,
        reading: SealedLineReader,
        found: Sequence[CurrentLine],
        changed: FindChangedProse,
    ) -> None:
        self._lines, self._pairs, self._reading, self._found = claims.lines, pairs, reading, found
        self._find_changed_prose = changed
        self._ratings = {claim.bookmark: (claim.case, claim.code) for claim in claims.ratings}
        self.standing: dict[str, BookmarkText] = {}
        self.gone: dict[str, Finding] = {}
        self._table_now = dict(self._tables_now())
        self._names = {found.row.table: found.row.of for _, found in self._rows() if found.row}
        was = {number: table for table, number in self._table_now.items()}
        self.put_in = [line for line in pairs.new if line.row and line.row.table in was]
        self.findings = [*self._check_changed_rows(), *self._check_added_rows(), *self._check_removed()]

    def checked(self) -> Iterator[CheckedClaim]:
        """Yield every table that was printed, with the first thing that is wrong with it."""
        wrong = {finding.id: finding for finding in reversed(self.findings)}
        pairs = zip(self._found, self._found[1:], strict=False)
        before = {row.row.table: line for line, row in pairs if row.row and not line.row}
        for table, lines in groupby(filter(lambda line: line.table, self._lines), key=lambda line: line.table):
            rows = list(lines)
            marks = sum(word.startswith(CLAIM_BOOKMARK) for row in rows for word in row.words)
            held = [count_with_noun(marks, "figure or rating", "figures and ratings")] if marks else []
            rests = ", ".join([count_with_noun(len(rows), "row"), *held])
            now = self._table_now.get(table)
            if now is None:
                yield CheckedClaim(ClaimKind.TABLE, str(table), "", rests, (), wrong.get(str(table)))
            else:
                name, caption = self._names[now], before.get(now)
                places = (caption.place,) if caption else ()
                yield CheckedClaim(
                    ClaimKind.TABLE, name, caption.text if caption else name, rests, places, wrong.get(name)
                )

    def _rows(self) -> Iterator[tuple[PrintedLine, CurrentLine]]:
        return ((line, found) for line, found in (*self._pairs.same, *self._pairs.changed) if line.table and found.row)

    def _tables_now(self) -> Iterator[tuple[int, int]]:
        """Yield each printed table that is still there, with its number in the document now."""
        votes: dict[int, Counter[int]] = defaultdict(Counter)
        for line, found in self._rows():
            if found.row:
                votes[line.table][found.row.table] += 1
        return ((table, count.most_common(1)[0][0]) for table, count in votes.items())

    def _check_changed_rows(self) -> Iterator[Finding]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for line, row in self._pairs.changed:
            if line.table and row.row:
                found[row.row.of] += self._check_row(line, row)
        for name, findings in found.items():
            rows = list(dict.fromkeys(finding.place for finding in findings))
            if len(rows) > _MOST_APART:
                message = f"{len(rows)} rows of {name} are not as they were printed. The first: {findings[0].message}"
                whole = Finding(ClaimKind.TABLE, name, message, tuple(rows))
                self.gone |= {mark: whole for mark, one in self.gone.items() if one in findings}
                yield whole
            else:
                yield from findings

    def _check_row(self, line: PrintedLine, row: CurrentLine) -> Iterator[Finding]:
        """Yield findings on the changed cells of a row, or on the row if it has other cells."""
        name = row.row.of if row.row else ""
        was, seals, now = (list(_cells(words)) for words in (line.words, row.seals, row.words))
        if seals == was[: len(seals)]:  # those at the end are empty now
            seals, now = ([*cells, *([] for _ in was[len(seals) :])] for cells in (seals, now))
        if len(was) != len(now):
            has = f"has {count_with_noun(len(now), 'cell')}; {len(was)} were printed"
            message = f"The row “{shorten_quote(row.text)}” {has}: “{self._reading.printed(line.words)}”."
            finding = Finding(ClaimKind.TABLE, name, message, (row.place,), row.text, cell=self._cell(line))
            self.gone |= {word: finding for word in line.words if word.startswith(CLAIM_BOOKMARK)}
            yield finding
            return
        for at, cell in enumerate(was):
            difference = self._reading.difference(cell, now[at], seals[at])
            self.standing |= {mark: BookmarkText(text, row.place) for mark, text in difference.standing.items()}
            if difference.changes:
                here, printed = self._reading.found(now[at]), self._reading.printed(cell, now[at], seals[at])
                reads, has = contrast_texts(here, printed)
                written = self._find_changed_prose(cell, seals[at])
                what = written.what if written else f"Cell {at + 1} of the row"
                message = f"{what} reads {reads}; {has} was printed there."
                about = written.cell if written else self._cell(line)
                yield Finding(ClaimKind.TABLE, name, message, (row.place,), here, printed, cell=about)

    def _cell(self, line: PrintedLine) -> tuple[str, str] | None:
        """Return the case and the code of the rating in a row, if there is one."""
        return next((self._ratings[word] for word in line.words if word in self._ratings), None)

    def _check_added_rows(self) -> Iterator[Finding]:
        for row in self.put_in:
            name = row.row.of if row.row else ""
            yield Finding(
                ClaimKind.TABLE,
                name,
                f"The row “{shorten_quote(row.text)}” was not printed in {name}.",
                (row.place,),
                row.text,
            )

    def _check_removed(self) -> Iterator[Finding]:
        """Yield findings on tables that are gone, and on rows that are gone from others."""
        gone = [line for line in self._pairs.gone if line.table]
        for table, lines in groupby(gone, key=lambda line: line.table):
            rows = list(lines)
            if table not in self._table_now:
                whole = f"The table “{self._caption(table)}” is no longer in the document"
                yield self._removal(whole, rows, str(table))
            elif len(rows) > _MOST_APART:
                name = self._names[self._table_now[table]]
                yield self._removal(f"{len(rows)} rows of {name} are no longer in the document", rows, name)
            else:
                name = self._names[self._table_now[table]]
                for row in rows:
                    text = self._reading.printed(row.words)
                    yield self._removal(
                        f"The row “{shorten_quote(text)}” of {name} is no longer in the document", [row], name
                    )

    def _removal(self, what: str, rows: Iterable[PrintedLine], name: str) -> Finding:
        marks = [word for row in rows for word in row.words if word.startswith(CLAIM_BOOKMARK)]
        with_it = (
            f", and with it {count_with_noun(len(marks), 'figure or rating', 'figures and ratings')}" if marks else ""
        )
        found = Finding(ClaimKind.TABLE, name, f"{what}{with_it}.")
        self.gone |= dict.fromkeys(marks, found)
        return found

    def _caption(self, table: int) -> str:
        """Return the words of a printed table’s caption without its label, as far as they are known."""
        first = next(at for at, line in enumerate(self._lines) if line.table == table)
        return self._reading.printed(self._lines[first - 1].words[1:]) if first else ""


def _cells(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of a row cell by cell."""
    cell: list[str] = []
    for word in words:
        if word == CELL_MARK:
            yield cell
            cell = []
        else:
            cell.append(word)
    yield cell
