"""Sentences whose figures are claims, and quotes under the names of their schools."""

from collections.abc import Collection

from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.sentences import ACROSS, Count, Sentence
from casecoder.reports.word.claimed import write_claimed_words, write_figure
from casecoder.reports.word.report import Report, attribute
from casecoder.reports.word.runs import write


def say(report: Report, sentence: Sentence, style: str = "Body Text") -> Paragraph:
    """Add a paragraph of one sentence or more."""
    made = report.paragraph(style=style)
    add(report, made, sentence)
    return made


def add(report: Report, paragraph: Paragraph, sentence: Sentence) -> None:
    """Add a sentence to a paragraph."""
    for part in sentence:
        if isinstance(part, Count):
            figure(report, paragraph, part)
        else:
            write(paragraph, part)


def figure(report: Report, paragraph: Paragraph, count: Count, *, bold: bool = False) -> None:
    """Add a figure alone."""
    write_figure(report, paragraph, ACROSS + count.key, count.value, bold=bold)


def bullet(report: Report, lead: str = "") -> Paragraph:
    """Add an item to a list, with words in bold to begin it."""
    made = report.paragraph(style="List Bullet")
    report.lists.put(made, report.lists.bullets, 0)
    if lead:
        write(made, f"{lead} ", bold=True)
    return made


def quote(report: Report, item: Evidence, linked: Collection[int]) -> None:
    """Add a quote as an item of a list, under its school's name."""
    words(report, bullet(report, f"{item.case_label}:"), item, linked)


def words(report: Report, paragraph: Paragraph, item: Evidence, linked: Collection[int]) -> None:
    """Add a quote to a paragraph: the words, who says them, the id, which leads to the appendix."""
    write_claimed_words(report, paragraph, item, whole=False)
    attribute(paragraph, item, frozenset(linked))
