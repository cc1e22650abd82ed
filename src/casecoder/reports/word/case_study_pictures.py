"""Adds two pictures of the evidence of a school: how it was gained, and who and what it comes from."""

from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.matrix import Matrix
from casecoder.reports.word.picture_writer import write_chart, write_heatmap
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.text_runs import write_run

_EVIDENCE_PICTURE, _VOICES_PICTURE = "made_of", "voices"
"""The keys of the pictures, for cross-references."""


def write_evidence_pictures(report: WordReport, study: CaseStudy) -> None:
    """Add how much was told and how much was seen of each benefit, for and against it, and by whom."""
    if study.made_of is None or study.made_of.is_empty:
        report.paragraph("Nothing has been coded to a benefit in this school yet, so there is no picture of it.")
        return
    line = report.paragraph()
    report.refer(line, _EVIDENCE_PICTURE)
    write_run(
        line,
        " shows how many passages were coded to each benefit, for it and against it, and whether people told the "
        "researchers of it (in interviews, focus groups and documents) or the researchers saw it for themselves (in "
        "observations, platform reviews and field notes). A band rests on both.",
    )
    write_chart(report, study.made_of, _EVIDENCE_PICTURE)
    if study.voices is not None:
        _write_voices(report, study.voices, study.short)


def _write_voices(report: WordReport, voices: Matrix, case: str) -> None:
    """Add the same passages by kind of source and role, if there are several."""
    if len(voices.columns) < 2:
        report.paragraph(f"All of it comes from one kind of source and role ({voices.columns[0].label}).")
        return
    line = report.paragraph()
    report.refer(line, _VOICES_PICTURE)
    write_run(line, " tells the same passages apart by kind of source and by the role of whoever speaks.")
    if any(cell.against for cell in voices.cells.values()):
        write_run(line, " Where a cell says 2/1, two passages support the benefit and one speaks against it.")
    write_heatmap(report, voices, f"voices:{case}", _VOICES_PICTURE)
