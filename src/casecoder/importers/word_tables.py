"""Find which tables of a Word document are transcripts: a row for a turn, one column saying who speaks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casecoder.importers.label_shapes import PERSON_SHAPES, SPEAKING_SHAPES, classify_label
from casecoder.importers.turn_openings import split_label_and_descriptor

_SPEAKER = frozenset({"speaker", "speakers", "name", "who", "person", "voice", "participant", "respondent", "initials"})
_WORDS = frozenset(
    {"answer", "answers", "content", "dialogue", "response", "responses", "said", "speech", "statement", "talk", "text",
     "transcript", "transcription", "utterance", "what they said", "what was said", "words"}
)  # fmt: skip
_TIME = frozenset({"at", "start", "time", "time stamp", "timecode", "timestamp"})
_STAMP = re.compile(r"[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d{1,3})?[\])]?")
_SENTENCE_END = re.compile(r"[.?!…][\"’”')\]]*$")
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class WordCell:
    """One cell: the grid column in which it begins, from 0, and its lines that aren't blank."""

    column: int
    lines: tuple[str, ...]

    @property
    def flat(self) -> str:
        """Return the cell's words on one line."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class SpeakerColumns:
    """The grid columns of a table of speakers, and what each holds.

    Parameters
    ----------
    spoken:
        The column of words first, then any others that hold text.
    has_header:
        Whether the first row names the columns.
    """

    speaker: int
    spoken: tuple[int, ...]
    time: int | None
    has_header: bool


def find_speaker_columns(rows: Sequence[Sequence[WordCell]]) -> SpeakerColumns | None:
    """Return the columns of a table of speakers, or ``None`` if the table isn't one."""
    if not rows:
        return None
    heads = {cell.column: cell.flat.casefold().strip(" :*") for cell in rows[0]}
    speaker, words, time = (_column(heads, names) for names in (_SPEAKER, _WORDS, _TIME))
    if speaker is not None and words is not None and len(rows) > 1:
        return SpeakerColumns(
            speaker, (words, *_other_columns(rows[1:], {speaker, words, time})), time, has_header=True
        )
    return _columns_without_header(rows)


def _column(heads: dict[int, str], names: frozenset[str]) -> int | None:
    return next((column for column, head in heads.items() if head in names), None)


def _other_columns(rows: Sequence[Sequence[WordCell]], known: set[int | None]) -> list[int]:
    """Return further columns with words of their own.

    Columns that only count the rows are left out.
    """
    columns = sorted({cell.column for row in rows for cell in row} - known)
    return [
        c for c in columns if any(not _cells_in_column(row, c).isdecimal() for row in rows if _cells_in_column(row, c))
    ]


def _columns_without_header(rows: Sequence[Sequence[WordCell]]) -> SpeakerColumns | None:
    """Return columns told by what they hold: perhaps times, then short labels that come back, then longer words."""
    columns = sorted({cell.column for row in rows for cell in row})
    time = None
    if columns and all(_STAMP.fullmatch(_cells_in_column(row, columns[0])) for row in rows):
        time = columns.pop(0)
    if len(columns) != 2 or len(rows) < 2:
        return None
    speaker, words = columns
    labels = [label for row in rows if (label := _cells_in_column(row, speaker))]
    has_sentences = any(_SENTENCE_END.search(_cells_in_column(row, words)) for row in rows)
    if not has_sentences or not _are_speakers(labels):
        return None
    return SpeakerColumns(speaker, (words,), time, has_header=False)


def _are_speakers(labels: list[str]) -> bool:
    shapes = [classify_label(split_label_and_descriptor(label)[0]) for label in labels if len(label) <= _LONGEST_LABEL]
    if not labels or len(shapes) < len(labels) or not PERSON_SHAPES.issuperset(shapes):
        return False
    comes_back = len({label.casefold() for label in labels}) < len(labels)
    return comes_back or (len(labels) > 1 and SPEAKING_SHAPES.issuperset(shapes))


def _cells_in_column(row: Sequence[WordCell], column: int) -> str:
    return next((cell.flat for cell in row if cell.column == column), "")
