"""Checks of lines that somebody put into a document after it was made.

A sentence of the team's own is nobody's error. If it gives a figure, a band or a code, it says something of the schools
that the study was never asked about. Names with a number in them, years and days are no figures; neither is what was
quoted, which is checked against the sources, nor an id, which is checked by itself. The code in a heading says what
stands under it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from casecoder.core.outputs.word_seals import comparable_words
from casecoder.core.phrases import MONTHS
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.verifying.claim_words import NUMBER_WORDS
from casecoder.core.verifying.current_lines import CurrentLine
from casecoder.core.verifying.quotes_and_ids import remove_quotes
from casecoder.core.verifying.verification_results import ClaimKind, Finding, StudyFacts
from casecoder.core.vocabulary import Band, Role, SourceKind

_NUMBERS_IN_NAMES = re.compile(
    r"\b(?:Years?|Stages?|Class(?:es)?|Levels?|Sections?|Chapters?|Appendix|Tables?|Figures?|Pages?)\s\d+"
    rf"|\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b|\b(?:19|20)\d\d\b"
)
"""Numbers that are part of a name, days and years."""
_FIGURE = re.compile(r"\d[\d.,/]*")
_BANDS = frozenset(band.label.casefold() for band in (Band.GREEN, Band.AMBER, Band.RED))
_NUMBERS_IN_LETTERS = frozenset(NUMBER_WORDS) - {"one"}
_COUNTED_THINGS = frozenset({
    "schools", "cases", "passages", "codings", "sources", "benefits", "ratings", "people", "participants",
    *(word for names in (*(role.plural for role in Role), *(f"{kind}s" for kind in SourceKind))
      for word in names.casefold().split()),
})  # fmt: skip
"""What a number written out has to stand with: the teachers of twelve schools, and not two days."""


def verify_added_lines(lines: Iterable[CurrentLine], facts: StudyFacts) -> Iterator[Finding]:
    """Find the lines that give a figure, a band or a code that is not on the document’s list of claims."""
    for line in lines:
        claimed = _claims_of(line, facts)
        if claimed and line.row is not None:
            name = line.row.of.capitalize()
            message = f"{name} was put in since the document was made, and its figures rest on nothing."
            yield Finding(ClaimKind.TABLE, name, message, (line.place,), line.text)
        elif claimed:
            message = (
                f"“{shorten_quote(line.text)}” was put in or reworded since the document was made, "
                "and rests on nothing: "
                f"{', '.join(claimed)}."
            )
            yield Finding(ClaimKind.TEXT, "", message, (line.place,), line.text)


def _claims_of(line: CurrentLine, facts: StudyFacts) -> Sequence[str]:
    """Return the figures, bands and codes that a line gives."""
    text = remove_quotes(line.plain)
    for school in sorted(facts.schools, key=len, reverse=True):
        text = text.replace(school, "")
    words = comparable_words(_NUMBERS_IN_NAMES.sub("", text))
    counts = not _COUNTED_THINGS.isdisjoint(word.casefold() for word in words)
    return list(dict.fromkeys(
        word for word in words
        if _FIGURE.fullmatch(word) or word.casefold() in _BANDS
        or (word in facts.families and not line.heads)
        or (counts and word.casefold() in _NUMBERS_IN_LETTERS)
    ))  # fmt: skip
