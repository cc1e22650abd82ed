"""Writes the report across all schools in Word, in the form of the reference report."""

from dataclasses import replace
from functools import partial

from docx.shared import Pt
from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.figures import study_figures as figures
from casecoder.core.outputs.figures.sentences import FigureSentence, count_phrase, join_phrases, sentence_as_text
from casecoder.core.outputs.figures.study_material import FEWEST_SCHOOLS, School
from casecoder.core.outputs.school_names import list_schools_in_words
from casecoder.core.outputs.study_texts import synthesis_texts
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.core.outputs.synthesis_gaps import find_synthesis_gaps
from casecoder.core.vocabulary import Band, Phase
from casecoder.reports.word.claim_list import ClaimListBuilder
from casecoder.reports.word.claim_writer import write_claimed_band
from casecoder.reports.word.markdown import find_prose_flaws, write_researcher_prose
from casecoder.reports.word.matrix import write_matrix_tables
from casecoder.reports.word.report import FinishedReport, WordReport, coding_bookmark
from casecoder.reports.word.sentence_writer import add_list_item, write_sentence, write_sentence_paragraph
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.synthesis_agreement import (
    write_report_rules,
    write_synthesis_agreement,
    write_synthesis_gaps,
)
from casecoder.reports.word.synthesis_benefits import (
    BANDS_TABLE,
    band_in_sentence,
    write_benefit_list,
    write_synthesis_benefits,
)
from casecoder.reports.word.synthesis_chapters import write_chapters
from casecoder.reports.word.synthesis_method import write_coding_method, write_collected_data, write_rating_method
from casecoder.reports.word.synthesis_pictures import write_band_counts_chart
from casecoder.reports.word.table_layout import CellContent
from casecoder.reports.word.template import Template
from casecoder.reports.word.text_runs import write_run

DOCUMENT_KIND = "Cross-case report"


def synthesis_docx(synthesis: Synthesis, template: Template | None = None) -> bytes:
    """Return the bytes of the report across all schools."""
    return build_synthesis(synthesis, template).data


def build_synthesis(synthesis: Synthesis, template: Template | None = None) -> FinishedReport:
    """Build the report across all schools as a Word document.

    Every figure, quote and rating is on its list of claims. What is missing in the study is named.

    Parameters
    ----------
    template:
        The team's document, whose page, letterhead and styles are kept.
    """
    claims = ClaimListBuilder(synthesis.study, DOCUMENT_KIND.lower(), synthesis.state, synthesis.secret)
    claims.add_texts(synthesis_texts(synthesis))
    report = WordReport(
        f"{synthesis.study}: {DOCUMENT_KIND.lower()}",
        DOCUMENT_KIND,
        synthesis.made_at,
        claims=claims,
        template=template,
    )
    report.linked = frozenset(item.number for item in synthesis.quotes)
    missing: list[FigureSentence] = [
        *find_synthesis_gaps(synthesis),
        *((flaw,) for flaw in find_prose_flaws(synthesis.prose())),
    ]
    gaps_of_look = template.gaps if template else ()
    _write_front(report, synthesis, has_gaps=bool(missing))
    _write_summary(report, synthesis)
    write_synthesis_benefits(report, synthesis)
    write_chapters(report, synthesis)
    _write_table(report, synthesis)
    report.heading("How the analysis was done", 1)
    write_collected_data(report, synthesis)
    write_coding_method(report, synthesis)
    write_rating_method(report, synthesis.material)
    write_synthesis_agreement(report, synthesis)
    write_report_rules(report)
    write_synthesis_gaps(report, [*missing, *((gap,) for gap in gaps_of_look)])
    _write_schools(report, synthesis)
    _write_places(report, synthesis)
    report.paragraph(synthesis.state, "Report Note")
    return FinishedReport(report.save(), tuple(map(sentence_as_text, missing)), gaps_of_look)


def _write_front(report: WordReport, synthesis: Synthesis, *, has_gaps: bool) -> None:
    """Add the title page and the contents."""
    report.paragraph(DOCUMENT_KIND, "Cover Line")
    report.paragraph(synthesis.study, "Title")
    report.paragraph(synthesis.state, "Report Note")
    report.paragraph(
        "Ids that begin with E are those of coded passages, ids that begin with R those of ratings. Appendix B says "
        "where each passage that is quoted stands in its source.",
        "Report Note",
    )
    if has_gaps:
        report.paragraph("What the study does not have yet is listed under “What is missing”.", "Report Note")
    contents = report.contents().paragraph_format
    contents.page_break_before, contents.space_before = True, Pt(0)


def _write_summary(report: WordReport, synthesis: Synthesis) -> None:
    """Add the summary: what was studied, found and rated."""
    report.chapter("Summary")
    material = synthesis.material
    write_sentence_paragraph(
        report,
        (
            "This report brings together what was found in ",
            *count_phrase(figures.SCHOOLS.of(material), "school"),
            *_schools_by_phase(synthesis),
            ". It rests on ",
            *count_phrase(figures.CODINGS.of(material), "coded passage"),
            " from ",
            *count_phrase(figures.SOURCES.of(material), "source"),
            "; ",
            *count_phrase(figures.PEOPLE.of(material), "person", "people"),
            " took part.",
        ),
    )
    if not synthesis.common:
        report.paragraph(f"No benefit has been found in {FEWEST_SCHOOLS} schools or more.")
    else:
        line = write_sentence_paragraph(
            report,
            (
                "In order of prevalence and with their sub-themes, the ",
                *count_phrase(figures.COMMON.of(material), "area of benefit", "areas of benefit"),
                f" apparent in at least {FEWEST_SCHOOLS} of the schools "
                f"{'is' if len(synthesis.common) == 1 else 'are'}:",
            ),
        )
        line.paragraph_format.keep_with_next = True
        write_benefit_list(report, synthesis, synthesis.common)
    for heading, benefits in (
        (f"Found in fewer than {FEWEST_SCHOOLS} schools", synthesis.rare),
        ("No evidence was found for", synthesis.unseen),
    ):
        if benefits:
            report.paragraph(f"{heading}: {'; '.join(benefit.theme.name for benefit in benefits)}.")
    for chapter in synthesis.chapters:
        if chapter.is_conditions and (met := [theme for theme in chapter.themes if theme.supported.schools]):
            line = report.paragraph("The conditions for success, in order of prevalence, are:")
            line.paragraph_format.keep_with_next = True
            for theme in met:
                write_sentence(
                    report,
                    add_list_item(report),
                    (
                        f"{theme.name} (in ",
                        *count_phrase(figures.SCHOOLS.of(material, theme.code), "school"),
                        ")",
                    ),
                )


def _schools_by_phase(synthesis: Synthesis) -> FigureSentence:
    """Return the number of schools of each phase in brackets, if there are several phases."""
    found = [(phase, figures.SCHOOLS_IN.of(synthesis.material, phase)) for phase in Phase]
    parts = [(figure, f" {phase}") for phase, figure in found if figure.value]
    if len(parts) < 2:
        return ()
    joined: FigureSentence = tuple(piece for part in parts for piece in (", ", *part))
    return (" (", *joined[1:], ")")


def _write_table(report: WordReport, synthesis: Synthesis) -> None:
    """Add Table 1, with what it rests on before it and the number of cells of each band after it."""
    report.heading("How far each benefit is embedded in each school", 1)
    if not synthesis.schools or not synthesis.benefits:
        report.paragraph("There is no table yet: the study has no schools or no benefits.")
        return
    line = report.paragraph()
    report.refer(line, BANDS_TABLE)
    write_run(
        line,
        " shows the extent to which each benefit was realised in each school by a traffic-light measure. Its "
        "definitions stand under it. The measure is relative: it is drawn from what the researchers observed and "
        "from how far the benefit shows in what people said, over this set of schools.",
    )
    _write_bands(report, synthesis)
    table = replace(synthesis.table, state="", remarks=())  # the title page and the list of gaps have them
    write_matrix_tables(
        report,
        table,
        BANDS_TABLE,
        lambda row, column, _cell: partial(
            _write_band, report, column.id, row.id, synthesis.judged.get((row.id, column.id))
        ),
    )
    write_band_counts_chart(report, synthesis)


def _write_bands(report: WordReport, synthesis: Synthesis) -> None:
    """Say how many cells have each band, and how many have none."""
    material = synthesis.material
    every = [(figures.RATINGS.of(material, band), band_in_sentence(band)) for band in Band]
    every += [
        (figures.UNSETTLED.of(material), "not yet reconciled or signed off"),
        (figures.UNRATED_CELLS.of(material), "not yet rated"),
    ]
    found = [(figure, what) for figure, what in every if figure.value]
    if synthesis.judged:
        verb = " is" if found[0][0].value == 1 else " are"
        parts: list[FigureSentence] = [
            (figure, f"{'' if at else verb} {what}") for at, (figure, what) in enumerate(found)
        ]
        cells = count_phrase(figures.CELLS.of(material), "cell")
        write_sentence_paragraph(report, ("Of its ", *cells, ", ", *join_phrases(parts), "."))


def _write_band(report: WordReport, case: str, code: str, given: Judgement | None, paragraph: Paragraph) -> None:
    write_claimed_band(report, paragraph, case, code, given)


def _write_schools(report: WordReport, synthesis: Synthesis) -> None:
    """Add the appendix on the schools, phase by phase."""
    report.heading("Appendix A: The case study schools", 1)
    if not synthesis.schools:
        report.paragraph("The study has no schools yet.")
    for phase in Phase:
        of_phase = [school for school in synthesis.schools if school.phase is phase]
        if of_phase:
            report.heading(phase.heading, 2)
        described = [school for school in of_phase if school.about.strip() or school.platform.strip()]
        for school in described:
            _write_school(report, synthesis, school)
        undescribed = [school.label for school in of_phase if school not in described]
        if undescribed:
            report.paragraph(f"No description has been written of {list_schools_in_words(undescribed)}.")


def _write_school(report: WordReport, synthesis: Synthesis, school: School) -> None:
    """Add what was written about a school and its platform."""
    report.heading(school.label, 3)
    if school.about.strip():
        write_researcher_prose(report, school.about, 3, lost=synthesis.lost)
    else:
        report.paragraph("No description of the school has been written yet.")
    if school.platform.strip():
        report.heading("The learning platform", 4)
        write_researcher_prose(report, school.platform, 4, lost=synthesis.lost)


def _write_places(report: WordReport, synthesis: Synthesis) -> None:
    """Add the appendix on the places of the quotes."""
    report.heading("Appendix B: Where the quotes stand", 1)
    if not synthesis.quotes:
        report.paragraph("No passage is quoted.")
        return
    rows: list[list[CellContent]] = [
        [partial(_write_id, report, item), f"{item.code} {item.code_name}", item.place, item.coder]
        for item in synthesis.quotes
    ]
    line = report.paragraph()
    report.refer(line, "places")
    write_run(line, " gives the place of each passage that is quoted, by school and source.")
    name = "Passages quoted, with their places"
    report.caption(name, "places")
    report.table(name, ("Id", "Code", "Place", "Coded by"), rows, (1.4, 5.6, 7.2, 2.4))


def _write_id(report: WordReport, item: Evidence, paragraph: Paragraph) -> None:
    """Write the id of a coding with its bookmark."""
    write_run(paragraph, item.id, EVIDENCE_ID)
    report.anchor(paragraph, coding_bookmark(item.number))
