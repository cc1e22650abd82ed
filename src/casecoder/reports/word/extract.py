"""Passages in Word: quotes under their schools, each with its ids, its codes, its place and who says it."""

from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.core.phrases import count_with_noun
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.text_runs import write_exact_words, write_run
from casecoder.reports.word.word_xml import keep_close_to_next


def extract_docx(extract: Extract) -> bytes:
    """The passages as an A4 document."""
    report = WordReport(extract.title, extract.study, extract.made_at)
    report.paragraph(extract.title, "Title")
    report.paragraph(extract.study, "Subtitle")
    if extract.query:
        report.paragraph(f"Asked for: {extract.query}")
    report.paragraph(f"{count_with_noun(len(extract.passages), 'passage')}, by school and place.")
    report.paragraph(extract.state, "Report Note")
    for label, passages in groupby(extract.passages, key=lambda passage: passage.case_label):
        report.heading(label, 1)
        for passage in passages:
            _write(report, passage)
    return report.save()


def _write(report: WordReport, passage: ExtractPassage) -> None:
    if passage.codings:
        head = report.paragraph(style="Evidence Heading")
        write_run(head, ", ".join(passage.ids), EVIDENCE_ID)
        write_run(head, f"  {'; '.join(passage.codes)}")
    quote = report.paragraph(style="Quote")
    keep_close_to_next(quote)
    coding = _whole(passage)
    if coding is not None:
        write_exact_words(quote, coding)
    else:
        write_run(quote, passage.words)
    about = [f"[{passage.attribution}] {passage.place}"]
    if passage.codings:
        about.append("coded by " + ", ".join(dict.fromkeys(item.coder for item in passage.codings)))
    line = report.paragraph("; ".join(about) + ".", "Evidence Note")
    for item in passage.codings:
        if item.note.strip():
            line.add_run().add_break()
            write_run(line, f"Note on {item.id}: {item.note.strip()}")


def _whole(passage: ExtractPassage) -> Evidence | None:
    """A coding whose words the passage holds exactly, if there is one: only those wear the style of quoted words."""
    return next((item for item in passage.codings if item.quote == passage.words), None)
