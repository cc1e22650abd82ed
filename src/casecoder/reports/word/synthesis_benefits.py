"""Writes the benefits across the schools in Word, in order of prevalence."""

from collections.abc import Sequence

from casecoder.core.outputs.figures import study_figures as figures
from casecoder.core.outputs.figures.definitions import UNRATED
from casecoder.core.outputs.figures.sentences import FigureSentence, count_phrase, join_phrases
from casecoder.core.outputs.figures.study_material import FEWEST_SCHOOLS
from casecoder.core.outputs.synthesis import Benefit, KeyCase, NearbyCode, Synthesis
from casecoder.core.phrases import join_with_and
from casecoder.core.vocabulary import Band
from casecoder.reports.word.claim_writer import write_claimed_band
from casecoder.reports.word.markdown import write_researcher_prose
from casecoder.reports.word.rating_table import write_stale_rating_note
from casecoder.reports.word.report import WordReport, write_citations
from casecoder.reports.word.sentence_writer import add_list_item, write_sentence, write_sentence_paragraph
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.synthesis_pictures import write_passages_heatmap
from casecoder.reports.word.synthesis_themes import IN_BRIEF, ThemeWriter
from casecoder.reports.word.text_runs import write_link, write_run

BANDS_TABLE = "bands"
"""The key of the traffic-light table, for cross-references."""
MOST_WITH_FIGURES = 6
"""The most conditions and related benefits that are listed with their figures. The others are only named."""
NO_SUMMARY_YET = "No summary has been written yet."


def benefit_bookmark(code: str) -> str:
    """Return the name of the bookmark of the section of a benefit."""
    return "benefit_" + code.replace(".", "_").replace("-", "_")


def benefit_heading(synthesis: Synthesis, code: str) -> str:
    """Return the heading of a benefit with its number in order of prevalence: ``Benefit 2: Parental involvement``."""
    at, found = next((at, b) for at, b in enumerate(synthesis.benefits, 1) if b.theme.code == code)
    return f"Benefit {at}: {found.theme.name}"


def write_synthesis_benefits(report: WordReport, synthesis: Synthesis) -> None:
    """Add the benefits found in enough schools, then those found in fewer, then those for which nothing was found."""
    writer = _BenefitWriter(report, synthesis)
    report.heading("Benefits identified", 1)
    if synthesis.common:
        report.paragraph(
            f"Each of these benefits was evident in at least {FEWEST_SCHOOLS} of the schools. They stand in order of "
            "prevalence: by the number of schools in which at least one passage was coded in support, and then by the "
            "number of passages. What is said of a school in brief is how the researchers’ summary of it begins; its "
            "case study has the whole."
        )
    else:
        report.paragraph(f"No benefit has been found in {FEWEST_SCHOOLS} schools or more.")
    write_passages_heatmap(report, synthesis)
    for benefit in synthesis.common:
        writer.write(benefit)
    if synthesis.rare:
        report.heading(f"Benefits found in fewer than {FEWEST_SCHOOLS} schools", 1)
        report.paragraph(
            f"These stand apart: with evidence from fewer than {FEWEST_SCHOOLS} schools "
            "they can’t be said to be general."
        )
        for benefit in synthesis.rare:
            writer.write(benefit)
    if synthesis.unseen:
        report.heading("Benefits for which no evidence was found", 1)
        for benefit in synthesis.unseen:
            writer.write_unseen(benefit)


class _BenefitWriter:
    """Writes one benefit after another."""

    def __init__(self, report: WordReport, synthesis: Synthesis) -> None:
        self.report, self.synthesis, self.material = report, synthesis, synthesis.material
        self.themes = ThemeWriter(report, synthesis)

    def write(self, benefit: Benefit) -> None:
        """Add the section of a benefit."""
        theme, report = benefit.theme, self.report
        heading = report.heading(benefit_heading(self.synthesis, theme.code), 2)
        report.anchor(heading, benefit_bookmark(theme.code))
        self.themes.definition(theme.definition, 2)
        self._figures(benefit)
        report.heading("Examples from the case study schools", 3)
        bare = self.themes.parts(theme, 4)
        if bare:
            report.paragraph(f"Nothing was coded in support of: {'; '.join(bare)}.")
        self.themes.counter_evidence(theme, "Counter-evidence", 3)
        if any(chapter.is_conditions for chapter in self.synthesis.chapters):
            self._conditions(benefit)
        self._related(benefit)
        self._key_cases(benefit)
        key = {case.case for case in benefit.key_cases}
        others = [line for line in theme.summaries if line.case not in key]
        self.themes.summaries(others, "The other schools in brief" if key else IN_BRIEF, 3, theme.code)

    def write_unseen(self, benefit: Benefit) -> None:
        """Add a benefit for which nothing was found."""
        heading = self.report.heading(benefit_heading(self.synthesis, benefit.theme.code), 2)
        self.report.anchor(heading, benefit_bookmark(benefit.theme.code))
        self.themes.definition(benefit.theme.definition, 2)
        self._figures(benefit)
        self.themes.counter_evidence(benefit.theme, "Counter-evidence", 3)
        self.themes.summaries(benefit.theme.summaries, IN_BRIEF, 3, benefit.theme.code)

    def _figures(self, benefit: Benefit) -> None:
        """Add in how many schools a benefit was found, and with which bands."""
        line, code = self.themes.reach(benefit.theme), benefit.theme.code
        rated: list[FigureSentence] = [
            (f"{band_in_sentence(band)} in ", many)
            for band in Band
            if (many := figures.BANDS.of(self.material, code, band)).value
        ]
        unrated = figures.BANDS.of(self.material, code, UNRATED)
        if not rated:
            write_run(line, " No rating of it holds in any school yet.")
            return
        write_sentence(self.report, line, (" It is rated ", *join_phrases(rated)))
        if unrated.value:
            write_sentence(self.report, line, (", and no rating holds yet in ", unrated))
        write_run(line, " (see ")
        self.report.refer(line, BANDS_TABLE)
        write_run(line, ").")

    def _conditions(self, benefit: Benefit) -> None:
        """Add the conditions that were coded near a benefit."""
        report = self.report
        report.heading("Conditions for success", 3)
        if benefit.conditions:
            line = report.paragraph("These conditions for success were coded with the benefit or near it:")
            line.paragraph_format.keep_with_next = True
        else:
            report.paragraph("No condition for success was coded with this benefit or near it.")
        for met in benefit.conditions[:MOST_WITH_FIGURES]:
            self._condition(benefit, met)
        rest = [met.name for met in benefit.conditions[MOST_WITH_FIGURES:]]
        if rest:
            report.paragraph(f"And also: {'; '.join(rest)}.")
        if benefit.tied:
            names = "; ".join(name for _, name in benefit.tied)
            more = "more conditions" if benefit.conditions else "conditions"
            report.paragraph(f"The codebook names {more} for it, which were not coded beside it: {names}.")

    def _condition(self, benefit: Benefit, met: NearbyCode) -> None:
        """Add one condition, with its figures and an example."""
        line = add_list_item(self.report, met.name)
        shows = met.example is not None and len(met.reach.schools) == 1
        write_sentence(
            self.report,
            line,
            (
                "(",
                *count_phrase(figures.NEAR.of(self.material, benefit.theme.code, met.code), "passage"),
                ")." if shows else f", {self.themes.name_schools(met.reach.schools)}).",
            ),
        )
        if met.example is not None:
            self.themes.quote_from_school(line, met.example)

    def _related(self, benefit: Benefit) -> None:
        """Add the related benefits."""
        report = self.report
        report.heading("Related benefits", 3)
        if not benefit.related:
            report.paragraph("No other benefit was coded at the same words or in the same turn.")
            return
        line = report.paragraph("Coded at the same words or in the same turn: ")
        for at, met in enumerate(benefit.related[:MOST_WITH_FIGURES]):
            write_run(line, "; " if at else "")
            write_link(line, benefit_heading(self.synthesis, met.code), benefit_bookmark(met.code))
            write_sentence(
                report,
                line,
                (
                    " (",
                    *count_phrase(figures.BESIDE.of(self.material, benefit.theme.code, met.code), "passage"),
                    " in ",
                    *count_phrase(figures.SCHOOLS_BESIDE.of(self.material, benefit.theme.code, met.code), "school"),
                    ")",
                ),
            )
        rest = [benefit_heading(self.synthesis, met.code) for met in benefit.related[MOST_WITH_FIGURES:]]
        write_run(line, f"; and also: {'; '.join(rest)}." if rest else ".")

    def _key_cases(self, benefit: Benefit) -> None:
        """Add the key cases of a benefit."""
        report = self.report
        report.heading("Key case studies", 3)
        if not benefit.key_cases:
            rated = any(self.material.count_bands(benefit.theme.code, band) for band in Band)
            why = "No school with evidence has been rated Green" if rated else "No school has been rated"
            report.paragraph(f"{why}, so none is named.")
        for case in benefit.key_cases:
            self._key_case(benefit.theme.code, case)

    def _key_case(self, code: str, case: KeyCase) -> None:
        """Add one key case."""
        report, given = self.report, case.judgement
        report.heading(self.synthesis.label(case.case), 4)
        line = report.paragraph()
        write_claimed_band(report, line, case.case, code, given)
        write_run(line, f" {given.band.label}. ", bold=True)
        write_sentence(
            report,
            line,
            (
                *count_phrase(figures.SUPPORTING.of(self.material, code, case.case), "supporting passage"),
                f" ({join_with_and([kind.value for kind in case.kinds])}). {given.rationale.strip()} ",
            ),
        )
        write_run(line, f"{given.id}, resting on ", EVIDENCE_ID)
        write_citations(line, given.cited, frozenset())
        write_run(line, ".", EVIDENCE_ID)
        write_stale_rating_note(report, given)
        if case.summary.strip():
            write_researcher_prose(report, case.summary, 4, lost=self.synthesis.lost)
        else:
            report.paragraph(NO_SUMMARY_YET)


def band_in_sentence(band: Band) -> str:
    """Return the words for a band in a sentence."""
    return f"“{band.label}”" if band is Band.NONE else band.label


def write_benefit_list(report: WordReport, synthesis: Synthesis, benefits: Sequence[Benefit]) -> None:
    """Add benefits as a numbered list, each with its schools and its sub-themes."""
    numbers = report.lists.numbers(0, 1)
    for benefit in benefits:
        theme = benefit.theme
        item = report.paragraph(style="List Number")
        report.lists.add_item(item, numbers, 0)
        write_link(item, theme.name, benefit_bookmark(theme.code))
        write_sentence(
            report,
            item,
            (
                " (",
                figures.SCHOOLS.of(synthesis.material, theme.code),
                " of ",
                *count_phrase(figures.SCHOOLS.of(synthesis.material), "school"),
                ")",
            ),
        )
        parts = [part.name for part in theme.parts if part.reach.passages]
        write_run(item, f": {'; '.join(parts)}." if parts else ".")
    if not benefits:
        write_sentence_paragraph(report, (f"None has been found in {FEWEST_SCHOOLS} schools or more.",))
