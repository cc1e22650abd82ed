"""Writes a listing in Word: one table on landscape pages, whose figures are on the list of claims."""

from dataclasses import replace
from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.outputs.figures.table_figures import parse_coding_ids_key
from casecoder.core.outputs.listing import ListingTable, format_listing_value
from casecoder.reports.matrix_notes import too_many_ids_note
from casecoder.reports.word.claim_list import ClaimListBuilder
from casecoder.reports.word.claim_writer import write_claimed_figure
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.text_runs import write_run


def listing_docx(listing: ListingTable) -> bytes:
    """Return the listing as a landscape A4 document. If there are too many ids, it leaves them out and says so."""
    if too_many_ids_note(listing.ids):
        listing = _without_ids(listing)
    claims = ClaimListBuilder(listing.study, "listing", listing.notes[-1], listing.secret)
    claims.add_texts(listing.texts)
    report = WordReport(listing.study, listing.title, listing.made_at, landscape=True, claims=claims)
    report.paragraph(listing.study, "Title")
    if listing.lines:
        report.caption(listing.title)
        figures = {
            at for at in range(len(listing.headings)) if all(not isinstance(line[at], str) for line in listing.lines)
        }
        report.table(
            listing.title,
            [heading.text for heading in listing.headings],
            [
                [partial(_write, report, listing, (at, place)) for place in range(len(listing.headings))]
                for at in range(len(listing.lines))
            ],
            [heading.width for heading in listing.headings],
            figures,
        )
    else:
        report.paragraph(listing.empty)
    for note in listing.notes:
        report.paragraph(note, "Report Note")
    return report.save()


def _without_ids(listing: ListingTable) -> ListingTable:
    """Return the listing without its ids, and with a note that says so."""
    kept = [at for at, heading in enumerate(listing.headings) if not heading.ids]
    return replace(
        listing,
        headings=tuple(listing.headings[at] for at in kept),
        lines=tuple(tuple(line[at] for at in kept) for line in listing.lines),
        figures={(line, kept.index(at)): figure for (line, at), figure in listing.figures.items()},
        texts={key: text for key, text in listing.texts.items() if not parse_coding_ids_key(key)},
        notes=(too_many_ids_note(listing.ids), *listing.notes),
    )


def _write(report: WordReport, listing: ListingTable, at: tuple[int, int], paragraph: Paragraph) -> None:
    """Write the field at a line and a column."""
    line, column = at
    field, figure = listing.lines[line][column], listing.figures.get(at)
    if figure is None:
        write_run(paragraph, format_listing_value(field), EVIDENCE_ID if listing.headings[column].ids else None)
        return
    write_claimed_figure(report, paragraph, figure, format_listing_value(field))
