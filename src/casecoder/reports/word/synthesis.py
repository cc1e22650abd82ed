"""The report across all schools in Word, after the reference report: benefits, conditions, tables, method."""

from collections import Counter
from functools import partial

from docx.text.paragraph import Paragraph

from casecoder.core.evidence import Evidence
from casecoder.core.rating import Judgement
from casecoder.core.sentences import Count, Sentence, number
from casecoder.core.synthesis import FEWEST, School, Synthesis
from casecoder.core.synthesis_gaps import gaps
from casecoder.core.vocabulary import Band, Phase
from casecoder.reports.word.claimed import write_band
from casecoder.reports.word.claims import Claims
from casecoder.reports.word.landscape import landscape
from casecoder.reports.word.markdown import write_markdown
from casecoder.reports.word.matrix import write_matrix
from casecoder.reports.word.report import Report, anchor_of
from casecoder.reports.word.runs import write
from casecoder.reports.word.saying import add, bullet, say
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.synthesis_agreement import write_agreement, write_gaps, write_rules
from casecoder.reports.word.synthesis_benefits import BANDS, summary_list, write_benefits
from casecoder.reports.word.synthesis_chapters import write_chapters
from casecoder.reports.word.synthesis_method import write_coding, write_data, write_ratings
from casecoder.reports.word.synthesis_pictures import write_band_counts
from casecoder.reports.word.tables import Content
from casecoder.reports.word.template import Template

KIND = "Cross-case report"


def synthesis_docx(synthesis: Synthesis, template: Template | None = None) -> bytes:
    """The report across all schools as a document.

    Every figure, quote and rating in it is on its list of claims. What the study does not have is said.

    Parameters
    ----------
    template:
        The team's own document, whose page, letterhead and styles are kept.
    """
    claims = Claims(synthesis.study, KIND.lower(), synthesis.state)
    report = Report(f"{synthesis.study}: {KIND.lower()}", KIND, synthesis.made_at, claims=claims, template=template)
    report.linked = frozenset(item.number for item in synthesis.quotes)
    _write_front(report, synthesis)
    _write_summary(report, synthesis)
    write_benefits(report, synthesis)
    write_chapters(report, synthesis)
    _write_table(report, synthesis)
    report.heading("How the analysis was done", 1)
    write_data(report, synthesis)
    write_coding(report, synthesis.method)
    write_ratings(report, synthesis.method)
    write_agreement(report, synthesis)
    write_rules(report)
    write_gaps(report, synthesis)
    _write_schools(report, synthesis)
    _write_places(report, synthesis)
    return report.save()


def _write_front(report: Report, synthesis: Synthesis) -> None:
    report.paragraph(synthesis.study, "Title")
    report.paragraph(KIND, "Subtitle")
    report.paragraph(synthesis.state, "Note")
    report.paragraph(
        "An id that begins with E names a coded passage, one that begins with R a rating. Appendix B says where each "
        "passage that is quoted stands in its source.",
        "Note",
    )
    if gaps(synthesis):
        report.paragraph("What the study does not have yet is listed under “What is missing”.", "Note")
    report.contents()


def _write_summary(report: Report, synthesis: Synthesis) -> None:
    report.chapter("Summary")
    method, schools = synthesis.method, synthesis.schools
    say(report, (
        "This report brings together what was found in ", *number("schools", len(schools), "school"),
        *_phases(synthesis), ". It rests on ", *number("sources", sum(method.sources.values()), "source"),
        ", in which ", *number("people", sum(method.people.values()), "person", "people"),
        " took part, and on ", *number("codings", method.supporting + method.countering, "coded passage"), ".",
    ))
    if not synthesis.common:
        report.paragraph(f"No benefit has been found in {FEWEST} schools or more.")
    else:
        line = say(report, (
            Count("common", len(synthesis.common)), f" areas of benefit were apparent in at least {FEWEST} of the "
            "schools. In order of prevalence, with their sub-themes, they are:",
        ))
        line.paragraph_format.keep_with_next = True
        summary_list(report, synthesis, synthesis.common)
    for heading, benefits in (
        (f"Found in fewer than {FEWEST} schools", synthesis.rare), ("No evidence was found for", synthesis.unseen),
    ):
        if benefits:
            report.paragraph(f"{heading}: {'; '.join(benefit.theme.name for benefit in benefits)}.")
    for chapter in synthesis.chapters:
        if chapter.is_conditions and (met := [theme for theme in chapter.themes if theme.supported.schools]):
            line = report.paragraph("The conditions for success, in order of prevalence:")
            line.paragraph_format.keep_with_next = True
            for theme in met:
                add(report, bullet(report), (
                    f"{theme.name} (in ",
                    *number(f"schools:{theme.code}", len(theme.supported.schools), "school"), ")",
                ))


def _phases(synthesis: Synthesis) -> Sentence:
    """How many schools of each phase, in brackets, where there are several phases."""
    found = [(phase, sum(school.phase is phase for school in synthesis.schools)) for phase in Phase]
    parts = [(Count(f"schools-in:{phase}", many), f" {phase}") for phase, many in found if many]
    if len(parts) < 2:
        return ()
    joined: Sentence = tuple(piece for part in parts for piece in (", ", *part))
    return (" (", *joined[1:], ")")


def _write_table(report: Report, synthesis: Synthesis) -> None:
    """Add Table 1 on a page of its own, what it rests on before it."""
    report.heading("How far each benefit is embedded in each school", 1)
    if not synthesis.schools or not synthesis.benefits:
        report.paragraph("There is no table yet: the study has no schools or no benefits.")
        return
    line = report.paragraph()
    report.refer(line, BANDS)
    write(
        line, " shows the extent to which each benefit was realised in each school by a traffic-light measure. Its "
        "definitions stand under it. The measure is relative: it is drawn from what the researchers observed and from "
        "how far the benefit shows in what people said, over this set of schools. The way that a school has come, and "
        "its philosophy, strategy and ethos, can’t be seen at this level, and so the table should not be used to "
        "compare schools with one another.",
    )
    bands = Counter(given.band for given in synthesis.judged.values())
    found = [(f"ratings:{band.value}", bands[band], band.label) for band in Band if bands[band]]
    if found:
        counts: Sentence = tuple(part for key, many, label in found for part in (", ", Count(key, many), f" {label}"))
        cells = len(synthesis.benefits) * len(synthesis.schools)
        say(report, ("Of ", Count("cells", cells), " cells, these have a rating: ", *counts[1:], "."))
        write_band_counts(report, synthesis)
    with landscape(report):
        write_matrix(report, synthesis.table, BANDS, lambda row, column, _cell: partial(
            _write_band, report, column.id, row.id, synthesis.judged.get((row.id, column.id))
        ))


def _write_band(report: Report, case: str, code: str, given: Judgement | None, paragraph: Paragraph) -> None:
    write_band(report, paragraph, case, code, given)


def _write_schools(report: Report, synthesis: Synthesis) -> None:
    report.chapter("Appendix A: The case study schools")
    if not synthesis.schools:
        report.paragraph("The study has no schools yet.")
    for school in synthesis.schools:
        _write_school(report, school)


def _write_school(report: Report, school: School) -> None:
    report.heading(school.label, 2)
    if school.about.strip():
        write_markdown(report, school.about, 2)
    else:
        report.paragraph("No description of the school has been written yet.")
    if school.platform.strip():
        report.heading("The learning platform", 3)
        write_markdown(report, school.platform, 3)


def _write_places(report: Report, synthesis: Synthesis) -> None:
    report.chapter("Appendix B: Where the quotes stand")
    if not synthesis.quotes:
        report.paragraph("No passage is quoted.")
        return
    rows: list[list[Content]] = [
        [partial(_write_id, report, item), f"{item.code} {item.code_name}", item.place, item.coder]
        for item in synthesis.quotes
    ]
    name = "Passages quoted, with their places"
    report.caption(name)
    report.table(name, ("Id", "Code", "Place", "Coded by"), rows, (1.4, 5, 6.6, 2.4))


def _write_id(report: Report, item: Evidence, paragraph: Paragraph) -> None:
    write(paragraph, item.id, EVIDENCE_ID)
    report.anchor(paragraph, anchor_of(item.number))
