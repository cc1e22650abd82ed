"""Writes the section of one code in a case study: its rating, the researcher's prose, and the quotes."""

from collections.abc import Iterable, Sequence

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.case_study import CaseStudy, CodeSection
from casecoder.core.outputs.figures.school_figures import CODINGS
from casecoder.core.outputs.figures.sentences import count_phrase
from casecoder.core.vocabulary import UNRATED_LABEL, Band
from casecoder.reports.word.claim_writer import write_claimed_band, write_claimed_quote
from casecoder.reports.word.markdown import write_researcher_prose
from casecoder.reports.word.rating_table import write_rating_reasons, write_stale_rating_note
from casecoder.reports.word.report import WordReport, write_attribution
from casecoder.reports.word.sentence_writer import write_sentence
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.text_runs import write_run

NOT_FOUND = "Looked for and not found"


def write_rated_sections(report: WordReport, study: CaseStudy, *, has_table: bool) -> None:
    """Add the benefits in order, each with its band. Benefits with nothing to show are listed at the end.

    There are two such lists: "looked and found nothing" is a finding, "not yet rated" is not.

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


def write_unrated_sections(report: WordReport, study: CaseStudy, sections: Sequence[CodeSection]) -> None:
    """Add the sections of a codebook that is not rated. Sections without evidence share a sentence."""
    for section in sections:
        if not _is_bare(section):
            report.heading(f"{section.code} {section.name}", 2)
            _write_body(report, study, section)
    bare = [f"{section.code} {section.name}" for section in sections if _is_bare(section)]
    if bare:
        report.paragraph(f"Nothing has been coded in this school under: {'; '.join(bare)}.")


def write_section_prose(report: WordReport, study: CaseStudy, text: str, level: int, instead: str) -> None:
    """Add what a researcher wrote, with notes on the ids that lead nowhere.

    Parameters
    ----------
    level:
        The level of the section that it stands in.
    instead:
        The sentence that is printed where nothing was written.
    """
    if text.strip():
        write_researcher_prose(report, text, level, lost=study.lost, elsewhere=study.elsewhere)
    else:
        report.paragraph(instead)


def _is_bare(section: CodeSection) -> bool:
    """Return whether there is nothing to show but, perhaps, that someone looked."""
    content = section.total or section.quotes or section.counter or section.summary.strip()
    return not content and (section.judgement is None or section.judgement.band is Band.NONE)


def _write_band(report: WordReport, study: CaseStudy, section: CodeSection) -> None:
    """Add the line with the band of a benefit, the id of the rating and the number of codings."""
    given = section.judgement
    line = report.paragraph(style="Band Line")
    write_claimed_band(report, line, study.short, section.code, given, tag=True)
    write_run(line, f" {section.rated}", bold=True)
    write_run(line, ", ")
    if given:
        write_run(line, given.id, EVIDENCE_ID)
        write_run(line, ", ")
    write_sentence(report, line, count_phrase(CODINGS.of(study.material, study.short, section.code), "coded passage"))


def _write_body(report: WordReport, study: CaseStudy, section: CodeSection) -> None:
    """Add the prose, the quotes and the counter-evidence of a section."""
    if section.summary.strip() or not (section.quotes or section.counter):
        write_section_prose(report, study, section.summary, 2, "No summary has been written yet.")
    _write_quotes(report, section.quotes)
    if section.counter:
        report.paragraph("Counter-evidence", "Run-in Heading")
        _write_quotes(report, section.counter)


def _write_quotes(report: WordReport, quotes: Iterable[Evidence]) -> None:
    """Add quotes, each with who says it and its id."""
    for item in quotes:
        quote = report.paragraph(style="Quote")
        write_claimed_quote(report, quote, item, whole=False)
        write_attribution(quote, item, report.linked)


def _write_rating(report: WordReport, given: Judgement, *, has_table: bool) -> None:
    """Add the reasons for a rating, unless the table has them, and what has changed since."""
    if not has_table:
        line = report.paragraph()
        lead = "Why no evidence is recorded: " if given.band is Band.NONE else f"Why {given.band.label}: "
        write_run(line, lead, bold=True)
        write_rating_reasons(report, line, given)
    write_stale_rating_note(report, given)


def _write_list(report: WordReport, study: CaseStudy, heading: str, bare: Sequence[CodeSection]) -> None:
    """Add a list of benefits with nothing to show under a heading."""
    if bare:
        report.heading(heading, 2)
    for section in bare:
        _write_bare(report, study, section)


def _write_bare(report: WordReport, study: CaseStudy, section: CodeSection) -> None:
    """Add the line of a benefit: looked and found nothing, or not yet rated."""
    given = section.judgement
    line = report.paragraph(style="List Bullet")
    report.lists.add_item(line, report.lists.bullets, 0)
    write_run(line, f"{section.code} {section.name}: ", bold=True)
    write_claimed_band(report, line, study.short, section.code, given, tag=True)
    if given is None:
        write_run(line, f" {section.rated}; nothing has been coded.")
        return
    write_run(line, f" {section.rated}. ")
    write_rating_reasons(report, line, given)
    write_stale_rating_note(report, given)
