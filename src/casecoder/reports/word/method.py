"""How a case study was made, from the study itself; what is missing; which state of the study it rests on."""

from collections.abc import Sequence

from docx.text.paragraph import Paragraph

from casecoder.core.outputs.casestudy import CaseStudy
from casecoder.core.outputs.excerpt import LEFT_OUT
from casecoder.core.wording import listed
from casecoder.reports.word.claimed import write_counted
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write


def write_method(report: Report, study: CaseStudy, gaps: Sequence[str], *, has_table: bool) -> None:
    """Add the method note.

    Parameters
    ----------
    gaps:
        What is missing, waiting or could not be done, one sentence each.
    has_table:
        Whether the document has the table of ratings.
    """
    _write_coding(report, study)
    if study.appendix:
        report.paragraph(
            "Every quote is given in the words of the transcript or note, spelling and pauses included, with an id "
            f"that leads to its source. {LEFT_OUT} stands where words are left out, of a long quote or those of other "
            "speakers between; nothing else is changed. People are named by role and by the phase of their school "
            "only. Of the passages coded, those are quoted first that a rating cites, then those that bring in a voice "
            "or a source not yet heard."
        )
    if any(section.judgement for section in study.benefits):
        _write_ratings(report, has_table=has_table)
    if gaps:
        report.heading("What is missing", 2)
        for gap in gaps:
            line = report.paragraph(gap, "List Bullet")
            report.lists.put(line, report.lists.bullets, 0)
    report.paragraph(study.state, "Report Note")


def _write_coding(report: Report, study: CaseStudy) -> None:
    """Say how much was coded, by whom and against what; and what of it can't be quoted."""
    case, line = study.short, report.paragraph()
    if not study.appendix:
        write(line, "Nothing has been coded in this school yet.")
        return
    coders = sorted({item.coder for item in study.appendix if item.coder})
    write(line, f"The transcripts and notes of this school were read and coded against {_books(study)}. ")
    write(line, f"{listed(coders)} coded ")
    write_counted(report, line, f"codings:{case}", len(study.appendix), "passage")
    against = sum(item.counters for item in study.appendix)
    write(line, ", of which " if against else ", none of which is")
    if against:
        write_counted(report, line, f"counter:{case}", against, "is", many="are")
    write(line, " counter-evidence.")
    _write_waiting(report, study, line)


def _write_waiting(report: Report, study: CaseStudy, line: Paragraph) -> None:
    waiting = sum(item.in_review for item in study.appendix)
    if waiting:
        write(line, " ")
        write_counted(report, line, f"waiting:{study.short}", waiting, "coding waits", many="codings wait")
        write(
            line,
            " on the review list since a correction of the transcript: counted and listed here, but not quoted.",
        )


def _books(study: CaseStudy) -> str:
    titles = [f"“{title}”" for title in (study.rated, *(title for title, _ in study.chapters)) if title]
    if not titles:
        return "the study’s codes"
    return f"the {'codebook' if len(titles) == 1 else 'codebooks'} {listed(titles)}"


def _write_ratings(report: Report, *, has_table: bool) -> None:
    line = report.paragraph("Where a benefit has a band, a rater gave it, with reasons and the passages they rest on. ")
    if has_table:
        report.refer(line, "ratings")
        write(line, " has all bands and what they mean. ")
    write(line, "A band says how far a benefit is embedded in the school as the researchers found it.")
