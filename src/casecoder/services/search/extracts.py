"""Writes the passages that were found to a document."""

from collections.abc import Callable, Iterable
from pathlib import Path

from casecoder.core.errors import UsageError
from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.services.file_writing import write_file
from casecoder.store import records
from casecoder.store.snapshot import Snapshot


def make_extract(snapshot: Snapshot, passages: Iterable[ExtractPassage], *, title: str, query: str = "") -> Extract:
    """Return a document of passages, which were found in this snapshot by codes or by words.

    Parameters
    ----------
    title:
        The title of the document.
    query:
        The query in words; may be empty.
    """
    state = snapshot.state
    return Extract(records.study_row(snapshot).title, title, query, tuple(passages), state.sentence, state.at)


def write_extract(extract: Extract, path: Path) -> Path:
    """Write an extract in the format that the file's ending names.

    Returns
    -------
    Path
        The file written. The same extract gives the same bytes.

    Raises
    ------
    UsageError
        If the ending is no format.
    CaseCoderError
        If the file can't be written.
    """
    write_file(path, extract_format_writer(path)(extract))
    return path


def extract_format_writer(path: Path) -> Callable[[Extract], bytes]:
    """Return the function that makes the format that the ending of the file names.

    Raises
    ------
    UsageError
        If the ending is no format.
    """
    make = EXTRACT_FORMATS.get(path.suffix.lower())
    if make is None:
        raise UsageError(f"{path.name} has no ending that names a format.", f"Use {', '.join(EXTRACT_FORMATS)}.")
    return make


def _docx(extract: Extract) -> bytes:
    from casecoder.reports.word.extract import extract_docx

    return extract_docx(extract)


def _xlsx(extract: Extract) -> bytes:
    from casecoder.reports.extract_workbook import extract_xlsx

    return extract_xlsx(extract)


def _csv(extract: Extract) -> bytes:
    from casecoder.reports.extract_text import extract_csv

    return extract_csv(extract).encode()


def _markdown(extract: Extract) -> bytes:
    from casecoder.reports.extract_text import extract_markdown

    return extract_markdown(extract).encode()


EXTRACT_FORMATS: dict[str, Callable[[Extract], bytes]] = {
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".md": _markdown,
}
"""The function that makes each format, by the ending of the file."""
