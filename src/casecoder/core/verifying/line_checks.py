"""The words that claims stand in, against those that were printed: sentences, captions, rows of tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from casecoder.core.outputs.study_texts import parse_summary_key
from casecoder.core.outputs.word_seals import WordSeal, comparable_words
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.verifying.current_lines import CurrentLine, read_current_lines, words_by_seal
from casecoder.core.verifying.figure_and_rating_checks import BookmarkText
from casecoder.core.verifying.line_changes import SealedLineReader
from casecoder.core.verifying.line_pairs import pair_lines
from casecoder.core.verifying.printed_line import CLAIM_BOOKMARK, PrintedLine, seal_headings, seal_line_words
from casecoder.core.verifying.quote_comparison import contrast_texts
from casecoder.core.verifying.quotes_and_ids import CODING_ID_PATTERN
from casecoder.core.verifying.report_document import ClaimList, ReportDocument
from casecoder.core.verifying.table_checks import ChangedProse, TableComparison
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, StudyFacts


@dataclass(frozen=True, slots=True)
class LineComparison:
    """What came of comparing the lines.

    Parameters
    ----------
    standing:
        What stands now where claims were printed that have lost their bookmarks, of quotes the words alone.
    gone:
        The claims that went with a row or a table, and what is said of that.
    apart:
        The lines that somebody has written or reworded, without changing what a claim in them says.
    new:
        Those of them that hold no claim that was printed in them: put in, or reworded.
    missing:
        How many lines without a claim are gone.
    """

    tables: tuple[CheckedClaim, ...] = ()
    findings: tuple[Finding, ...] = ()
    standing: Mapping[str, BookmarkText] = field(default_factory=dict)
    gone: Mapping[str, Finding] = field(default_factory=dict)
    apart: tuple[CurrentLine, ...] = ()
    new: tuple[CurrentLine, ...] = ()
    missing: int = 0


def verify_lines(document: ReportDocument, facts: StudyFacts) -> LineComparison:
    """Compare the lines of a document with those on its list of claims, if it has any and they are of this study."""
    claims = document.claims
    if claims is None or not claims.lines or not facts.secret:
        return LineComparison()
    return _Comparing(document, claims, facts).lines()


class _Comparing:
    """Compares the lines of one document."""

    def __init__(self, document: ReportDocument, claims: ClaimList, facts: StudyFacts) -> None:
        self._seal, self._facts, self._claims = WordSeal(facts.secret), facts, claims
        self._said = {claim.bookmark: claim.text for claim in claims.figures}
        self._said |= {claim.bookmark: claim.text for claim in claims.ratings}
        known = {*self._said, *(claim.bookmark for claim in claims.quotes)}
        self._found = read_current_lines(document.blocks, known, self._seal)
        seals = {mark: seal_line_words(comparable_words(text), self._seal) for mark, text in self._said.items()}
        self._pairs = pair_lines(claims.lines, self._found, seals, self._seal)
        held = {mark for line in self._found for mark in line.marks}
        self._reading = SealedLineReader(
            words_by_seal(self._found, facts.words, self._seal), facts.names, self._said, held
        )
        self._standing: dict[str, BookmarkText] = {}
        self._apart: list[CurrentLine] = []
        for line, found in self._pairs.same:
            lost = (word for word in line.words if word in self._said and word not in held)
            self._standing |= {mark: BookmarkText(self._said[mark], found.place) for mark in lost}

    def lines(self) -> LineComparison:
        """What came of it."""
        tables = TableComparison(self._claims, self._pairs, self._reading, self._found, self._written)
        findings = (*self._changed(), *self._moved(), *tables.findings)
        new = [line for line in self._pairs.new if line not in tables.put_in and any(map(_is_word, line.words))]
        gone = [line for line in self._pairs.gone if not line.table and all(map(_is_word, line.words))]
        return LineComparison(
            tuple(tables.checked()),
            findings,
            self._standing | tables.standing,
            tables.gone,
            (*self._apart, *new),
            tuple(new),
            max(0, len(gone) - len(self._pairs.new)),
        )

    def _changed(self) -> Iterator[Finding]:
        """The sentences and captions in which words stand that may make another claim."""
        for line, found in self._pairs.changed:
            if line.table:
                continue
            changes, standing = self._reading.difference(line.words, found.words, found.seals)
            self._standing |= {mark: BookmarkText(text, found.place) for mark, text in standing.items()}
            written = self._written(line.words, found.seals) if changes else None
            telling = any(map(self._reading.is_telling, changes)) or self._is_renamed(line, found)
            if written or telling or (changes and found.heads):
                yield self._reworded(line, found, written)
            elif changes:
                self._apart.append(found)

    def _reworded(self, line: PrintedLine, found: CurrentLine, written: ChangedProse | None) -> Finding:
        printed = self._reading.printed(line.words, found.words, found.seals)
        said, was = contrast_texts(self._reading.found(found.words), printed)
        rating = next((claim for claim in self._claims.ratings if claim.bookmark in line.words), None)
        cell = written.cell if written else (rating.case, rating.code) if rating else None
        quoted = next((claim.id for claim in self._claims.quotes if claim.bookmark in line.words), "")
        ref = (written.ref if written else "") or quoted or next(iter(CODING_ID_PATTERN.findall(found.text)), "")
        what = written.what if written else "The heading or caption" if found.heads else "The line"
        return Finding(
            ClaimKind.RATING if cell else ClaimKind.QUOTE if quoted else ClaimKind.TEXT,
            ref,
            f"{what} reads {said}; {was} was printed.",
            (found.place,),
            found.text,
            coding=None if cell else self._facts.codings.get(ref),
            cell=cell,
        )

    def _written(self, was: Sequence[str], now: Sequence[str]) -> ChangedProse | None:
        """The rationale or summary that some words held, or were, and that the words there now don't or aren't."""
        before, after = _in_a_row(was), _in_a_row(now)
        held = ((words, written) for words, written in self._texts.items() if words in before)
        return next((written for words, written in held if words == before or words not in after), None)

    def _is_renamed(self, line: PrintedLine, found: CurrentLine) -> bool:
        """Whether the name of a code was printed in a line and is not in it any longer."""
        before, after = _in_a_row(line.words), _in_a_row(found.seals)
        return any(name in before and name not in after for name in self._names)

    @cached_property
    def _texts(self) -> Mapping[str, ChangedProse]:
        """The rationales and summaries, sealed."""
        rationales = (
            (given.rationale, ChangedProse(f"The rationale of {given.id}", given.id, (given.case, given.code)))
            for given in self._facts.ratings.values()
        )
        summaries = (
            (text, ChangedProse("The summary of {1} for {0}".format(*cell), "", cell))
            for key, text in self._facts.told.items() if (cell := parse_summary_key(key))
        )  # fmt: skip
        return {self._sealed(text): written for text, written in (*summaries, *rationales) if text.strip()}

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of codes, sealed."""
        return frozenset(self._sealed(name) for name in self._facts.named if name.strip())

    def _sealed(self, text: str) -> str:
        return _in_a_row(seal_line_words(comparable_words(text), self._seal))

    def _moved(self) -> Iterator[Finding]:
        """The lines with a claim that stand under other headings of the document than they were printed under."""
        printed = {line.under for line in self._claims.lines}
        names = self._headings()
        moved: dict[tuple[str, str], list[CurrentLine]] = defaultdict(list)
        for line, found in (*self._pairs.same, *self._pairs.changed):
            claims = not line.table and any(word.startswith(CLAIM_BOOKMARK) for word in line.words)
            if claims and found.under != line.under and found.under in printed:
                moved[line.under, found.under].append(found)
        for (was, now), lines in moved.items():
            more = f" and {len(lines) - 1} more lines stand" if len(lines) > 1 else " stands"
            under = f"under “{names[was]}”" if was in names else "under another heading, which is gone"
            message = f"“{shorten_quote(lines[0].text)}”{more} under “{names[now]}”; printed {under}."
            yield Finding(ClaimKind.TEXT, "", message, tuple(line.place for line in lines), lines[0].text)

    def _headings(self) -> Mapping[str, str]:
        """What the seals of headings stand for, with any of the document's run-in headings under any other."""
        over = {found.over for found in self._found}
        run_in = {found.run_in for found in self._found}
        return {seal_headings(*both, self._seal): " / ".join(filter(None, both)) for both in product(over, run_in)}


def _in_a_row(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _is_word(word: str) -> bool:
    return not word.startswith(CLAIM_BOOKMARK)
