"""Writes the method note: how a case study was made, what is missing, and the state of the study."""

from collections.abc import Sequence

from docx.text.paragraph import Paragraph

from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.excerpt import OMISSION_MARK
from casecoder.core.outputs.figures.school_figures import CODINGS, COUNTERING, WAITING
from casecoder.core.outputs.figures.sentences import count_phrase
from casecoder.core.phrases import join_with_and
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.sentence_writer import write_sentence
from casecoder.reports.word.text_runs import write_run


def write_case_study_method(report: WordReport, study: CaseStudy, gaps: Sequence[str], *, has_table: bool) -> None:
    """Add the method note.

    Parameters
    ----------
    gaps:
        Sentences about what is missing, waiting or could not be done.
    has_table:
        Whether the document has the table of ratings.
    """
    _write_coding(report, study)
    if study.appendix:
        report.paragraph(
            "Every quote is given in the words of the transcript or note, spelling and pauses included, with an id "
            f"that leads to its source. {OMISSION_MARK} stands where words are left out, "
            "of a long quote or those of other "
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
            report.lists.add_item(line, report.lists.bullets, 0)
    report.paragraph(study.state, "Report Note")


def _write_coding(report: WordReport, study: CaseStudy) -> None:
    """Say how much was coded, by whom and with which codebooks, and what can't be quoted."""
    case, line = study.short, report.paragraph()
    if not study.appendix:
        write_run(line, "Nothing has been coded in this school yet.")
        return
    coders = sorted({item.coder for item in study.appendix if item.coder})
    write_run(line, f"The transcripts and notes of this school were read and coded against {_books(study)}. ")
    write_run(line, f"{join_with_and(coders)} coded ")
    write_sentence(report, line, count_phrase(CODINGS.of(study.material, case), "passage"))
    against = COUNTERING.of(study.material, case)
    write_run(line, ", of which " if against.value else ", none of which is")
    if against.value:
        write_sentence(report, line, count_phrase(against, "is", "are"))
    write_run(line, " counter-evidence.")
    _write_waiting(report, study, line)


def _write_waiting(report: WordReport, study: CaseStudy, line: Paragraph) -> None:
    """Add how many codings are on the review list, if any are."""
    waiting = WAITING.of(study.material, study.short)
    if waiting.value:
        write_run(line, " ")
        write_sentence(report, line, count_phrase(waiting, "coding waits", "codings wait"))
        write_run(
            line,
            " on the review list since a correction of the transcript: counted and listed here, but not quoted.",
        )


def _books(study: CaseStudy) -> str:
    """Return the names of the codebooks, in words."""
    titles = [f"“{title}”" for title in (study.rated, *(title for title, _ in study.chapters)) if title]
    if not titles:
        return "the study’s codes"
    return f"the {'codebook' if len(titles) == 1 else 'codebooks'} {join_with_and(titles)}"


def _write_ratings(report: WordReport, *, has_table: bool) -> None:
    """Add what a band means and who gave it."""
    line = report.paragraph("Where a benefit has a band, a rater gave it, with reasons and the passages they rest on. ")
    if has_table:
        report.refer(line, "ratings")
        write_run(line, " has all bands and what they mean. ")
    write_run(line, "A band says how far a benefit is embedded in the school as the researchers found it.")
