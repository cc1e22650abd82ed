"""The report across all schools in Word, after the reference report: benefits, conditions, tables, method."""

from collections import Counter
from dataclasses import replace
from functools import partial

from docx.shared import Pt
from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.school_names import in_words
from casecoder.core.outputs.sentences import Count, Sentence, joined, number, plain
from casecoder.core.outputs.synthesis import FEWEST, School, Synthesis
from casecoder.core.outputs.synthesis_gaps import gaps
from casecoder.core.outputs.told import told_in_synthesis
from casecoder.core.vocabulary import Band, Phase
from casecoder.reports.word.claimed import write_band
from casecoder.reports.word.claims import Claims
from casecoder.reports.word.matrix import write_matrix
from casecoder.reports.word.prose import flaws, write_prose
from casecoder.reports.word.report import Made, Report, anchor_of
from casecoder.reports.word.runs import write
from casecoder.reports.word.saying import add, bullet, say
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.synthesis_agreement import write_agreement, write_gaps, write_rules
from casecoder.reports.word.synthesis_benefits import BANDS, said, summary_list, write_benefits
from casecoder.reports.word.synthesis_chapters import write_chapters
from casecoder.reports.word.synthesis_method import write_coding, write_data, write_ratings
from casecoder.reports.word.synthesis_pictures import write_band_counts
from casecoder.reports.word.tables import Content
from casecoder.reports.word.template import Template

KIND = "Cross-case report"


def synthesis_docx(synthesis: Synthesis, template: Template | None = None) -> bytes:
    """The report across all schools, as a document alone."""
    return made(synthesis, template).data


def made(synthesis: Synthesis, template: Template | None = None) -> Made:
    """The report across all schools as a document.

    Every figure, quote and rating in it is on its list of claims. What the study does not have is said.

    Parameters
    ----------
    template:
        The team's own document, whose page, letterhead and styles are kept.
    """
    claims = Claims(synthesis.study, KIND.lower(), synthesis.state, synthesis.secret)
    claims.add_texts(told_in_synthesis(synthesis))
    report = Report(f"{synthesis.study}: {KIND.lower()}", KIND, synthesis.made_at, claims=claims, template=template)
    report.linked = frozenset(item.number for item in synthesis.quotes)
    missing: list[Sentence] = [*gaps(synthesis), *((flaw,) for flaw in flaws(synthesis.prose()))]
    gaps_of_look = template.gaps if template else ()
    _write_front(report, synthesis, has_gaps=bool(missing))
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
    write_gaps(report, [*missing, *((gap,) for gap in gaps_of_look)])
    _write_schools(report, synthesis)
    _write_places(report, synthesis)
    report.paragraph(synthesis.state, "Report Note")
    return Made(report.save(), tuple(map(plain, missing)), gaps_of_look)


def _write_front(report: Report, synthesis: Synthesis, *, has_gaps: bool) -> None:
    report.paragraph(KIND, "Cover Line")
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


def _write_summary(report: Report, synthesis: Synthesis) -> None:
    report.chapter("Summary")
    method, schools = synthesis.method, synthesis.schools
    say(
        report,
        (
            "This report brings together what was found in ",
            *number("schools", len(schools), "school"),
            *_phases(synthesis),
            ". It rests on ",
            *number("codings", method.supporting + method.countering, "coded passage"),
            " from ",
            *number("sources", sum(method.sources.values()), "source"),
            "; ",
            *number("people", sum(method.people.values()), "person", "people"),
            " took part.",
        ),
    )
    if not synthesis.common:
        report.paragraph(f"No benefit has been found in {FEWEST} schools or more.")
    else:
        line = say(
            report,
            (
                "In order of prevalence and with their sub-themes, the ",
                *number("common", len(synthesis.common), "area of benefit", "areas of benefit"),
                f" apparent in at least {FEWEST} of the schools {'is' if len(synthesis.common) == 1 else 'are'}:",
            ),
        )
        line.paragraph_format.keep_with_next = True
        summary_list(report, synthesis, synthesis.common)
    for heading, benefits in (
        (f"Found in fewer than {FEWEST} schools", synthesis.rare),
        ("No evidence was found for", synthesis.unseen),
    ):
        if benefits:
            report.paragraph(f"{heading}: {'; '.join(benefit.theme.name for benefit in benefits)}.")
    for chapter in synthesis.chapters:
        if chapter.is_conditions and (met := [theme for theme in chapter.themes if theme.supported.schools]):
            line = report.paragraph("The conditions for success, in order of prevalence, are:")
            line.paragraph_format.keep_with_next = True
            for theme in met:
                add(
                    report,
                    bullet(report),
                    (
                        f"{theme.name} (in ",
                        *number(f"schools:{theme.code}", len(theme.supported.schools), "school"),
                        ")",
                    ),
                )


def _phases(synthesis: Synthesis) -> Sentence:
    """How many schools of each phase, in brackets, where there are several phases."""
    found = [(phase, sum(school.phase is phase for school in synthesis.schools)) for phase in Phase]
    parts = [(Count(f"schools-in:{phase}", many), f" {phase}") for phase, many in found if many]
    if len(parts) < 2:
        return ()
    joined: Sentence = tuple(piece for part in parts for piece in (", ", *part))
    return (" (", *joined[1:], ")")


def _write_table(report: Report, synthesis: Synthesis) -> None:
    """Add Table 1, what it rests on before it and how often each band is in it behind."""
    report.heading("How far each benefit is embedded in each school", 1)
    if not synthesis.schools or not synthesis.benefits:
        report.paragraph("There is no table yet: the study has no schools or no benefits.")
        return
    line = report.paragraph()
    report.refer(line, BANDS)
    write(
        line,
        " shows the extent to which each benefit was realised in each school by a traffic-light measure. Its "
        "definitions stand under it. The measure is relative: it is drawn from what the researchers observed and "
        "from how far the benefit shows in what people said, over this set of schools.",
    )
    _write_bands(report, synthesis)
    table = replace(synthesis.table, state="", remarks=())  # the title page and the gaps say it
    write_matrix(
        report,
        table,
        BANDS,
        lambda row, column, _cell: partial(
            _write_band, report, column.id, row.id, synthesis.judged.get((row.id, column.id))
        ),
    )
    write_band_counts(report, synthesis)


def _write_bands(report: Report, synthesis: Synthesis) -> None:
    """Say how many cells there are of each band, and how many have none."""
    bands = Counter(given.band for given in synthesis.judged.values())
    every = [(f"ratings:{band.value}", bands[band], said(band)) for band in Band]
    every += [
        ("unsettled", len(synthesis.unsettled), "not yet reconciled or signed off"),
        ("unrated", len(synthesis.unrated), "not yet rated"),
    ]
    found = [(key, many, what) for key, many, what in every if many]
    if synthesis.judged:
        verb = " is" if found[0][1] == 1 else " are"
        parts: list[Sentence] = [
            (Count(key, many), f"{'' if at else verb} {what}") for at, (key, many, what) in enumerate(found)
        ]
        cells = number("cells", len(synthesis.benefits) * len(synthesis.schools), "cell")
        say(report, ("Of its ", *cells, ", ", *joined(parts), "."))


def _write_band(report: Report, case: str, code: str, given: Judgement | None, paragraph: Paragraph) -> None:
    write_band(report, paragraph, case, code, given)


def _write_schools(report: Report, synthesis: Synthesis) -> None:
    report.heading("Appendix A: The case study schools", 1)
    if not synthesis.schools:
        report.paragraph("The study has no schools yet.")
    for phase in Phase:
        of_phase = [school for school in synthesis.schools if school.phase is phase]
        if of_phase:
            report.heading(phase.heading, 2)
        told = [school for school in of_phase if school.about.strip() or school.platform.strip()]
        for school in told:
            _write_school(report, synthesis, school)
        untold = [school.label for school in of_phase if school not in told]
        if untold:
            report.paragraph(f"No description has been written of {in_words(untold)}.")


def _write_school(report: Report, synthesis: Synthesis, school: School) -> None:
    report.heading(school.label, 3)
    if school.about.strip():
        write_prose(report, school.about, 3, lost=synthesis.lost)
    else:
        report.paragraph("No description of the school has been written yet.")
    if school.platform.strip():
        report.heading("The learning platform", 4)
        write_prose(report, school.platform, 4, lost=synthesis.lost)


def _write_places(report: Report, synthesis: Synthesis) -> None:
    report.heading("Appendix B: Where the quotes stand", 1)
    if not synthesis.quotes:
        report.paragraph("No passage is quoted.")
        return
    rows: list[list[Content]] = [
        [partial(_write_id, report, item), f"{item.code} {item.code_name}", item.place, item.coder]
        for item in synthesis.quotes
    ]
    line = report.paragraph()
    report.refer(line, "places")
    write(line, " gives the place of each passage that is quoted, by school and source.")
    name = "Passages quoted, with their places"
    report.caption(name, "places")
    report.table(name, ("Id", "Code", "Place", "Coded by"), rows, (1.4, 5.6, 7.2, 2.4))


def _write_id(report: Report, item: Evidence, paragraph: Paragraph) -> None:
    write(paragraph, item.id, EVIDENCE_ID)
    report.anchor(paragraph, anchor_of(item.number))
