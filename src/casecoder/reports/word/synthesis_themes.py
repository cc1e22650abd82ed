"""Writes a theme across the schools: its meaning, where it was found, what people say for and against it."""

from collections.abc import Iterable, Sequence

from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.figures import study_figures as figures
from casecoder.core.outputs.figures.sentences import FigureSentence, count_phrase
from casecoder.core.outputs.school_names import list_schools_in_words
from casecoder.core.outputs.synthesis import SchoolSummary, SubTheme, Synthesis, Theme
from casecoder.reports.word.claim_writer import write_claimed_band
from casecoder.reports.word.markdown import write_markdown, write_markdown_line
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.sentence_writer import (
    add_list_item,
    write_attributed_quote,
    write_quote_item,
    write_sentence,
    write_sentence_paragraph,
)
from casecoder.reports.word.text_runs import write_run

IN_BRIEF = "The schools in brief"


class ThemeWriter:
    """Writes the parts that every theme has into a report."""

    def __init__(self, report: WordReport, synthesis: Synthesis) -> None:
        self.report, self.synthesis, self.material = report, synthesis, synthesis.material
        self._linked = frozenset(item.number for item in synthesis.quotes)

    def name_schools(self, schools: Sequence[str]) -> str:
        """Return the names of some schools in a sentence, given their short ids."""
        return list_schools_in_words(map(self.synthesis.label, schools))

    def reach(self, theme: Theme) -> Paragraph:
        """Add in how many schools a theme was found, and how much speaks against it."""
        code, found, against = theme.code, theme.supported, theme.against
        line = self.report.paragraph()
        if found.schools:
            write_sentence(
                self.report,
                line,
                (
                    *self._of_all(code, found.schools),
                    ", in ",
                    *count_phrase(figures.SUPPORTING.of(self.material, code), "coded passage"),
                    " from ",
                    *count_phrase(figures.SOURCES.of(self.material, code), "source"),
                    "; ",
                ),
            )
        else:
            write_run(line, "No passage was coded in support; ")
        if against.passages:
            write_sentence(
                self.report,
                line,
                (
                    *count_phrase(figures.COUNTERING.of(self.material, code), "passage"),
                    " in ",
                    *count_phrase(figures.SCHOOLS_AGAINST.of(self.material, code), "school"),
                    " speaks against it." if against.passages == 1 else " speak against it.",
                ),
            )
        else:
            write_run(line, "nothing was coded that speaks against it.")
        return line

    def _of_all(self, code: str, schools: Sequence[str]) -> FigureSentence:
        """Return in how many of the schools something was found, and in which."""
        found, every = len(schools), len(self.synthesis.schools)
        if found == every > 1:
            return ("Found in all ", *count_phrase(figures.SCHOOLS.of(self.material, code), "school"))
        where = f" ({self.name_schools(schools)})"
        return (
            "Found in ",
            figures.SCHOOLS.of(self.material, code),
            " of ",
            *count_phrase(figures.SCHOOLS.of(self.material), "school"),
            where,
        )

    def definition(self, text: str, level: int) -> None:
        """Add the definition of a code."""
        if text.strip():
            write_markdown(self.report, text, level)
        else:
            self.report.paragraph("The codebook gives no definition.")

    def parts(self, theme: Theme, level: int) -> list[str]:
        """Add the sub-themes with headings and examples, and return the names of those for which nothing was found."""
        shown = [part for part in theme.parts if part.reach.passages or part.summaries]
        for part in shown:
            self._part(part, level)
        if theme.examples and shown:
            self.report.heading("The theme as a whole", level)
        self.quotes(theme.examples)
        return [part.name for part in theme.parts if part not in shown]

    def _part(self, part: SubTheme, level: int) -> None:
        """Add one sub-theme with its examples."""
        self.report.heading(part.name + (" (no longer in the codebook)" if part.retired else ""), level)
        if part.definition.strip():
            write_markdown(self.report, part.definition, level)
        line = self.report.sentence_to_follow() if part.definition.strip() else None
        if line is None:
            line = self.report.paragraph()
        else:
            write_run(line, " ")
        write_sentence(self.report, line, self._format_places(part))
        line.paragraph_format.keep_with_next = bool(part.examples or part.summaries)
        self._write_summaries(part.summaries, "")
        self.quotes(part.examples)

    def _format_places(self, part: SubTheme) -> FigureSentence:
        """Return where a sub-theme was found. Its examples name their schools themselves."""
        found, shown = part.reach, {item.case for item in part.examples}
        if not found.passages:
            return ("No passage was coded in support of it; the researchers write:",)
        where = "" if set(found.schools) <= shown else f" ({self.name_schools(found.schools)})"
        end = (
            "."
            if not (part.examples or part.summaries)
            else ":"
            if len(part.examples) == found.passages
            else ", such as:"
        )
        return (
            "Found in ",
            *count_phrase(figures.SCHOOLS.of(self.material, part.code), "school"),
            where,
            ", in ",
            *count_phrase(figures.SUPPORTING.of(self.material, part.code), "coded passage"),
            end,
        )

    def quotes(self, items: Iterable[Evidence]) -> None:
        """Add quotes as a list."""
        for item in items:
            write_quote_item(self.report, item, self._linked)

    def quote_from_school(self, paragraph: Paragraph, item: Evidence) -> None:
        """Add a quote to a paragraph, after the name of its school."""
        write_run(paragraph, f" {item.case_label}: ")
        write_attributed_quote(self.report, paragraph, item, self._linked)

    def counter_evidence(self, theme: Theme, heading: str, level: int) -> None:
        """Add what speaks against a theme under a heading, if anything does."""
        if theme.against.passages:
            self.report.heading(heading, level)
            if 0 < len(theme.counter) < theme.against.passages:
                passages = count_phrase(figures.COUNTERING.of(self.material, theme.code), "passage")
                line = write_sentence_paragraph(self.report, ("Among the ", *passages, " that speak against it:"))
                line.paragraph_format.keep_with_next = True
            self.quotes(theme.counter)
            if not theme.counter:
                self.report.paragraph("None of it can be quoted.")

    def summaries(self, lines: Sequence[SchoolSummary], heading: str, level: int, code: str = "") -> None:
        """Add what the researchers wrote about a theme, with a line for each school, if they wrote anything.

        Parameters
        ----------
        code:
            The benefit whose band is given for each school; empty for what is not rated.
        """
        if lines:
            self.report.heading(heading, level)
            self._write_summaries(lines, code)

    def _write_summaries(self, lines: Iterable[SchoolSummary], code: str) -> None:
        """Add a line for each school."""
        for line in lines:
            label = self.synthesis.label(line.case)
            item = add_list_item(self.report, label if code else f"{label}:")
            if code:
                write_run(item, "(")
                write_claimed_band(self.report, item, line.case, code, line.judgement)
                write_run(item, "): ")
            write_markdown_line(item, line.opening, self.report.linked)
