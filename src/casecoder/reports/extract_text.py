"""Passages as CSV, with a line for each, and as Markdown for notes and wikis."""

from itertools import groupby

from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.core.phrases import count_with_noun
from casecoder.reports.csv_text import format_csv
from casecoder.reports.markdown_text import escape_markdown

EXTRACT_FIELDS = (
    "case", "case_label", "source", "source_title", "kind", "date", "turn", "start", "end", "words", "attribution",
    "pseudonym", "ids", "codes", "direction", "strength", "coder", "note",
)  # fmt: skip
"""The columns of the CSV. What comes from several codings stands in one field, with ``; `` between."""


def extract_csv(extract: Extract) -> str:
    """The passages as a long list, a line a passage; write it as UTF-8 with its line ends kept."""
    return format_csv(EXTRACT_FIELDS, map(_line, extract.passages))


def _line(passage: ExtractPassage) -> list[str]:
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
    said = "\n".join(f"> {escape_markdown(line)}".rstrip() for line in passage.words.split("\n"))
    about = [passage.attribution, passage.place, *passage.codes, *passage.ids]
    if passage.codings:
        about.append("coded by " + ", ".join(dict.fromkeys(coding.coder for coding in passage.codings)))
    return [said, f"[{escape_markdown('; '.join(about))}]"]
