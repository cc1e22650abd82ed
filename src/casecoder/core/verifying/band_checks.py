"""Checks of the colours behind the bands in a document, and of the legend that says what the bands mean."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from casecoder.core.transcripts.quote_matching import normalise_for_comparison
from casecoder.core.verifying.report_document import ClaimList, ReportParagraph
from casecoder.core.verifying.verification_results import ClaimKind, Finding
from casecoder.core.vocabulary import UNRATED_LABEL, Band

_LEGEND = "Legend"


def verify_band_colours(claims: ClaimList, blocks: Sequence[ReportParagraph]) -> Iterator[Finding]:
    """Find bands whose colour differs from that of their band elsewhere, or is the colour of another band.

    Which colours they are doesn't matter: a team may have its own.
    """
    fills = _fills(blocks)
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    coloured = [claim for claim in claims.ratings if claim.bookmark in fills]
    for claim in coloured:
        shown[claim.band][fills[claim.bookmark][0]] += 1
    usual = {band: found.most_common(1)[0][0] for band, found in shown.items()}
    for claim in coloured:
        (fill, place), cell = fills[claim.bookmark], (claim.case, claim.code)
        alike = [band for band, colour in usual.items() if colour == fill and band != claim.band]
        if fill != usual[claim.band] or alike:
            name = _label(claim.band)
            like = f" as {_label(alike[0])} is" if alike else " otherwise than others of the same band"
            message = f"The rating of {claim.case} on {claim.code}, {name}, is coloured{like}."
            yield Finding(ClaimKind.RATING, claim.id, message, (place,), fill, usual[claim.band], cell=cell)


def _fills(blocks: Sequence[ReportParagraph]) -> Mapping[str, tuple[str, str]]:
    """Return the colour behind each coloured bookmark, and its place."""
    found: dict[str, tuple[str, str]] = {}
    for block in blocks:
        for stretch in block.stretches:
            if stretch.fill:
                found |= {mark: (stretch.fill, block.place) for mark in stretch.marks if mark not in found}
    return found


def _label(band: str) -> str:
    return Band(band).label if band in set(Band) else UNRATED_LABEL


def verify_band_legend(blocks: Sequence[ReportParagraph]) -> Iterator[Finding]:
    """Find lines of the legend that give a band another meaning than its definition."""
    for block in blocks:
        text = normalise_for_comparison(block.text)
        band = (
            next((band for band in Band if normalise_for_comparison(band.label) in text), None)
            if block.style == _LEGEND
            else None
        )
        if band is not None and normalise_for_comparison(band.definition) not in text:
            message = f"What {band.label} means reads “{text}”; the definition is “{band.definition}”"
            yield Finding(ClaimKind.RATING, band.label, message, (block.place,), block.text, band.definition)
