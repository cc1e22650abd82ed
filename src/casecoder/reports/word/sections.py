"""One code's part of a case study: its rating, the researcher's prose, the words it rests on."""

from collections.abc import Iterable, Sequence

from casecoder.core.casestudy import Section
from casecoder.core.dates import long_date
from casecoder.core.evidence import Evidence
from casecoder.core.rating import Judgement
from casecoder.core.vocabulary import UNRATED_LABEL, Band
from casecoder.core.wording import counted
from casecoder.reports.keys import judged
from casecoder.reports.word.markdown import write_markdown
from casecoder.reports.word.report import Report, cite
from casecoder.reports.word.runs import write, write_tag, write_words
from casecoder.reports.word.styles import EVIDENCE_ID

NOT_FOUND = "Looked for and not found"


def write_benefits(report: Report, sections: Sequence[Section], linked: frozenset[int]) -> None:
    """Add the benefits in order, each with its band; those with nothing to show are listed at the end.

    Having looked and found nothing is a finding, and not having rated yet is none: they are two lists.
    """
    if not sections:
        report.paragraph("The codebook has no benefits.")
    for section in sections:
        if not _is_bare(section):
            report.heading(f"{section.code} {section.name}", 2)
            _write_band(report, section)
            _write_body(report, section, linked)
            if section.judgement is not None:
                _write_rationale(report, section.judgement, linked)
    bare = [section for section in sections if _is_bare(section)]
    _write_list(report, NOT_FOUND, [section for section in bare if section.judgement])
    _write_list(report, UNRATED_LABEL, [section for section in bare if not section.judgement])


def write_sections(report: Report, sections: Sequence[Section], linked: frozenset[int]) -> None:
    """Add the sections of a codebook that is not rated; those without evidence share a sentence."""
    for section in sections:
        if not _is_bare(section):
            report.heading(f"{section.code} {section.name}", 2)
            _write_body(report, section, linked)
    bare = [f"{section.code} {section.name}" for section in sections if _is_bare(section)]
    if bare:
        report.paragraph(f"Nothing has been coded in this school under: {'; '.join(bare)}.")


def write_quote(report: Report, item: Evidence, linked: frozenset[int]) -> None:
    """Add a quote, whole, with who says it and its id."""
    quote = report.paragraph(style="Quote")
    write_words(quote, item)
    write(quote, f" [{item.attribution}] ", "Attribution")
    cite(quote, [item.number], linked)


def _is_bare(section: Section) -> bool:
    """Whether there is nothing to show but, perhaps, that someone looked."""
    said = section.total or section.quotes or section.counter or section.summary.strip()
    return not said and (section.judgement is None or section.judgement.band is Band.NONE)


def _write_band(report: Report, section: Section) -> None:
    given = section.judgement
    key, letter = judged(given)
    line = report.paragraph(style="Band Line")
    write_tag(line, key, letter)
    write(line, f"  {key.label}", bold=True)
    write(line, "   ")
    if given:
        write(line, f"{given.id}, ", EVIDENCE_ID)
    write(line, counted(section.total, "coded passage"), EVIDENCE_ID)


def _write_body(report: Report, section: Section, linked: frozenset[int]) -> None:
    if section.summary.strip():
        write_markdown(report, section.summary, 2)
    else:
        report.paragraph("No summary has been written yet.")
    _write_quotes(report, section.quotes, linked)
    if section.counter:
        report.paragraph("Counter-evidence", "Run-in Heading")
        _write_quotes(report, section.counter, linked)


def _write_quotes(report: Report, quotes: Iterable[Evidence], linked: frozenset[int]) -> None:
    for item in quotes:
        write_quote(report, item, linked)


def _write_rationale(report: Report, given: Judgement, linked: frozenset[int]) -> None:
    line = report.paragraph()
    lead = "Why no evidence is recorded: " if given.band is Band.NONE else f"Why {given.band.label}: "
    write(line, lead, bold=True)
    write(line, f"{given.rationale.strip()} ")
    if given.cited:
        write(line, "Rests on ", EVIDENCE_ID)
        cite(line, given.cited, linked)
        write(line, ". ", EVIDENCE_ID)
    write(line, _rated_by(given), EVIDENCE_ID)
    _write_stale(report, given)


def _rated_by(given: Judgement) -> str:
    return f"Rated by {given.rater}, {long_date(given.rated_at.date().isoformat())}."


def _write_stale(report: Report, given: Judgement) -> None:
    if given.stale:
        report.paragraph(f"* This rating has to be looked at again. {' '.join(given.stale)}", "Note")


def _write_list(report: Report, heading: str, bare: Sequence[Section]) -> None:
    if bare:
        report.heading(heading, 2)
    for section in bare:
        _write_bare(report, section)


def _write_bare(report: Report, section: Section) -> None:
    """Add a benefit's one line: looked and found nothing, or not yet rated."""
    given = section.judgement
    key, letter = judged(given)
    line = report.paragraph(style="List Bullet")
    report.lists.put(line, report.lists.bullets, 0)
    write(line, f"{section.code} {section.name}: ", bold=True)
    write_tag(line, key, letter)
    if given is None:
        write(line, f" {key.label}; nothing has been coded.")
        return
    write(line, f" {key.label}. {given.rationale.strip()} ")
    write(line, f"{given.id}. {_rated_by(given)}", EVIDENCE_ID)
    _write_stale(report, given)
