"""Writes passages in Word: quotes under their schools, with ids, codes, place and speaker."""

from collections.abc import Iterator
from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.core.phrases import count_with_noun
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.streamed_paragraphs import LINE_BREAK, format_exact_run, format_paragraph, format_run
from casecoder.reports.word.styles import EVIDENCE_ID, QUOTED_WORDS


def extract_docx(extract: Extract) -> bytes:
    """Return the passages as an A4 document. Its paragraphs are streamed, as there may be thousands of them."""
    report = WordReport(extract.title, extract.study, extract.made_at)
    report.paragraph(extract.title, "Title")
    report.paragraph(extract.study, "Subtitle")
    if extract.query:
        report.paragraph(f"Asked for: {extract.query}")
    report.paragraph(f"{count_with_noun(len(extract.passages), 'passage')}, by school and place.")
    report.paragraph(extract.state, "Report Note")
    for label, passages in groupby(extract.passages, key=lambda passage: passage.case_label):
        report.heading(label, 1)
        report.stream(map(_format_passage, list(passages)))
    return report.save()


def _format_passage(passage: ExtractPassage) -> str:
    """Return a passage as paragraphs: its ids and codes, its words, who says them and where."""
    return "".join(_paragraphs(passage))


def _paragraphs(passage: ExtractPassage) -> Iterator[str]:
    """Yield the paragraphs of a passage."""
    if passage.codings:
        ids, codes = ", ".join(passage.ids), "; ".join(passage.codes)
        yield format_paragraph("Evidence Heading", (format_run(ids, EVIDENCE_ID), format_run(f"  {codes}")))
    coding = _coding_of_exact_words(passage)
    words = format_exact_run(coding.printed, QUOTED_WORDS) if coding else format_run(passage.words)
    yield format_paragraph("Quote", [words], close_to_next=True)
    about = [f"[{passage.attribution}] {passage.place}"]
    if passage.codings:
        about.append("coded by " + ", ".join(dict.fromkeys(item.coder for item in passage.codings)))
    note = [format_run("; ".join(about) + ".")]
    for item in passage.codings:
        if item.note.strip():
            note += LINE_BREAK, format_run(f"Note on {item.id}: {item.note.strip()}")
    yield format_paragraph("Evidence Note", note)


def _coding_of_exact_words(passage: ExtractPassage) -> Evidence | None:
    """Return a coding of exactly these words, if there is one: only its words wear the style of quoted words."""
    return next((item for item in passage.codings if item.quote == passage.words), None)
