"""A listing as CSV, as Markdown and as a web page whose table can be sorted."""

from html import escape

from casecoder.core.outputs.listing import ListingTable, ListingValue, format_listing_value
from casecoder.reports import sortable_tables
from casecoder.reports.csv_text import format_csv
from casecoder.reports.html_page import PAGE_STYLE, html_document
from casecoder.reports.markdown_text import escape_markdown
from casecoder.reports.printable_text import make_printable

_STYLE = (
    "td { font-weight: normal; text-align: left; white-space: pre-wrap; min-width: 4rem; }\n"
    "td, tbody th { vertical-align: top; }\n.wide tbody th { min-width: 4rem; }\n"
)
_WIDE = "td.wide-text { min-width: 16rem; }\ntd.figure { text-align: right; }\n"
_WIDE_FROM, _PAGE_WIDTH = 25, 180
"""The width from which a column is wide, and that of the widest table that fits a printed page, in characters."""
_STACKED = """
@media print { .stacked thead { display: none; } .stacked tr, .stacked td, .stacked tbody th { display: block; }
  .stacked tr { break-inside: auto; } .stacked tbody th { font-weight: bold; background: #e6ecf2; break-after: avoid; }
  .stacked td:empty { display: none; }
  .stacked td::before { content: attr(data-head); display: block; font-weight: bold; } }
"""
"""On paper, a table that is too wide is printed line by line, with each field under its heading."""


def listing_csv(listing: ListingTable) -> str:
    """Return the listing as CSV after RFC 4180 that begins with a byte order mark."""
    lines = ([format_listing_value(field) for field in line] for line in listing.lines)
    return format_csv([heading.text for heading in listing.headings], lines)


def listing_markdown(listing: ListingTable) -> str:
    """Return the listing as GitHub-flavoured Markdown."""
    parts = [f"# {escape_markdown(listing.study)}", escape_markdown(listing.title)]
    if listing.lines:
        lines = [
            [heading.text for heading in listing.headings],
            *(map(format_listing_value, line) for line in listing.lines),
        ]
        shown = ["| " + " | ".join(escape_markdown(field) for field in line) + " |" for line in lines]
        parts.append("\n".join([shown[0], "|" + " --- |" * len(listing.headings), *shown[1:]]))
    else:
        parts.append(escape_markdown(listing.empty))
    return "\n\n".join([*parts, *(escape_markdown(note) for note in listing.notes)]) + "\n"


def listing_html(listing: ListingTable) -> str:
    """Return the listing as a web page that needs no network. Its table can be sorted by any column."""
    title = escape(make_printable(listing.study))
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{PAGE_STYLE}{_STYLE}{_WIDE}{_STACKED}{sortable_tables.SORTING_STYLE}</style>"
    )
    notes = [f"<p>{escape(make_printable(note))}</p>" for note in listing.notes]
    table = _table(listing) if listing.lines else f"<p>{escape(listing.empty)}</p>"
    script = f"<script>{sortable_tables.SORTING_SCRIPT}</script>"
    return html_document(head, "\n".join([f"<h1>{title}</h1>", table, *notes, script]))


def _table(listing: ListingTable) -> str:
    """Return the table of a web page."""
    title = escape(make_printable(listing.title))
    heads = "".join(f'<th scope="col">{escape(make_printable(heading.text))}</th>' for heading in listing.headings)
    lines = "\n".join(f"<tr>{_cells(listing, line)}</tr>" for line in listing.lines)
    kind = "sorts stacked" if sum(heading.width for heading in listing.headings) > _PAGE_WIDTH else "sorts"
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{title}">\n<table class="{kind}">\n'
        f"<caption><span>{title}</span></caption>\n"
        f"<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{lines}\n</tbody>\n</table>\n</div>"
    )


def _cells(listing: ListingTable, line: tuple[ListingValue, ...]) -> str:
    """Return the cells of a line."""
    first, *others = zip(line, listing.headings, strict=True)
    made = [f'<th scope="row">{escape(make_printable(format_listing_value(first[0])))}</th>']
    for field, heading in others:
        head = f' data-head="{escape(make_printable(heading.text))}"'
        if isinstance(field, str):
            wide = ' class="wide-text"' if heading.width >= _WIDE_FROM else ""
            made.append(f"<td{wide}{head}>{escape(make_printable(field))}</td>")
        else:
            made.append(f'<td class="figure"{head} data-v="{field}">{format_listing_value(field)}</td>')
    return "".join(made)
