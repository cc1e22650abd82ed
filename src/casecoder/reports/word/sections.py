"""One code's part of a case study: its rating, the researcher's prose, the words it rests on."""

from collections.abc import Iterable, Sequence

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.casestudy import CaseStudy, Section
from casecoder.core.vocabulary import UNRATED_LABEL, Band
from casecoder.reports.word import prose
from casecoder.reports.word.claimed import write_band, write_claimed_words, write_counted
from casecoder.reports.word.ratings import write_reasons, write_stale
from casecoder.reports.word.report import Report, attribute
from casecoder.reports.word.runs import write
from casecoder.reports.word.styles import EVIDENCE_ID

NOT_FOUND = "Looked for and not found"


def write_benefits(report: Report, study: CaseStudy, *, has_table: bool) -> None:
    """Add the benefits in order, each with its band; those with nothing to show are listed at the end.

    Having looked and found nothing is a finding, and not having rated yet is none: they are two lists.

    Parameters
    ----------
    has_table:
        Whether the document has the table of ratings, which says why each band was given.
    """
    if not study.benefits:
        report.paragraph("The codebook has no benefits.")
    for section in study.benefits:
        if not _is_bare(section):
            report.heading(f"{section.code} {section.name}", 2)
            _write_band(report, study, section)
            _write_body(report, study, section)
            if section.judgement is not None:
                _write_rating(report, section.judgement, has_table=has_table)
    bare = [section for section in study.benefits if _is_bare(section)]
    _write_list(report, study, NOT_FOUND, [section for section in bare if section.judgement])
    _write_list(report, study, UNRATED_LABEL, [section for section in bare if not section.judgement])


def write_sections(report: Report, study: CaseStudy, sections: Sequence[Section]) -> None:
    """Add the sections of a codebook that is not rated; those without evidence share a sentence."""
    for section in sections:
        if not _is_bare(section):
            report.heading(f"{section.code} {section.name}", 2)
            _write_body(report, study, section)
    bare = [f"{section.code} {section.name}" for section in sections if _is_bare(section)]
    if bare:
        report.paragraph(f"Nothing has been coded in this school under: {'; '.join(bare)}.")


def write_prose(report: Report, study: CaseStudy, text: str, level: int, instead: str) -> None:
    """Add what a researcher wrote, and under it what in it can't be followed.

    Parameters
    ----------
    level:
        The level of the section it stands in.
    instead:
        What is said where nothing was written.
    """
    if text.strip():
        prose.write_prose(report, text, level, lost=study.lost, elsewhere=study.elsewhere)
    else:
        report.paragraph(instead)


def _is_bare(section: Section) -> bool:
    """Whether there is nothing to show but, perhaps, that someone looked."""
    said = section.total or section.quotes or section.counter or section.summary.strip()
    return not said and (section.judgement is None or section.judgement.band is Band.NONE)


def _write_band(report: Report, study: CaseStudy, section: Section) -> None:
    given = section.judgement
    line = report.paragraph(style="Band Line")
    write_band(report, line, study.short, section.code, given, tag=True)
    write(line, f" {section.rated}", bold=True)
    write(line, ", ")
    if given:
        write(line, given.id, EVIDENCE_ID)
        write(line, ", ")
    write_counted(report, line, f"codings:{study.short}:{section.code}", section.total, "coded passage")


def _write_body(report: Report, study: CaseStudy, section: Section) -> None:
    if section.summary.strip() or not (section.quotes or section.counter):
        write_prose(report, study, section.summary, 2, "No summary has been written yet.")
    _write_quotes(report, section.quotes)
    if section.counter:
        report.paragraph("Counter-evidence", "Run-in Heading")
        _write_quotes(report, section.counter)


def _write_quotes(report: Report, quotes: Iterable[Evidence]) -> None:
    """Add quotes, each with who says it and its id."""
    for item in quotes:
        quote = report.paragraph(style="Quote")
        write_claimed_words(report, quote, item, whole=False)
        attribute(quote, item, report.linked)


def _write_rating(report: Report, given: Judgement, *, has_table: bool) -> None:
    if not has_table:
        line = report.paragraph()
        lead = "Why no evidence is recorded: " if given.band is Band.NONE else f"Why {given.band.label}: "
        write(line, lead, bold=True)
        write_reasons(report, line, given)
    write_stale(report, given)


def _write_list(report: Report, study: CaseStudy, heading: str, bare: Sequence[Section]) -> None:
    if bare:
        report.heading(heading, 2)
    for section in bare:
        _write_bare(report, study, section)


def _write_bare(report: Report, study: CaseStudy, section: Section) -> None:
    """Add a benefit's one line: looked and found nothing, or not yet rated."""
    given = section.judgement
    line = report.paragraph(style="List Bullet")
    report.lists.put(line, report.lists.bullets, 0)
    write(line, f"{section.code} {section.name}: ", bold=True)
    write_band(report, line, study.short, section.code, given, tag=True)
    if given is None:
        write(line, f" {section.rated}; nothing has been coded.")
        return
    write(line, f" {section.rated}. ")
    write_reasons(report, line, given)
    write_stale(report, given)
