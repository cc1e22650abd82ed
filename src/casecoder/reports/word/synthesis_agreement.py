"""Writes how far coders and raters agree, and the rules by which the report was put together."""

from collections.abc import Sequence

from docx.text.paragraph import Paragraph

from casecoder.core.judging.agreement_results import (
    Agreement,
    AgreementLine,
    AgreementMeasure,
    AgreementSubject,
    format_agreement_value,
)
from casecoder.core.outputs.figures import study_figures as figures
from casecoder.core.outputs.figures.sentences import FigureSentence, count_phrase
from casecoder.core.outputs.figures.study_material import FEWEST_SCHOOLS, StudyMaterial
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.reports.word.claim_writer import write_claimed_figure
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.sentence_writer import add_list_item, write_sentence, write_sentence_paragraph
from casecoder.reports.word.table_layout import CellContent
from casecoder.reports.word.text_runs import write_run

_MOST_MEASURES = 6
"""The most measures that fit side by side on a page."""

REPORT_RULES = (
    ("Prevalence.", "A benefit is counted in a school if at least one passage there was coded in support of it or of "
     f"one of its sub-themes. Those found in fewer than {FEWEST_SCHOOLS} schools stand apart. "
     "Passages that speak against a "
     "benefit are counted beside it and do not take away from it."),
    ("Quotes.", "They are chosen by rule and not for effect: a school not yet heard under the theme first, then a "
     "role, a kind of source or a phase not yet heard, then whoever was heard least; among equals those on which a "
     "rating rests. A quote is printed as it stands in the transcript; […] marks where words are left out, of a "
     "long one or those of other speakers between. "
     "Passages on the review list, and those of people without consent, are never quoted."),
    ("The schools in brief.", "The first two sentences of the summary that the researchers wrote of the school for the "
     "theme, without what follows them. Key case studies have theirs in full, and so has each school’s case study."),
    ("Conditions for success.", "Listed under a benefit if they were coded at the same words, in the same turn or no "
     "more than two turns away. That is a place in a conversation, and no proof of a cause."),
    ("Related benefits.", "Those coded at the same words or in the same turn."),
    ("Key case studies.", "Up to three schools rated Green for the benefit: those with most supporting passages, then "
     "with most kinds of source, then with least counter-evidence."),
)  # fmt: skip
"""The rules by which the report was put together, each with a heading and a text."""


def write_synthesis_agreement(report: WordReport, synthesis: Synthesis) -> None:
    """Add what was coded twice, and the figures of agreement or the reason why there are none."""
    material = synthesis.material
    report.heading("Agreement", 2)
    both, second = figures.DOUBLE_CODED.of(material), figures.SECOND_CODED.of(material)
    line = write_sentence_paragraph(
        report,
        (
            *((both, " of the ") if both.value else ("None of the ",)),
            *count_phrase(figures.SOURCES.of(material), "source"),
            f" ({100 * material.double_coded / material.count_sources():.0f} per cent)" if both.value else "",
            " have" if material.double_coded > 1 else " has",
            " been coded by more than one coder.",
        ),
    )
    if second.value:
        write_sentence(
            report,
            line,
            (
                " ",
                *count_phrase(second, "source was given", "sources were given"),
                " a second coder: the two codings of a source are compared, "
                "and nothing else in this report counts hers.",
            ),
        )
    for subject in AgreementSubject:
        name = f"Agreement on {subject}"
        if subject in material.agreement:
            _write_figures(report, material, name, material.agreement[subject])
        else:
            why = material.not_compared[subject]
            write_run(line, f" {name} can’t be given: {why[:1].lower()}{why[1:]}")


def _write_figures(report: WordReport, material: StudyMaterial, name: str, agreed: Agreement) -> None:
    """Add a table with a line for each code; for ratings, the first line is for all codes."""
    measures = agreed.measures[:_MOST_MEASURES]
    rows: list[list[CellContent]] = [
        [
            f"{line.name} {line.id}".strip(),
            *(_figure(report, material, (agreed, line, measure)) for measure in measures),
        ]
        for line in agreed.lines
    ]
    report.caption(name)
    headings = ("Code", *(measure.short for measure in measures))
    has_intervals = any(figure.low is not None for line in agreed.lines for figure in line.figures.values())
    widths = (3.2 if has_intervals else 8, *[2.2] * len(measures))
    report.table(name, headings, rows, widths, numbers=set(range(1, len(headings))))
    meanings = "; ".join(f"{measure.short}: {measure.heading}" for measure in measures)
    report.paragraph(f"{meanings}. {' '.join(agreed.notes)}", "Report Note")


def _figure(
    report: WordReport, material: StudyMaterial, asked: tuple[Agreement, AgreementLine, AgreementMeasure]
) -> CellContent:
    """Return what writes a value, with its interval under it, into a cell."""
    agreed, line, measure = asked
    figure = line.figures[measure]

    def write_value(paragraph: Paragraph) -> None:
        value = figures.AGREEMENT.of(material, agreed.on, measure, line.id)
        write_claimed_figure(report, paragraph, value, _with_minus_sign(figure.text(measure)))
        for before, end, bound in (("\n[", "low", figure.low), (", ", "high", figure.high)):
            if bound is not None:
                write_run(paragraph, before)
                value = figures.AGREEMENT.of(material, agreed.on, measure, line.id, end)
                write_claimed_figure(report, paragraph, value, _with_minus_sign(format_agreement_value(bound, measure)))
        if figure.high is not None:
            write_run(paragraph, "]")

    return write_value


def _with_minus_sign(number: str) -> str:
    """Return a number with a minus sign in place of its hyphen."""
    return number.replace("-", "\u2212")


def write_report_rules(report: WordReport) -> None:
    """Add the rules by which the report was put together."""
    report.heading("How this report was put together", 2)
    report.paragraph(
        "Everything in it comes from the study: the coded passages, the researchers’ summaries and descriptions, the "
        "ratings and the codebooks. Nothing was added."
    )
    for lead, rule in REPORT_RULES:
        write_run(add_list_item(report, lead), rule)


def write_synthesis_gaps(report: WordReport, gaps: Sequence[FigureSentence]) -> None:
    """Add what is missing."""
    report.heading("What is missing", 2)
    for gap in gaps:
        write_sentence(report, add_list_item(report), gap)
    if not gaps:
        report.paragraph("Nothing that this report needs is missing from the study.")
