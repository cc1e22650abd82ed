"""A listing in Word: one table on landscape pages."""

from casecoder.core.listing import Listing, written
from casecoder.reports.word.report import Report


def listing_docx(listing: Listing) -> bytes:
    """The listing as a landscape A4 document."""
    report = Report(listing.study, listing.title, listing.made_at, landscape=True)
    report.paragraph(listing.study, "Title")
    if listing.lines:
        report.caption(listing.title)
        figures = {
            at for at in range(len(listing.headings)) if all(not isinstance(line[at], str) for line in listing.lines)
        }
        report.table(
            listing.title, [heading.text for heading in listing.headings],
            [[written(field) for field in line] for line in listing.lines],
            [heading.width for heading in listing.headings], figures,
        )
    else:
        report.paragraph(listing.empty)
    for note in listing.notes:
        report.paragraph(note, "Report Note")
    return report.save()
