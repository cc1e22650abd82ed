"""Checks of the figures, the ratings and the study texts that a document claims."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from casecoder.core.judging.agreement_results import NO_FIGURE
from casecoder.core.judging.evidence import coding_id
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.figures.printed_figures import describe_figure
from casecoder.core.outputs.figures.table_figures import parse_coding_ids_key
from casecoder.core.outputs.study_texts import describe_changed_text, parse_summary_key
from casecoder.core.outputs.word_seals import WordSeal
from casecoder.core.phrases import format_long_date
from casecoder.core.transcripts.quote_matching import normalise_for_comparison
from casecoder.core.verifying.claim_words import NUMBER_WORDS
from casecoder.core.verifying.report_document import ClaimList, FigureClaim, RatingClaim, ReportParagraph
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, StudyFacts
from casecoder.core.vocabulary import UNRATED_GLYPH, UNRATED_LABEL, UNRATED_LETTER, Band


class BookmarkText(NamedTuple):
    """The text in a bookmark now, and its place."""

    text: str
    place: str


class ClaimTexts(NamedTuple):
    """The texts that stand where claims were printed.

    Parameters
    ----------
    shown:
        The text in the bookmark of each claim, or at its old place if it has lost its bookmark.
    gone:
        The claims that are gone with a row or a table, each with the finding on that.
    """

    shown: Mapping[str, BookmarkText]
    gone: Mapping[str, Finding]

    def of(self, bookmark: str) -> BookmarkText | None:
        """Return the text that stands where a claim was printed, if there is one."""
        found = self.shown.get(bookmark)
        return found if found and found.text.strip() else None


def read_claim_bookmarks(blocks: Sequence[ReportParagraph]) -> Mapping[str, BookmarkText]:
    """Return the text in each bookmark of a claim."""
    found: dict[str, BookmarkText] = {}
    for block in blocks:
        for stretch in block.stretches:
            for mark in stretch.marks:
                before = found.get(mark, BookmarkText("", block.place))
                found[mark] = BookmarkText(before.text + stretch.text, before.place)
    return found


def verify_figures(claims: ClaimList, standing: ClaimTexts, facts: StudyFacts) -> tuple[list[CheckedClaim], list[str]]:
    """Check the figures, and return them with the keys of those that can’t be counted."""
    known = [claim for claim in claims.figures if claim.key in facts.figures]
    unknown = (claim.key for claim in claims.figures if claim.key not in facts.figures)
    return [_check_figure(claim, standing, facts.figures[claim.key]) for claim in known], list(dict.fromkeys(unknown))


def _check_figure(claim: FigureClaim, standing: ClaimTexts, now: float | None) -> CheckedClaim:
    shown, what = standing.of(claim.bookmark), describe_figure(claim.key)
    expected = claim.text if now == claim.value else _in_printed_form(claim, now)
    if shown is None:
        message = f"The figure for {what}, {claim.text}, is no longer in the document."
        finding = standing.gone.get(claim.bookmark) or Finding(ClaimKind.COUNT, claim.key, message, (), "", expected)
        return CheckedClaim(ClaimKind.COUNT, claim.key, "", what, (), finding)
    text, places = normalise_for_comparison(shown.text), (shown.place,)
    wrong = None
    if text != normalise_for_comparison(expected) and text.casefold() != _number_in_letters(now):
        message = f"The figure for {what} reads “{text}”; the study has {expected}."
        wrong = Finding(ClaimKind.COUNT, claim.key, message, places, shown.text.strip(), expected)
    return CheckedClaim(ClaimKind.COUNT, claim.key, text, what, places, wrong)


def _number_in_letters(value: float | None) -> str:
    """Return a small number in letters."""
    return NUMBER_WORDS[int(value)] if value is not None and value in range(len(NUMBER_WORDS)) else ""


def _in_printed_form(claim: FigureClaim, now: float | None) -> str:
    """Return another value in the form in which a figure was printed."""
    if now is None:
        return NO_FIGURE
    for form in ("{:,.0f}", "{:.0f}", "{:.1f}", "{:.2f}", "{:g}") if claim.value is not None else ():
        was = re.compile(rf"(?<![\d.,]){re.escape(form.format(claim.value))}(?![.,]?\d)")
        if was.search(claim.text):
            return was.sub(form.format(now), claim.text)
    return f"{now:g}"


def verify_ratings(claims: ClaimList, standing: ClaimTexts, facts: StudyFacts) -> list[CheckedClaim]:
    """Check the ratings."""
    return [
        _check_rating(claim, standing, facts.current_ratings.get((claim.case, claim.code))) for claim in claims.ratings
    ]


def _check_rating(claim: RatingClaim, standing: ClaimTexts, held: Judgement | None) -> CheckedClaim:
    shown, cell = standing.of(claim.bookmark), (claim.case, claim.code)
    ref = (held.id if held else claim.id) or " ".join(cell)
    text, places = (normalise_for_comparison(shown.text), (shown.place,)) if shown else ("", ())
    finding = None
    if shown is None:
        message = f"The rating of {claim.case} on {claim.code} ({claim.text.strip()}) is no longer in the document."
        finding = standing.gone.get(claim.bookmark)
        finding = finding or Finding(ClaimKind.RATING, ref, message, (), "", _band_in_words(held), cell=cell)
    elif message := _rating_message(claim, text, held):
        finding = Finding(ClaimKind.RATING, ref, message, places, text, _band_in_words(held), cell=cell)
    return CheckedClaim(ClaimKind.RATING, ref, text, _basis_of_rating(claim, held), places, finding, cell=cell)


def _rating_message(claim: RatingClaim, text: str, held: Judgement | None) -> str:
    """Return a message on what is wrong with a rating in the document; empty if it holds."""
    cell, due = f"{claim.case} on {claim.code}", _band_in_words(held)
    if not _names_band(text, held.band if held else None):
        return f"The rating of {cell} reads “{text}”; the study has {due}."
    if held and held.stale and "*" not in text and _is_letter(text):
        return f"The rating of {cell} reads “{text}”; {held.id} has to be looked at again since. {' '.join(held.stale)}"
    if "*" in text and not (held and held.stale):
        return f"The rating of {cell} reads “{text}”; the study has {due}, and it holds."
    if held and claim.id not in {"", held.id}:
        return f"The rating of {cell} was {claim.id}; {held.id} has taken its place since."
    return ""


def _band_in_words(held: Judgement | None) -> str:
    return f"{held.band.label} ({held.id})" if held else UNRATED_LABEL.lower()


def _basis_of_rating(claim: RatingClaim, held: Judgement | None) -> str:
    """Return what a rating rests on, in words."""
    cell = f"{claim.case} on {claim.code}: "
    if held is None:
        return cell + UNRATED_LABEL.lower()
    on = f", resting on {', '.join(map(coding_id, held.cited))}" if held.cited else ""
    return f"{cell}{_band_in_words(held)} by {held.rater}, {format_long_date(held.rated_at.date().isoformat())}{on}"


def _names_band(text: str, band: Band | None) -> bool:
    """Tell whether a text gives a band by its letter or its word."""
    letter, label, glyph = (
        (band.letter, band.label, band.glyph) if band else (UNRATED_LETTER, UNRATED_LABEL, UNRATED_GLYPH)
    )
    plain = text.replace(glyph, "").replace("*", "").strip()
    return plain in {
        normalise_for_comparison(letter),
        normalise_for_comparison(label),
        normalise_for_comparison(label).lower(),
    }


def _is_letter(text: str) -> bool:
    return len(text.split(maxsplit=1)[0]) == 1


def verify_study_texts(claims: ClaimList, facts: StudyFacts, wrong: Collection[str]) -> Iterator[Finding]:
    """Find the names and texts of the study that have changed since the document was made.

    Parameters
    ----------
    wrong:
        The keys of the figures that no longer match: that other codings are behind them goes without saying.
    """
    seal = WordSeal(facts.secret)
    for key, sealed in claims.texts.items():
        now = facts.texts.get(key, "")
        if seal.of(now) != sealed and parse_coding_ids_key(key) not in wrong:
            message = describe_changed_text(key, now)
            yield Finding(ClaimKind.TEXT, key, message, (), "", now, cell=parse_summary_key(key))
