"""Writes the appendix of a case study: every coding of the school, by source and place."""

from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.evidence_weight import EvidenceStage
from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.quote_choice import reason_not_quoted
from casecoder.reports.word.claim_writer import write_claimed_quote
from casecoder.reports.word.report import WordReport, coding_bookmark
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.text_runs import write_run
from casecoder.reports.word.word_xml import keep_close_to_next


def write_appendix(report: WordReport, study: CaseStudy) -> None:
    """Add the codings in their order, with a heading for each source."""
    if not study.appendix:
        report.paragraph("Nothing has been coded in this school yet.")
    titles = {source.ref: source.title for source in study.sources}
    for source, items in groupby(study.appendix, key=lambda item: item.source):
        report.heading(f"{source} {titles.get(source, '')}".strip(), 2)
        for item in items:
            _write_item(report, item, staged=item.code in study.staged)


def _write_item(report: WordReport, item: Evidence, *, staged: bool) -> None:
    """Add a coding: its id and code, its words, and a line about it."""
    head = report.paragraph(style="Evidence Heading")
    write_run(head, item.id, EVIDENCE_ID)
    write_run(head, f"  {item.code} {item.code_name}" + (", counter-evidence" if item.counters else ""))
    report.anchor(head, coding_bookmark(item.number))
    refused = reason_not_quoted(item)
    if not refused:
        quote = report.paragraph(style="Quote")
        keep_close_to_next(quote)
        write_claimed_quote(report, quote, item)
    else:
        report.paragraph(refused, "Evidence Note")
    about = [f"[{item.attribution}] {item.place}"]
    if item.strength is not None:
        about.append(f"stage: {EvidenceStage(item.strength).name.lower()}" if staged else f"strength {item.strength}")
    about.append(f"coded by {item.coder}")
    line = report.paragraph("; ".join(about) + ".", "Evidence Note")
    if item.note.strip() and not refused:
        line.add_run().add_break()
        write_run(line, f"Note: {item.note.strip()}")
