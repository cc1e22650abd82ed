"""Read a file of any known format into a transcript."""

from pathlib import Path, PurePath

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.transcript import Transcript
from casecoder.importers.front_matter import read_metadata
from casecoder.importers.text_decoding import decode_text_file
from casecoder.importers.turns import find_turns
from casecoder.importers.word_document import read_word_document

TRANSCRIPT_SUFFIXES = (".docx", ".markdown", ".md", ".txt")
"""The suffixes of files that can be read, in lower case."""


def read_transcript(path: Path, *, researchers: frozenset[str] = frozenset()) -> Transcript:
    """Read one file as a transcript.

    Parameters
    ----------
    researchers:
        The names of the study's researchers: a label that is one of them is an interviewer.

    Raises
    ------
    CaseCoderError
        If the file can't be opened, is of another format, is damaged, or holds no words.
    """
    _check_suffix(path.name)
    return read_bytes_as_transcript(path.name, read_file_bytes(path), researchers=researchers)


def read_bytes_as_transcript(filename: str, data: bytes, *, researchers: frozenset[str] = frozenset()) -> Transcript:
    """Read a file's bytes as a transcript; the name's suffix tells the format. See :func:`read_transcript`."""
    if _check_suffix(filename) == ".docx":
        text, layout = read_word_document(filename, data)
        turns = find_turns(text, layout=layout, researchers=researchers)
        return Transcript(filename, data, text, turns, "docx")
    text, encoding = decode_text_file(filename, data)
    metadata, body = read_metadata(text)
    turns = find_turns(text, body=body, researchers=researchers)
    return Transcript(filename, data, text, turns, encoding, metadata)


def read_file_bytes(path: Path) -> bytes:
    """Return the file's bytes.

    Raises
    ------
    CaseCoderError
        If it can't be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CaseCoderError(f"{path} can't be read: {reason}.", "Check the path and its permissions.") from error


def _check_suffix(filename: str) -> str:
    suffix = PurePath(filename).suffix.lower()
    if suffix not in TRANSCRIPT_SUFFIXES:
        raise CaseCoderError(
            f"{filename} can't be read: "
            f"transcripts are {', '.join(TRANSCRIPT_SUFFIXES[:-1])} or {TRANSCRIPT_SUFFIXES[-1]} files.",
            "Save it in one of these formats first.",
        )
    return suffix
