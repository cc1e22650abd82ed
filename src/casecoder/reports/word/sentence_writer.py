"""Writes sentences whose figures are claims, and quotes after the names of their schools."""

from collections.abc import Collection

from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.figures.definitions import CountedFigure
from casecoder.core.outputs.figures.sentences import FigureSentence
from casecoder.reports.word.claim_writer import write_claimed_figure, write_claimed_quote
from casecoder.reports.word.report import WordReport, write_attribution
from casecoder.reports.word.text_runs import write_run


def write_sentence_paragraph(report: WordReport, sentence: FigureSentence, style: str = "Body Text") -> Paragraph:
    """Add a paragraph of sentences."""
    made = report.paragraph(style=style)
    write_sentence(report, made, sentence)
    return made


def write_sentence(report: WordReport, paragraph: Paragraph, sentence: FigureSentence) -> None:
    """Add a sentence to a paragraph."""
    for part in sentence:
        if isinstance(part, CountedFigure):
            write_claimed_figure(report, paragraph, part)
        else:
            write_run(paragraph, part)


def add_list_item(report: WordReport, lead: str = "") -> Paragraph:
    """Add an item to a list that begins with bold words."""
    made = report.paragraph(style="List Bullet")
    report.lists.add_item(made, report.lists.bullets, 0)
    if lead:
        write_run(made, f"{lead} ", bold=True)
    return made


def write_quote_item(report: WordReport, item: Evidence, linked: Collection[int]) -> None:
    """Add a quote as an item of a list, after the name of its school."""
    write_attributed_quote(report, add_list_item(report, f"{item.case_label}:"), item, linked)


def write_attributed_quote(report: WordReport, paragraph: Paragraph, item: Evidence, linked: Collection[int]) -> None:
    """Add a quote to a paragraph: its words, who says them, and the id, which leads to the appendix."""
    write_claimed_quote(report, paragraph, item, whole=False)
    write_attribution(paragraph, item, frozenset(linked))
