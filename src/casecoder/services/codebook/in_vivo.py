"""Code in vivo: make a code from what somebody said and apply it to the words, as one act."""

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
"""The most characters of a code's name that is made from words."""


def code_in_vivo(
    study: StudyFile,
    source: str,
    span: Span,
    *,
    name: str,
    codebook: str = "",
    definition: str = "",
    coder: str,
    details: CodingDetails | None = None,
    seen: str | None = None,
) -> list[Evidence]:
    """Make a code and apply it to a segment.

    Parameters
    ----------
    source:
        The source's short id or file name.
    span:
        ``[start, end)`` in code points of its frozen text; white space at the ends is left out.
    codebook:
        The codebook of the code; empty for the codebook of in vivo codes, which is made if it is missing.
    seen:
        The text in which the place was chosen. When another text is in force by now, nothing is done.

    Raises
    ------
    CaseCoderError
        If source or codebook is unknown, the name is empty or can't be one, the span holds no words, or the text has
        been corrected since.
    """
    with study.change("code", "", coder) as change:
        source_text = source_row, text = find_source_text(change, source, seen)
        place = check_segment(span, text, source_row.ref)
        ref = add_code_in(change, study, codebook, name=name, definition=definition)
        codings = [(place, code) for code in require_usable_codes(change.session, [ref])]
        made = write_codings(change, study, source_text, codings, details or CodingDetails())
        change.label = f"Make the code {ref} {made[0].code_name} of words in {source_row.ref}"
    return made


def code_name_from_words(words: str) -> str:
    """Return a name for a code made from words: on one line, and cut between two words."""
    flat = " ".join(words.split()).strip(" .,;:!?–—-“”‘’\"'…")
    if len(flat) <= LONGEST_NAME:
        return flat
    return flat[: flat.rfind(" ", 0, LONGEST_NAME) if " " in flat[:LONGEST_NAME] else LONGEST_NAME].rstrip(" .,;:–—-")
