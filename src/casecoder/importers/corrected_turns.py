"""Divide a text that was corrected inside the study into turns, where no file says what its lines are."""

from collections.abc import Iterator, Sequence

from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.text_diff import TextDiff
from casecoder.core.transcripts.transcript import Turn, TurnKind
from casecoder.importers.front_matter import read_metadata
from casecoder.importers.turn_openings import read_turn_opening
from casecoder.importers.turns import find_turns


def divide_corrected_text(
    diff: TextDiff, turns: Sequence[Turn], *, researchers: frozenset[str] = frozenset()
) -> tuple[Turn, ...]:
    """Divide a corrected text into turns as the text before was divided.

    Each turn is carried through the diff: one whose label is gone is joined to the turn before, and an inserted
    line that begins with a speaker's label begins a turn. Where reading the text before as an import does finds
    its turns (of a Word document it may not: that knows more of its lines), the corrected text is read so,
    unless that would lose somebody's turn.
    """
    carried = [*_find_inserted_turns(diff, turns), *_carry_turns(diff, turns)]
    if _read(diff.old, researchers) == tuple(turns):
        read = _read(diff.new, researchers)
        spoken = {turn.start for turn in read if turn.speaker}
        if all(turn.start in spoken for turn in carried if turn.speaker):
            return read
    return tuple(_assemble_turns(diff.new, {turn.start: turn for turn in carried}))


def _read(text: str, researchers: frozenset[str]) -> tuple[Turn, ...]:
    return find_turns(text, body=read_metadata(text)[1], researchers=researchers)


def _carry_turns(diff: TextDiff, turns: Sequence[Turn]) -> Iterator[Turn]:
    """Yield the old turns where they begin now. Their ends are still to be found."""
    for turn in turns:
        begins, ends = diff.start(turn.start)[0], diff.end(turn.end)[0]
        words = max(begins, diff.end(turn.words)[0])
        begins += len(diff.new[begins:words]) - len(diff.new[begins:words].lstrip())
        is_gone = begins >= (words if turn.speaker else ends)
        if is_gone or diff.new[diff.new.rfind("\n", 0, begins) + 1 : begins].strip():
            continue
        label = diff.new[begins:words]
        if turn.speaker and label.split() != diff.old[turn.start : turn.words].split():
            yield _open_turn(diff.new, begins) or turn._replace(start=begins, words=words)
        else:
            yield turn._replace(start=begins, words=words)


def _find_inserted_turns(diff: TextDiff, turns: Sequence[Turn]) -> Iterator[Turn]:
    """Yield the turns that inserted lines begin: those of known speakers, or paragraphs in notes without speakers."""
    speakers = {turn.speaker.casefold() for turn in turns if turn.speaker}
    for hunk in diff.hunks:
        for start, end in _find_begun_lines(diff.new, Span(hunk.new_start, hunk.new_end)):
            opened = _open_turn(diff.new, start)
            if opened is not None and (opened.speaker or "").casefold() in speakers:
                yield opened
            elif not speakers and diff.new[start:end].strip():
                yield Turn(start, start, end, kind=TurnKind.NOTE)


def _find_begun_lines(text: str, span: Span) -> Iterator[Span]:
    """Return the lines that begin within a stretch, or where it begins."""
    start = span.start if span.start == 0 or text[span.start - 1] == "\n" else text.find("\n", *span) + 1
    while span.start <= start < span.end and (start or not span.start):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield Span(start, end).trimmed(text)
        start = end + 1


def _open_turn(text: str, start: int) -> Turn | None:
    end = text.find("\n", start)
    opening = read_turn_opening(text[start : len(text) if end < 0 else end])
    if opening is None:
        return None
    return Turn(start, start + opening.length, start, opening.label, opening.descriptor, opening.at)


def _assemble_turns(text: str, begun: dict[int, Turn]) -> Iterator[Turn]:
    """Return turns in order that hold all words, each up to where the next one begins."""
    begins = sorted(begun)
    head = Span(0, begins[0] if begins else len(text)).trimmed(text)
    if head.start < head.end:
        yield Turn(head.start, head.start, head.end, kind=TurnKind.NOTE)
    for start, following in zip(begins, [*begins[1:], len(text)], strict=True):
        place = Span(start, following).trimmed(text)
        if place.start == place.end:
            continue
        words = Span(max(place.start, min(begun[start].words, place.end)), place.end).trimmed(text).start
        yield begun[start]._replace(start=place.start, words=words, end=place.end)
