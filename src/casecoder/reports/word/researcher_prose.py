"""What researchers wrote in Word, and under it what in it can't be followed."""

from collections.abc import Iterable, Iterator

from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.researcher_prose import ResearcherProse, capitalise_sentence
from casecoder.reports.word.markdown import find_markdown_flaw, write_markdown
from casecoder.reports.word.report import WordReport


def write_researcher_prose(
    report: WordReport, text: str, level: int, *, lost: frozenset[int], elsewhere: frozenset[int] = frozenset()
) -> None:
    """Add Markdown and notes to it.

    Parameters
    ----------
    level:
        The level of the section it stands in.
    lost, elsewhere:
        The numbers of codings that the study no longer has, and of those that stand in another document.
    """
    write_markdown(report, text, level)
    named = ResearcherProse("", text).mentions
    for number in sorted(named & lost):
        report.paragraph(f"{coding_id(number)}, named above, is no longer in the study.", "Report Note")
    for number in sorted(named & elsewhere):
        report.paragraph(f"{coding_id(number)}, named above, is from another school.", "Report Note")
    if found := find_markdown_flaw(text):
        report.paragraph(f"Part of the above stands as it was typed: it has {found}.", "Report Note")


def find_prose_flaws(written: Iterable[ResearcherProse]) -> Iterator[str]:
    """What of the prose is printed as it was typed, a sentence each. A rationale is no Markdown."""
    for prose in written:
        found = "" if prose.what.startswith("the rationale") else find_markdown_flaw(prose.text)
        if found:
            yield f"{capitalise_sentence(prose.what)} has {found}; it is printed as it was typed."
