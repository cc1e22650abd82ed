"""Writes two tables: what speaks against the benefits, and what stood in the way. Both lead to the appendix."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.case_study import CaseStudy, CodeSection
from casecoder.core.outputs.figures.school_figures import COUNTERING
from casecoder.reports.word.claim_writer import write_claimed_figure
from casecoder.reports.word.report import WordReport, write_citations
from casecoder.reports.word.table_layout import CellContent
from casecoder.reports.word.text_runs import write_run

_MOST_KEPT_ROWS = 6
"""Tables with at most so many rows, which may be high, are kept on one page."""

_CounterEvidence = dict[tuple[str, str], list[Evidence]]
"""Counter-evidence by the id and the name of the code that it speaks against."""


class _BarrierTable(NamedTuple):
    """One of the two tables. ``key`` is the key of its caption, ``heading`` the heading of its first column."""

    key: str
    name: str
    heading: str
    introduction: str


_AGAINST = _BarrierTable(
    "against", "What speaks against the benefits", "Speaks against",
    " gathers the passages that were coded as speaking against a benefit. "
    "Those that are quoted stand under their benefit.",
)  # fmt: skip
_IN_THE_WAY = _BarrierTable(
    "barriers", "What stood in the way", "Was missing or in the way",
    " gathers the passages that were coded as speaking against anything else: what hindered, "
    "and conditions for success that were missing.",
)  # fmt: skip


def write_barriers(report: WordReport, study: CaseStudy) -> None:
    """Add the counter-evidence of the benefits, then that of all other codes: barriers and missing conditions."""
    left = {item.number: item for item in study.appendix if item.counters}
    benefits = _take_counter_evidence(left, study, study.benefits)
    others = _take_counter_evidence(left, study, [section for _, sections in study.chapters for section in sections])
    for item in left.values():
        others.setdefault((item.code, item.code_name), []).append(item)
    if not benefits and not others:
        report.paragraph("No counter-evidence has been coded in this school.")
        return
    _write_table(report, study, _AGAINST, benefits)
    _write_table(report, study, _IN_THE_WAY, others)


def _take_counter_evidence(
    left: dict[int, Evidence], study: CaseStudy, sections: Sequence[CodeSection]
) -> _CounterEvidence:
    """Move the counter-evidence of each section out of ``left``, and return it."""
    found: _CounterEvidence = {}
    for section in sections:
        own = [item.number for item in study.material.under(section.code) if item.number in left]
        if own:
            found[section.code, section.name] = [left.pop(number) for number in own]
    return found


def _write_table(report: WordReport, study: CaseStudy, kind: _BarrierTable, found: _CounterEvidence) -> None:
    """Add one of the two tables, if it has rows."""
    if not found:
        return
    report.heading(kind.name, 2)
    line = report.paragraph()
    line.paragraph_format.keep_with_next = True
    report.refer(line, kind.key)
    write_run(line, kind.introduction)
    report.caption(kind.name, kind.key)
    rows = [_row(report, study, *code, items) for code, items in found.items()]
    headings, widths = (kind.heading, "Passages", "Who says so", "Ids"), (4.9, 1.9, 2.8, 2.6)
    report.table(kind.name, headings, rows, widths, numbers={1}, may_split=len(rows) > _MOST_KEPT_ROWS)


def _row(
    report: WordReport, study: CaseStudy, code: str, name: str, found: Sequence[Evidence]
) -> Sequence[CellContent]:
    """Return the cells of the row of a code."""

    def ids(paragraph: Paragraph) -> None:
        write_citations(paragraph, sorted(item.number for item in found), report.linked)

    count = partial(write_claimed_figure, report, figure=COUNTERING.of(study.material, study.short, code))
    voices = dict.fromkeys(item.attribution.partition(",")[0] for item in found)
    return f"{code} {name}", count, "; ".join(voices), ids
