"""Passages as CSV and as Markdown, and codings as the CSV that ``code --from`` reads."""

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import groupby

from casecoder.core.coding.coding_rows import CODING_COLUMNS
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.core.phrases import count_with_noun
from casecoder.core.spreadsheet_fields import protect_field
from casecoder.reports.csv_text import BYTE_ORDER_MARK, format_csv
from casecoder.reports.markdown_text import escape_markdown

EXTRACT_FIELDS = (
    "case", "case_label", "source", "source_title", "kind", "date", "turn", "start", "end", "words", "attribution",
    "pseudonym", "ids", "codes", "direction", "strength", "coder", "note",
)  # fmt: skip
"""The columns of the CSV. What comes from several codings stands in one field, with ``; `` between."""


def extract_csv(extract: Extract) -> str:
    """Return the passages as CSV with a line for each. Write it as UTF-8 and keep its line ends."""
    return format_csv(EXTRACT_FIELDS, map(_line, extract.passages))


def codings_csv(codings: Iterable[Evidence]) -> str:
    """Return codings as the CSV that ``code --from`` reads, a line a coding; write it with its line ends kept.

    No character is replaced, so that each field is read again as it was.
    """
    made = StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(CODING_COLUMNS)
    writer.writerows(map(protect_field, _fields_of_coding(coding)) for coding in codings)
    return BYTE_ORDER_MARK + made.getvalue()


def _fields_of_coding(coding: Evidence) -> tuple[str, ...]:
    """Return the fields of a coding, in the order of :data:`CODING_COLUMNS`; the time with its zone, in ISO form."""
    return (
        coding.source,
        str(coding.start),
        str(coding.end),
        coding.quote,
        coding.code,
        coding.coder,
        coding.direction.value,
        "" if coding.strength is None else str(coding.strength),
        coding.note,
        coding.created_at.isoformat(),
    )


def _line(passage: ExtractPassage) -> list[str]:
    """Return the fields of a passage, in the order of the columns."""
    codings = passage.codings
    return [
        passage.case, passage.case_label, passage.source, passage.source_title, passage.kind.value, passage.date,
        str(passage.turn or ""), str(passage.start), str(passage.end), passage.words, passage.attribution,
        passage.pseudonym, "; ".join(passage.ids), "; ".join(coding.code for coding in codings),
        "; ".join(coding.direction.value for coding in codings),
        "; ".join(str(coding.strength or "") for coding in codings).strip("; "),
        "; ".join(dict.fromkeys(coding.coder for coding in codings)),
        "; ".join(coding.note.strip() for coding in codings if coding.note.strip()),
    ]  # fmt: skip


def extract_markdown(extract: Extract) -> str:
    """Return the passages as quotes under their schools, each with its ids and who says it."""
    parts = [f"# {escape_markdown(extract.title)}", escape_markdown(extract.study)]
    if extract.query:
        parts.append(f"Asked for: {escape_markdown(extract.query)}")
    parts += [escape_markdown(extract.state), f"{count_with_noun(len(extract.passages), 'passage')}."]
    for label, passages in groupby(extract.passages, key=lambda passage: passage.case_label):
        parts.append(f"## {escape_markdown(label)}")
        parts += [part for passage in passages for part in _quote(passage)]
    return "\n\n".join(parts) + "\n"


def _quote(passage: ExtractPassage) -> list[str]:
    """Return a passage as a quote and a line about it."""
    quote = "\n".join(f"> {escape_markdown(line)}".rstrip() for line in passage.words.split("\n"))
    about = [passage.attribution, passage.place, *passage.codes, *passage.ids]
    if passage.codings:
        about.append("coded by " + ", ".join(dict.fromkeys(coding.coder for coding in passage.codings)))
    return [quote, f"[{escape_markdown('; '.join(about))}]"]
