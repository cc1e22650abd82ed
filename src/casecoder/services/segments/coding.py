"""Apply codes to words, and amend or remove codings."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.quote_matching import locate_quote, shorten_quote
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction
from casecoder.services.segments.coding_rules import (
    CodingDetails,
    check_segment,
    check_strength,
    coding_name_for,
    codings_held_by,
    delete_coding,
    find_source_text,
    refuse_duplicate_coding,
    require_usable_codes,
    write_codings,
)
from casecoder.store import records
from casecoder.store.study_file import StudyFile


def apply_codes(
    study: StudyFile,
    source: str,
    codes: Sequence[str],
    *,
    span: Span | None = None,
    quote: str = "",
    coder: str,
    direction: Direction = Direction.SUPPORTS,
    note: str = "",
    strength: int | None = None,
    seen: str | None = None,
) -> list[Evidence]:
    """Code a segment, given by its place or by its words, with one or several codes, as one act.

    White space at either end of the segment is left out of it. If the coder has coded exactly
    this segment with one of the codes already, nothing is done.

    Parameters
    ----------
    source:
        The source's short id or file name.
    span:
        ``[start, end)`` in code points of the frozen text; or ``None`` and a ``quote``.
    strength:
        1 to 3, or ``None``.
    seen:
        The text in which the place was chosen. When another text is in force by now, nothing is done.

    Returns
    -------
    list[Evidence]
        The new codings, on disk when this returns.

    Raises
    ------
    CaseCoderError
        If source or code is unknown, a code is retired, the quote occurs nowhere or twice, the span lies
        outside the text or holds no words, the coding is already there, or the text has been corrected since.
    """
    with study.change("code", "", coder) as change:
        code_rows = require_usable_codes(change.session, codes)
        source_text = source_row, text = find_source_text(change, source, seen)
        place = check_segment(locate_quote(text, quote, source_row.ref) if span is None else span, text, source_row.ref)
        for code in code_rows:
            refuse_duplicate_coding(change.connection, source_row, place, code, coder)
        details = CodingDetails(direction, note, check_strength(strength))
        made = write_codings(change, study, source_text, [(place, code) for code in code_rows], details)
        change.label = coding_act_label(made)
    return made


def apply_codes_to_many(
    study: StudyFile,
    places: Sequence[tuple[str, Span]],
    codes: Sequence[str],
    *,
    coder: str,
    direction: Direction = Direction.SUPPORTS,
    note: str = "",
    strength: int | None = None,
    seen: Mapping[str, str] | None = None,
) -> list[Evidence]:
    """Code many segments, of one source or several, as one act.

    White space at their ends is left out. Segments that the coder has coded with the code already
    are left out, so the result may be shorter than what was asked for, or empty.

    Parameters
    ----------
    places:
        The short id of each segment's source, and where it stands in that source's frozen text.
    seen:
        The texts in which the places were chosen, by short id, as in :func:`apply_codes`.

    Returns
    -------
    list[Evidence]
        The codings that were made, on disk when this returns.

    Raises
    ------
    CaseCoderError
        If a source or code is unknown, a code is retired, a place lies outside its text or holds no words, or a text
        has been corrected since. Nothing is then coded.
    """
    if not places:
        raise CaseCoderError("No words were given to code.")
    with study.change("code", "", coder) as change:
        code_rows = require_usable_codes(change.session, codes)
        details = CodingDetails(direction, note, check_strength(strength))
        made: list[Evidence] = []
        for source, group in groupby(sorted(places, key=itemgetter(0)), key=itemgetter(0)):
            source_text = source_row, text = find_source_text(change, source, (seen or {}).get(source))
            spans = dict.fromkeys(check_segment(span, text, source_row.ref) for _, span in group)
            present = codings_held_by(change.connection, source_row, coder, spans)
            missing = [(span, code) for span in spans for code in code_rows if (*span, code.id) not in present]
            made += write_codings(change, study, source_text, missing, details)
        sources = sorted({item.source for item in made})
        named = sources[0] if len(sources) == 1 else count_with_noun(len(sources), "source")
        change.label = (
            f"Code {count_with_noun(len(made), 'segment')} of {named}: {', '.join(code.ref for code in code_rows)}"
        )
    return made


def coding_act_label(made: Sequence[Evidence]) -> str:
    """Return the label that the history shows for a coded segment."""
    return f"Code {made[0].source} {', '.join(item.code for item in made)}: “{shorten_quote(made[0].quote, 40)}”"


def remove_coding(study: StudyFile, number: int, *, coder: str) -> None:
    """Remove a coding. Its history stays, and ratings that cite it become stale.

    Raises
    ------
    CaseCoderError
        If there is no such coding.
    """
    with study.change("uncode", "", coder) as change:
        coding = records.coding_numbered(change.session, number)
        change.label = f"Remove {coding_name_for(coding, coder)}: “{shorten_quote(coding.quote, 40)}”"
        delete_coding(change, coding)


def amend_coding(
    study: StudyFile,
    number: int,
    *,
    coder: str,
    direction: Direction | None = None,
    note: str | None = None,
    strength: int | None = None,
) -> None:
    """Change a coding's direction, note or strength. ``None`` leaves a value as it is; strength 0 removes it.

    Raises
    ------
    CaseCoderError
        If there is no such coding, or the strength is not from 0 to 3.
    """
    stored = check_strength(strength)
    with study.change("amend", "", coder) as change:
        coding = records.coding_numbered(change.session, number)
        changes = (
            f"now {direction}" if direction not in {None, coding.direction} else "",
            f"strength {stored or 'none'}" if strength is not None and stored != coding.strength else "",
            "its note" if note not in {None, coding.note} else "",
        )
        change.label = f"Amend {coding_name_for(coding, coder)}: {', '.join(filter(None, changes)) or 'nothing new'}"
        change.update(
            coding,
            direction=coding.direction if direction is None else direction,
            note=coding.note if note is None else note,
            strength=coding.strength if strength is None else stored,
        )
