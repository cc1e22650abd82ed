"""Writes what schools have in common beside benefits: conditions for success and the other codebooks."""

from casecoder.core.outputs.synthesis import Chapter, Synthesis, Theme
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.synthesis_themes import IN_BRIEF, ThemeWriter


def write_chapters(report: WordReport, synthesis: Synthesis) -> None:
    """Add a chapter for each codebook other than that of the benefits."""
    writer = ThemeWriter(report, synthesis)
    for chapter in synthesis.chapters:
        _write(report, writer, chapter)


def _write(report: WordReport, writer: ThemeWriter, chapter: Chapter) -> None:
    """Add one chapter."""
    report.heading(chapter.title, 1)
    shown = [theme for theme in chapter.themes if theme.supported.passages or theme.against.passages]
    if shown and chapter.is_conditions:
        report.paragraph(
            "What had to be in place before the platform did any good, in order of prevalence. What was coded against "
            "a condition tells where it was missing, or was met and did not help."
        )
    elif shown:
        report.paragraph("The themes stand in order of prevalence.")
    against = "Where it was missing or did not help" if chapter.is_conditions else "Counter-evidence"
    bare = [name for theme in shown for name in _write_theme(report, writer, theme, against)]
    unseen = [theme.name for theme in chapter.themes if theme not in shown]
    if shown and (unseen or bare):
        report.heading("Themes without evidence", 2)
    if unseen:
        report.paragraph(f"Nothing was coded in any school under: {'; '.join(unseen)}.")
    if bare:
        report.paragraph(f"Of the sub-themes, nothing was coded in support of: {'; '.join(bare)}.")


def _write_theme(report: WordReport, writer: ThemeWriter, theme: Theme, against: str) -> list[str]:
    """Add a theme, and return the names of its sub-themes for which nothing was found."""
    report.heading(theme.name, 2)
    writer.definition(theme.definition, 2)
    writer.reach(theme)
    bare = writer.parts(theme, 3)
    writer.counter_evidence(theme, against, 3)
    writer.summaries(theme.summaries, IN_BRIEF, 3)
    return bare
