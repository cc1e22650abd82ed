"""Checks of the words that claims stand in: sentences, captions, rows of tables."""

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
    """The outcome of comparing the lines.

    Parameters
    ----------
    standing:
        The texts at the places of claims that have lost their bookmarks; of quotes the words alone.
    gone:
        The claims that are gone with a row or a table, each with the finding on that.
    apart:
        The lines that somebody has written or reworded, without changing what a claim in them says.
    new:
        Those of them in which no claim was printed.
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
    return _LineComparer(document, claims, facts).lines()


class _LineComparer:
    """Compares the lines of one document."""

    def __init__(self, document: ReportDocument, claims: ClaimList, facts: StudyFacts) -> None:
        self._seal, self._facts, self._claims = WordSeal(facts.secret), facts, claims
        self._claim_texts = {claim.bookmark: claim.text for claim in claims.figures}
        self._claim_texts |= {claim.bookmark: claim.text for claim in claims.ratings}
        known = {*self._claim_texts, *(claim.bookmark for claim in claims.quotes)}
        self._found = read_current_lines(document.blocks, known, self._seal)
        seals = {mark: seal_line_words(comparable_words(text), self._seal) for mark, text in self._claim_texts.items()}
        self._pairs = pair_lines(claims.lines, self._found, seals, self._seal)
        held = {mark for line in self._found for mark in line.marks}
        self._reading = SealedLineReader(
            words_by_seal(self._found, facts.words, self._seal), facts.names, self._claim_texts, held
        )
        self._standing: dict[str, BookmarkText] = {}
        self._apart: list[CurrentLine] = []
        for line, found in self._pairs.same:
            lost = (word for word in line.words if word in self._claim_texts and word not in held)
            self._standing |= {mark: BookmarkText(self._claim_texts[mark], found.place) for mark in lost}

    def lines(self) -> LineComparison:
        """Return the outcome."""
        tables = TableComparison(self._claims, self._pairs, self._reading, self._found, self._changed_prose)
        findings = (*self._check_changed(), *self._check_moved(), *tables.findings)
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

    def _check_changed(self) -> Iterator[Finding]:
        """Yield findings on sentences and captions with changed words that may make another claim."""
        for line, found in self._pairs.changed:
            if line.table:
                continue
            changes, standing = self._reading.difference(line.words, found.words, found.seals)
            self._standing |= {mark: BookmarkText(text, found.place) for mark, text in standing.items()}
            written = self._changed_prose(line.words, found.seals) if changes else None
            telling = any(map(self._reading.is_telling, changes)) or self._is_renamed(line, found)
            if written or telling or (changes and found.heads):
                yield self._reworded_line(line, found, written)
            elif changes:
                self._apart.append(found)

    def _reworded_line(self, line: PrintedLine, found: CurrentLine, written: ChangedProse | None) -> Finding:
        printed = self._reading.printed(line.words, found.words, found.seals)
        reads, was = contrast_texts(self._reading.found(found.words), printed)
        rating = next((claim for claim in self._claims.ratings if claim.bookmark in line.words), None)
        cell = written.cell if written else (rating.case, rating.code) if rating else None
        quoted = next((claim.id for claim in self._claims.quotes if claim.bookmark in line.words), "")
        ref = (written.ref if written else "") or quoted or next(iter(CODING_ID_PATTERN.findall(found.text)), "")
        what = written.what if written else "The heading or caption" if found.heads else "The line"
        return Finding(
            ClaimKind.RATING if cell else ClaimKind.QUOTE if quoted else ClaimKind.TEXT,
            ref,
            f"{what} reads {reads}; {was} was printed.",
            (found.place,),
            found.text,
            coding=None if cell else self._facts.codings.get(ref),
            cell=cell,
        )

    def _changed_prose(self, was: Sequence[str], now: Sequence[str]) -> ChangedProse | None:
        """Return the rationale or summary that the printed words held and the words there now do not."""
        before, after = _join_words(was), _join_words(now)
        held = ((words, written) for words, written in self._prose_by_seal.items() if words in before)
        return next((written for words, written in held if words == before or words not in after), None)

    def _is_renamed(self, line: PrintedLine, found: CurrentLine) -> bool:
        """Tell whether the name of a code was printed in a line and is not in it any longer."""
        before, after = _join_words(line.words), _join_words(found.seals)
        return any(name in before and name not in after for name in self._code_names)

    @cached_property
    def _prose_by_seal(self) -> Mapping[str, ChangedProse]:
        """The rationales and summaries, sealed."""
        rationales = (
            (given.rationale, ChangedProse(f"The rationale of {given.id}", given.id, (given.case, given.code)))
            for given in self._facts.ratings.values()
        )
        summaries = (
            (text, ChangedProse("The summary of {1} for {0}".format(*cell), "", cell))
            for key, text in self._facts.texts.items() if (cell := parse_summary_key(key))
        )  # fmt: skip
        return {self._seal_text(text): written for text, written in (*summaries, *rationales) if text.strip()}

    @cached_property
    def _code_names(self) -> frozenset[str]:
        """The names of codes, sealed."""
        return frozenset(self._seal_text(name) for name in self._facts.codes_by_name if name.strip())

    def _seal_text(self, text: str) -> str:
        return _join_words(seal_line_words(comparable_words(text), self._seal))

    def _check_moved(self) -> Iterator[Finding]:
        """Yield findings on lines with a claim that stand under other headings than they were printed under."""
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
        """Return what the seals of headings stand for, for each heading with each run-in heading."""
        over = {found.over for found in self._found}
        run_in = {found.run_in for found in self._found}
        return {seal_headings(*both, self._seal): " / ".join(filter(None, both)) for both in product(over, run_in)}


def _join_words(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _is_word(word: str) -> bool:
    return not word.startswith(CLAIM_BOOKMARK)
