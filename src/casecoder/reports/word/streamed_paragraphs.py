"""Formats paragraphs as XML, for documents with thousands of them.

python-docx holds an object tree for every paragraph. A document that streams its paragraphs holds one of them at a time
and is written several times as fast. The XML is exactly what :mod:`casecoder.reports.word.text_runs` would write.
"""

from collections.abc import Iterable
from functools import cache
from xml.sax.saxutils import escape

from casecoder.reports.word.styles import style_id
from casecoder.reports.word.text_runs import RUN_MARKS, split_run_text

LINE_BREAK = "<w:r><w:br/></w:r>"
"""A run that begins a new line inside its paragraph."""


def format_paragraph(style: str, runs: Iterable[str], *, close_to_next: bool = False) -> str:
    """Return a paragraph of finished runs.

    Parameters
    ----------
    style:
        The name of its style.
    close_to_next:
        Keep it on one page with the next paragraph, and close to it.
    """
    return f"<w:p>{_paragraph_properties(style, close_to_next)}{''.join(runs)}</w:p>"


def format_run(text: str, style: str | None = None) -> str:
    """Return a run of text; its line breaks and tabs become Word's.

    Parameters
    ----------
    style:
        The name of a character style.
    """
    return format_exact_run(text.replace("\r\n", "\n"), style)


def format_exact_run(text: str, style: str | None = None) -> str:
    """Return a run of text in which ``\\r\\n`` stays two characters, as quoted words have to."""
    parts = "".join(
        f"<w:{RUN_MARKS[part]}/>" if part in RUN_MARKS else f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in split_run_text(text)
    )
    content = f"{_run_properties(style)}{parts}"
    return f"<w:r>{content}</w:r>" if content else "<w:r/>"


@cache
def _paragraph_properties(style: str, close_to_next: bool) -> str:
    close = '<w:keepNext/><w:spacing w:after="40"/>' if close_to_next else ""
    return f'<w:pPr><w:pStyle w:val="{style_id(style)}"/>{close}</w:pPr>'


@cache
def _run_properties(style: str | None) -> str:
    return f'<w:rPr><w:rStyle w:val="{style_id(style)}"/></w:rPr>' if style else ""
