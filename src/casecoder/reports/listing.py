"""A listing as CSV, Markdown and a web page whose table sorts."""

from html import escape

from casecoder.core.outputs.listing import Field, Listing, written
from casecoder.reports import sorting
from casecoder.reports.delimited import delimited
from casecoder.reports.html import STYLE, document
from casecoder.reports.markdown_out import inline
from casecoder.reports.printable import printable

_STYLE = (
    "td { font-weight: normal; text-align: left; white-space: pre-wrap; min-width: 4rem; }\n"
    "td, tbody th { vertical-align: top; }\n.wide tbody th { min-width: 4rem; }\n"
)
_WIDE = "td.wide-text { min-width: 16rem; }\ntd.figure { text-align: right; }\n"
_WIDE_FROM, _PAGE = 25, 180
"""From how many characters on a column is wide; the widest table that can be read on one page across."""
_STACKED = """
@media print { .stacked thead { display: none; } .stacked tr, .stacked td, .stacked tbody th { display: block; }
  .stacked tr { break-inside: auto; } .stacked tbody th { font-weight: bold; background: #e6ecf2; break-after: avoid; }
  .stacked td:empty { display: none; }
  .stacked td::before { content: attr(data-head); display: block; font-weight: bold; } }
"""
"""On paper a table too wide for it goes line by line, each field under its heading."""


def listing_csv(listing: Listing) -> str:
    """CSV after RFC 4180 that begins with a byte order mark."""
    lines = ([written(field) for field in line] for line in listing.lines)
    return delimited([heading.text for heading in listing.headings], lines)


def listing_markdown(listing: Listing) -> str:
    """GitHub-flavoured Markdown."""
    parts = [f"# {inline(listing.study)}", inline(listing.title)]
    if listing.lines:
        lines = [[heading.text for heading in listing.headings], *(map(written, line) for line in listing.lines)]
        shown = ["| " + " | ".join(inline(field) for field in line) + " |" for line in lines]
        parts.append("\n".join([shown[0], "|" + " --- |" * len(listing.headings), *shown[1:]]))
    else:
        parts.append(inline(listing.empty))
    return "\n\n".join([*parts, *(inline(note) for note in listing.notes)]) + "\n"


def listing_html(listing: Listing) -> str:
    """One page that needs nothing from outside; its table sorts by any column."""
    title = escape(printable(listing.study))
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}{_STYLE}{_WIDE}{_STACKED}{sorting.STYLE}</style>"
    )
    notes = [f"<p>{escape(printable(note))}</p>" for note in listing.notes]
    table = _table(listing) if listing.lines else f"<p>{escape(listing.empty)}</p>"
    script = f"<script>{sorting.SCRIPT}</script>"
    return document(head, "\n".join([f"<h1>{title}</h1>", table, *notes, script]))


def _table(listing: Listing) -> str:
    title = escape(printable(listing.title))
    heads = "".join(f'<th scope="col">{escape(printable(heading.text))}</th>' for heading in listing.headings)
    lines = "\n".join(f"<tr>{_cells(listing, line)}</tr>" for line in listing.lines)
    kind = "sorts stacked" if sum(heading.width for heading in listing.headings) > _PAGE else "sorts"
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{title}">\n<table class="{kind}">\n'
        f"<caption><span>{title}</span></caption>\n"
        f"<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{lines}\n</tbody>\n</table>\n</div>"
    )


def _cells(listing: Listing, line: tuple[Field, ...]) -> str:
    first, *others = zip(line, listing.headings, strict=True)
    made = [f'<th scope="row">{escape(printable(written(first[0])))}</th>']
    for field, heading in others:
        head = f' data-head="{escape(printable(heading.text))}"'
        if isinstance(field, str):
            wide = ' class="wide-text"' if heading.width >= _WIDE_FROM else ""
            made.append(f"<td{wide}{head}>{escape(printable(field))}</td>")
        else:
            made.append(f'<td class="figure"{head} data-v="{field}">{written(field)}</td>')
    return "".join(made)
