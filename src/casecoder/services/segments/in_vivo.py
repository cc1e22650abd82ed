"""Coding in vivo: a code made from what somebody said, and given to the words at once, as one act."""

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.services.codebook.codebook_editing import add_code_in
from casecoder.services.segments.coding_rules import (
    CodingDetails,
    check_segment,
    find_source_text,
    require_usable_codes,
    write_codings,
)
from casecoder.store.study_file import StudyFile

LONGEST_NAME = 48
"""Characters of a code's name made from words."""


def code_in_vivo(
    study: StudyFile,
    source: str,
    span: Span,
    *,
    name: str,
    codebook: str = "",
    definition: str = "",
    coder: str,
    manner: CodingDetails | None = None,
    seen: str | None = None,
) -> list[Evidence]:
    """Make a code and give it to a segment.

    Parameters
    ----------
    source:
        The source's short id or file name.
    span:
        ``[start, end)`` in code points of its frozen text; white space at the ends is left out.
    codebook:
        Where the code goes; empty for the codebook of in vivo codes, which is made if need be.
    seen:
        The text in which the place was chosen; when another is in force by now, nothing is done.

    Raises
    ------
    CaseCoderError
        If source or codebook is unknown, the name is empty or can't be one, the span holds no words, or the text has
        been corrected since.
    """
    with study.change("code", "", coder) as change:
        placed = where, text = find_source_text(change, source, seen)
        place = check_segment(span, text, where.ref)
        ref = add_code_in(change, study, codebook, name=name, definition=definition)
        wanted = [(place, code) for code in require_usable_codes(change.session, [ref])]
        made = write_codings(change, study, placed, wanted, manner or CodingDetails())
        change.label = f"Make the code {ref} {made[0].code_name} of words in {where.ref}"
    return made


def code_name_from_words(words: str) -> str:
    """A name for a code made from words: on one line, cut between two of them."""
    flat = " ".join(words.split()).strip(" .,;:!?–—-“”‘’\"'…")
    if len(flat) <= LONGEST_NAME:
        return flat
    return flat[: flat.rfind(" ", 0, LONGEST_NAME) if " " in flat[:LONGEST_NAME] else LONGEST_NAME].rstrip(" .,;:–—-")
