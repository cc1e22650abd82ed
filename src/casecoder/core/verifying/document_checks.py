"""The check of everything that a document claims against what the study has."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casecoder.core.outputs.figures.printed_figures import describe_figure
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.verifying.added_line_checks import verify_added_lines
from casecoder.core.verifying.attribution_checks import verify_attributions
from casecoder.core.verifying.band_checks import verify_band_colours, verify_band_legend
from casecoder.core.verifying.caption_checks import verify_captions
from casecoder.core.verifying.current_lines import CurrentLine
from casecoder.core.verifying.figure_and_rating_checks import (
    ClaimTexts,
    read_claim_bookmarks,
    verify_figures,
    verify_ratings,
    verify_study_texts,
)
from casecoder.core.verifying.id_checks import verify_ids
from casecoder.core.verifying.line_checks import LineComparison, verify_lines
from casecoder.core.verifying.picture_checks import verify_pictures
from casecoder.core.verifying.printed_line import CLAIM_BOOKMARK, RATING_BOOKMARK
from casecoder.core.verifying.prose_checks import verify_prose
from casecoder.core.verifying.quote_checks import verify_quotes
from casecoder.core.verifying.report_document import STUDY_FIGURE, ClaimList, ReportDocument, ReportParagraph
from casecoder.core.verifying.verification_results import (
    CheckedClaim,
    ClaimKind,
    Finding,
    RewordedLine,
    StudyFacts,
    Verification,
)

NO_CLAIM_LIST_NOTE = (
    "The document has no list of claims that can be read, as case studies, tables and the cross-case report have "
    "when they are made: quotes and ids were checked, counts and ratings could not be."
)
TRACKED_CHANGES_NOTE = "The document has tracked changes; they were read as if all were accepted."
_MOST_APART = 4
"""More things of a sort that are no longer in the document than this are named together."""
_MOST_NAMED = 12


@dataclass(slots=True)
class _Findings:
    """What the checks of a document have found so far."""

    claims: list[CheckedClaim]
    wrong: list[Finding]
    notes: list[str]
    apart: tuple[CurrentLine, ...]


def verify_document(document: ReportDocument, facts: StudyFacts) -> Verification:
    """Check every quote, id, count, rating, table and picture of a document, and the words they stand in."""
    lines = verify_lines(document, facts)
    since = {line.place for line in lines.apart}
    quotes, ids = verify_quotes(document, facts, lines.standing, since), verify_ids(document.blocks, facts)
    misquoted = _places_of_wrong_quotes(quotes)
    wrong = [found for found in verify_attributions(document.blocks, facts) if misquoted.isdisjoint(found.places)]
    wrong += verify_band_legend(document.blocks)
    notes = [facts.state, *([TRACKED_CHANGES_NOTE] if document.tracked else [])]
    found = _Findings([*quotes, *ids], wrong, notes, lines.apart)
    if document.claims is None:
        unlisted = list(_missing_list_finding(document))
        found.wrong += unlisted
        found.notes += [] if unlisted else [NO_CLAIM_LIST_NOTE]
    else:
        _check_claims(document, document.claims, facts, lines, found)
    found.wrong += verify_captions(document.blocks)
    return _order_findings(found, document.blocks)


def _check_claims(
    document: ReportDocument, claims: ClaimList, facts: StudyFacts, lines: LineComparison, found: _Findings
) -> None:
    """Add the findings for which the list of claims is needed."""
    standing = _claim_texts(document, lines)
    figures, unknown = verify_figures(claims, standing, facts)
    pictures, uncounted = verify_pictures(document, facts)
    unknown += uncounted
    found.claims += [*figures, *verify_ratings(claims, standing, facts), *lines.tables, *pictures]
    found.wrong += _without_repetitions(lines.findings, found.claims, found.wrong)
    written = list(_check_added_lines(lines, claims, facts))
    named = {place for finding in written for place in finding.places}
    found.apart = tuple(line for line in found.apart if line.place not in named)
    found.wrong += _without_repetitions(written, found.claims, found.wrong)
    found.wrong += [*verify_band_colours(claims, document.blocks), *_unlisted_bookmarks(claims, document)]
    differ = {figure.id for figure in figures if figure.finding}
    found.wrong += verify_study_texts(claims, facts, differ) if facts.secret else ()
    if unknown:
        found.notes.append(
            f"{count_with_noun(len(unknown), 'figure')} could not be counted again: {', '.join(unknown[:5])}."
        )
    found.notes += _notes_on_lines(found.apart, lines.missing)


def _order_findings(found: _Findings, blocks: Sequence[ReportParagraph]) -> Verification:
    """Return the findings, each once, in the order of the document."""
    order = {block.place: at for at, block in reversed([*enumerate(blocks)])}

    def stands(thing: CheckedClaim | Finding) -> int:
        """Return the position of a claim or a finding in the document; the end for what is gone."""
        return order.get(thing.places[0], -1) if thing.places else len(blocks)

    of_claims = [claim.finding for claim in found.claims if claim.finding and claim.about is not ClaimKind.TABLE]
    findings = _merge_findings([*of_claims, *found.wrong])
    return Verification(
        tuple(sorted(found.claims, key=stands)),
        tuple(sorted(findings, key=stands)),
        tuple(found.notes),
        tuple(RewordedLine(line.place, line.text) for line in found.apart),
    )


def _places_of_wrong_quotes(claims: Iterable[CheckedClaim]) -> set[str]:
    """Return the places where something is wrong with a quote or an id."""
    about = {ClaimKind.QUOTE, ClaimKind.ID}
    return {place for claim in claims if claim.finding and claim.about in about for place in claim.finding.places}


def _without_repetitions(
    findings: Iterable[Finding], claims: Iterable[CheckedClaim], beside: Iterable[Finding]
) -> Iterator[Finding]:
    """Leave out findings on lines where a quote, an id or an attribution already has one."""
    voiced = {place for finding in beside for place in finding.places}
    named = {
        ClaimKind.TABLE: voiced,
        ClaimKind.QUOTE: voiced | _places_of_wrong_quotes(claims),
        ClaimKind.TEXT: voiced | _places_of_wrong_quotes(claims),
    }
    return (finding for finding in findings if named.get(finding.about, set()).isdisjoint(finding.places))


def _check_added_lines(lines: LineComparison, claims: ClaimList, facts: StudyFacts) -> Iterator[Finding]:
    """Yield findings on lines that somebody has reworded or put in."""
    prose = verify_prose(lines.apart, claims, facts)
    yield from (found for _, found in prose if found is not None)
    theirs = {line.place for line, _ in prose}
    yield from verify_added_lines((line for line in lines.new if line.place not in theirs), facts)


def _claim_texts(document: ReportDocument, lines: LineComparison) -> ClaimTexts:
    """Return the texts in the bookmarks of claims, or else those at their old places."""
    shown = {mark: shown for mark, shown in read_claim_bookmarks(document.blocks).items() if shown.text.strip()}
    return ClaimTexts({**lines.standing, **shown}, lines.gone)


def _missing_list_finding(document: ReportDocument) -> Iterator[Finding]:
    """Yield what can’t be checked because the document has lost its list of claims."""
    stretches = [stretch for block in document.blocks for stretch in block.stretches]
    ratings = {mark for stretch in stretches for mark in stretch.marks if mark.startswith(RATING_BOOKMARK)}
    figures = sum(stretch.style == STUDY_FIGURE for stretch in stretches) + len(ratings)
    if figures:
        message = (
            f"{count_with_noun(figures, 'figure or rating', 'figures and ratings')} could not be checked: "
            f"the document has no "
            "list of claims that can be read. Word’s “Inspect Document” removes it, and so do saving as .odt and "
            "copying the text into another document. Verify the copy from before, or make the document again."
        )
        yield Finding(ClaimKind.COUNT, "", message, ("the whole document",))


def _unlisted_bookmarks(claims: ClaimList, document: ReportDocument) -> Iterator[Finding]:
    """Yield the bookmarks of claims that are not on the list."""
    listed = (claims.quotes, claims.figures, claims.ratings, claims.pictures)
    known = {claim.bookmark for sort in listed for claim in sort}
    for mark, shown in read_claim_bookmarks(document.blocks).items():
        if mark.startswith(CLAIM_BOOKMARK) and mark not in known:
            message = f"“{shorten_quote(shown.text)}” is marked as a claim, but isn’t on the document’s list of claims."
            yield Finding(ClaimKind.COUNT, mark, message, (shown.place,), shown.text)


def _notes_on_lines(apart: Sequence[CurrentLine], missing: int) -> Iterator[str]:
    """Yield notes on reworded, added and missing lines."""
    if apart:
        yield (
            f"{count_with_noun(len(apart), 'line')} not as printed: reworded or put in since (--list shows "
            "which). They give no figure, band or code; the quotes and ids in them are checked."
        )
    if missing:
        yield f"{count_with_noun(missing, 'line')} without a quote, a figure or a rating no longer in the document."


def _merge_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return each finding once with all its places, and many findings on what is gone as one."""
    each: dict[tuple[ClaimKind, str], Finding] = {}
    for finding in findings:
        same = each.get((finding.about, finding.message), finding)
        places = tuple(dict.fromkeys((*same.places, *finding.places)))
        each[finding.about, finding.message] = replace(same, places=places)
    gone: dict[ClaimKind, list[Finding]] = defaultdict(list)
    for finding in each.values():
        if not finding.places and finding.about in _NAMES_OF_GONE:
            gone[finding.about].append(finding)
    many = {about: found for about, found in gone.items() if len(found) > _MOST_APART}
    left = [f for f in each.values() if f.places or f.about not in many]
    return [*left, *(_merge_gone(about, found) for about, found in many.items())]


def _merge_gone(about: ClaimKind, gone: Sequence[Finding]) -> Finding:
    """Return one finding for many things of a sort that are no longer in the document."""
    names = list(dict.fromkeys(_NAMES_OF_GONE[about](finding) for finding in gone))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    message = f"{count_with_noun(len(gone), about)} no longer in the document: {'; '.join(names[:_MOST_NAMED])}{more}."
    return Finding(about, names[0], message)


_NAMES_OF_GONE: Mapping[ClaimKind, Callable[[Finding], str]] = {
    ClaimKind.QUOTE: lambda finding: finding.id,
    ClaimKind.COUNT: lambda finding: describe_figure(finding.id),
    ClaimKind.RATING: lambda finding: " on ".join(finding.cell or ()),
}
"""What each thing that is gone is called, where many are."""
