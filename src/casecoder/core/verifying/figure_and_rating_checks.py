"""The counts, ratings and study texts that a document claims, against the study as it is."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from casecoder.core.dates import format_long_date
from casecoder.core.judging.agreement_results import NO_FIGURE
from casecoder.core.judging.evidence import coding_id
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.figures.printed_figures import describe_figure
from casecoder.core.outputs.figures.table_figures import parse_coding_ids_key
from casecoder.core.outputs.study_texts import describe_changed_text, parse_summary_key
from casecoder.core.outputs.word_seals import WordSeal
from casecoder.core.transcripts.quote_matching import normalise_for_comparison
from casecoder.core.verifying.claim_words import NUMBER_WORDS
from casecoder.core.verifying.report_document import ClaimList, FigureClaim, RatingClaim, ReportParagraph
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, StudyFacts
from casecoder.core.vocabulary import UNRATED_GLYPH, UNRATED_LABEL, UNRATED_LETTER, Band


class BookmarkText(NamedTuple):
    """What stands in a bookmark now, and where."""

    text: str
    place: str


class ClaimTexts(NamedTuple):
    """What stands where claims were printed.

    Parameters
    ----------
    shown:
        What stands in the bookmark of each claim, or where it was if it has lost it.
    gone:
        The claims that went with a row or a table, and what is said of that.
    """

    shown: Mapping[str, BookmarkText]
    gone: Mapping[str, Finding]

    def of(self, bookmark: str) -> BookmarkText | None:
        """What stands where a claim was printed, if anything does."""
        found = self.shown.get(bookmark)
        return found if found and found.text.strip() else None


def read_claim_bookmarks(blocks: Sequence[ReportParagraph]) -> Mapping[str, BookmarkText]:
    """What stands in each bookmark of a claim."""
    found: dict[str, BookmarkText] = {}
    for block in blocks:
        for stretch in block.stretches:
            for mark in stretch.marks:
                before = found.get(mark, BookmarkText("", block.place))
                found[mark] = BookmarkText(before.text + stretch.text, before.place)
    return found


def verify_figures(claims: ClaimList, standing: ClaimTexts, facts: StudyFacts) -> tuple[list[CheckedClaim], list[str]]:
    """The figures that were checked, and the keys of those that can't be counted."""
    known = [claim for claim in claims.figures if claim.key in facts.figures]
    unknown = (claim.key for claim in claims.figures if claim.key not in facts.figures)
    return [_figure(claim, standing, facts.figures[claim.key]) for claim in known], list(dict.fromkeys(unknown))


def _figure(claim: FigureClaim, standing: ClaimTexts, now: float | None) -> CheckedClaim:
    shown, what = standing.of(claim.bookmark), describe_figure(claim.key)
    expected = claim.text if now == claim.value else _printed(claim, now)
    if shown is None:
        message = f"The figure for {what}, {claim.text}, is no longer in the document."
        finding = standing.gone.get(claim.bookmark) or Finding(ClaimKind.COUNT, claim.key, message, (), "", expected)
        return CheckedClaim(ClaimKind.COUNT, claim.key, "", what, (), finding)
    said, places = normalise_for_comparison(shown.text), (shown.place,)
    wrong = None
    if said != normalise_for_comparison(expected) and said.casefold() != _written_out(now):
        message = f"The figure for {what} reads “{said}”; the study has {expected}."
        wrong = Finding(ClaimKind.COUNT, claim.key, message, places, shown.text.strip(), expected)
    return CheckedClaim(ClaimKind.COUNT, claim.key, said, what, places, wrong)


def _written_out(value: float | None) -> str:
    """A small number in letters."""
    return NUMBER_WORDS[int(value)] if value is not None and value in range(len(NUMBER_WORDS)) else ""


def _printed(claim: FigureClaim, now: float | None) -> str:
    """Another figure in the form in which one was printed."""
    if now is None:
        return NO_FIGURE
    for form in ("{:,.0f}", "{:.0f}", "{:.1f}", "{:.2f}", "{:g}") if claim.value is not None else ():
        was = re.compile(rf"(?<![\d.,]){re.escape(form.format(claim.value))}(?![.,]?\d)")
        if was.search(claim.text):
            return was.sub(form.format(now), claim.text)
    return f"{now:g}"


def verify_ratings(claims: ClaimList, standing: ClaimTexts, facts: StudyFacts) -> list[CheckedClaim]:
    """The ratings that were checked."""
    return [_rating(claim, standing, facts.held.get((claim.case, claim.code))) for claim in claims.ratings]


def _rating(claim: RatingClaim, standing: ClaimTexts, held: Judgement | None) -> CheckedClaim:
    shown, cell = standing.of(claim.bookmark), (claim.case, claim.code)
    ref = (held.id if held else claim.id) or " ".join(cell)
    said, places = (normalise_for_comparison(shown.text), (shown.place,)) if shown else ("", ())
    finding = None
    if shown is None:
        message = f"The rating of {claim.case} on {claim.code} ({claim.text.strip()}) is no longer in the document."
        finding = standing.gone.get(claim.bookmark)
        finding = finding or Finding(ClaimKind.RATING, ref, message, (), "", _in_words(held), cell=cell)
    elif message := _wrong(claim, said, held):
        finding = Finding(ClaimKind.RATING, ref, message, places, said, _in_words(held), cell=cell)
    return CheckedClaim(ClaimKind.RATING, ref, said, _resting(claim, held), places, finding, cell=cell)


def _wrong(claim: RatingClaim, said: str, held: Judgement | None) -> str:
    """What is wrong with a rating that stands in the document."""
    cell, due = f"{claim.case} on {claim.code}", _in_words(held)
    if not _says(said, held.band if held else None):
        return f"The rating of {cell} reads “{said}”; the study has {due}."
    if held and held.stale and "*" not in said and _is_letter(said):
        return f"The rating of {cell} reads “{said}”; {held.id} has to be looked at again since. {' '.join(held.stale)}"
    if "*" in said and not (held and held.stale):
        return f"The rating of {cell} reads “{said}”; the study has {due}, and it holds."
    if held and claim.id not in {"", held.id}:
        return f"The rating of {cell} was {claim.id}; {held.id} has taken its place since."
    return ""


def _in_words(held: Judgement | None) -> str:
    return f"{held.band.label} ({held.id})" if held else UNRATED_LABEL.lower()


def _resting(claim: RatingClaim, held: Judgement | None) -> str:
    """What a rating rests on."""
    cell = f"{claim.case} on {claim.code}: "
    if held is None:
        return cell + UNRATED_LABEL.lower()
    on = f", resting on {', '.join(map(coding_id, held.cited))}" if held.cited else ""
    return f"{cell}{_in_words(held)} by {held.rater}, {format_long_date(held.rated_at.date().isoformat())}{on}"


def _says(said: str, band: Band | None) -> bool:
    """Whether a text gives a band by its letter or its word."""
    letter, label, glyph = (
        (band.letter, band.label, band.glyph) if band else (UNRATED_LETTER, UNRATED_LABEL, UNRATED_GLYPH)
    )
    plain = said.replace(glyph, "").replace("*", "").strip()
    return plain in {
        normalise_for_comparison(letter),
        normalise_for_comparison(label),
        normalise_for_comparison(label).lower(),
    }


def _is_letter(said: str) -> bool:
    return len(said.split(maxsplit=1)[0]) == 1


def verify_study_texts(claims: ClaimList, facts: StudyFacts, wrong: Collection[str]) -> Iterator[Finding]:
    """Find what the study calls otherwise, or says otherwise, since the document was made.

    Parameters
    ----------
    wrong:
        The keys of the figures that no longer match: that other codings are behind them goes without saying.
    """
    seal = WordSeal(facts.secret)
    for key, sealed in claims.texts.items():
        now = facts.told.get(key, "")
        if seal.of(now) != sealed and parse_coding_ids_key(key) not in wrong:
            message = describe_changed_text(key, now)
            yield Finding(ClaimKind.TEXT, key, message, (), "", now, cell=parse_summary_key(key))
