"""What the schools have in common beside the benefits: the conditions for success and the study's other codebooks."""

from casecoder.core.synthesis import Chapter, Synthesis, Theme
from casecoder.reports.word.report import Report
from casecoder.reports.word.synthesis_themes import IN_BRIEF, Themes


def write_chapters(report: Report, synthesis: Synthesis) -> None:
    """Add a chapter for each codebook that is not the one of the benefits."""
    writer = Themes(report, synthesis)
    for chapter in synthesis.chapters:
        _write(report, writer, chapter)


def _write(report: Report, writer: Themes, chapter: Chapter) -> None:
    report.chapter(chapter.title)
    shown = [theme for theme in chapter.themes if theme.supported.passages or theme.against.passages]
    if shown and chapter.is_conditions:
        report.paragraph(
            "What had to be in place before the platform did any good, in order of prevalence. What was coded against "
            "a condition tells where it was missing, or was met and did not help."
        )
    elif shown:
        report.paragraph("The themes stand in order of prevalence.")
    against = "Where it was missing or did not help" if chapter.is_conditions else "Counter-evidence"
    for theme in shown:
        _write_theme(report, writer, theme, against)
    bare = [theme.name for theme in chapter.themes if theme not in shown]
    if bare:
        report.paragraph(f"Nothing has been coded in any school under: {'; '.join(bare)}.")


def _write_theme(report: Report, writer: Themes, theme: Theme, against: str) -> None:
    report.heading(theme.name, 2)
    writer.reach(theme)
    writer.definition(theme.definition, 2)
    writer.parts(theme, 3)
    writer.counter(theme, against, 3)
    writer.told(theme.told, IN_BRIEF, 3)
