"""The appendix of a case study: every coding of the school, whole, by source and place."""

from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.weighing import Stage
from casecoder.core.outputs.casestudy import CaseStudy
from casecoder.core.outputs.quote_choice import refusal
from casecoder.reports.word.claimed import write_claimed_words
from casecoder.reports.word.report import Report, anchor_of
from casecoder.reports.word.runs import write
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.xml import keep_close


def write_appendix(report: Report, study: CaseStudy) -> None:
    """Add the codings in the order given, a heading a source."""
    if not study.appendix:
        report.paragraph("Nothing has been coded in this school yet.")
    titles = {source.ref: source.title for source in study.sources}
    for source, items in groupby(study.appendix, key=lambda item: item.source):
        report.heading(f"{source} {titles.get(source, '')}".strip(), 2)
        for item in items:
            _write_item(report, item, staged=item.code in study.staged)


def _write_item(report: Report, item: Evidence, *, staged: bool) -> None:
    head = report.paragraph(style="Evidence Heading")
    write(head, item.id, EVIDENCE_ID)
    write(head, f"  {item.code} {item.code_name}" + (", counter-evidence" if item.counters else ""))
    report.anchor(head, anchor_of(item.number))
    refused = refusal(item)
    if not refused:
        quote = report.paragraph(style="Quote")
        keep_close(quote)
        write_claimed_words(report, quote, item)
    else:
        report.paragraph(refused, "Evidence Note")
    about = [f"[{item.attribution}] {item.place}"]
    if item.strength is not None:
        about.append(f"stage: {Stage(item.strength).name.lower()}" if staged else f"strength {item.strength}")
    about.append(f"coded by {item.coder}")
    line = report.paragraph("; ".join(about) + ".", "Evidence Note")
    if item.note.strip() and not refused:
        line.add_run().add_break()
        write(line, f"Note: {item.note.strip()}")
