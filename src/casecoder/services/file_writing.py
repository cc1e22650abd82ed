"""Writing files whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

from casecoder.core.errors import CaseCoderError, UsageError

Narrator = Callable[[str], object]
"""Called with a sentence on what a document lacks or what is being done."""


def ignore_narration(_said: str) -> None:
    """Ignore narration. The document itself says what it lacks."""


def require_file_format(out: Path, formats: Collection[str]) -> str:
    """Return the ending of a file, which names its format.

    Raises
    ------
    UsageError
        If the ending is no format.
    """
    ending = out.suffix.lower()
    if ending not in formats:
        raise UsageError(f"{out.name} has no ending that names a format.", f"Use {', '.join(formats)}.")
    return ending


def make_folder(folder: Path) -> None:
    """Make a folder, and the folders above it.

    Raises
    ------
    CaseCoderError
        If it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaseCoderError(f"The folder {folder} can't be made: {error.strerror}.") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. An earlier file stays until the new one is on disk.

    Raises
    ------
    CaseCoderError
        If the folder is missing, may not be written, or the disk is full.
    """
    if not path.parent.exists():
        raise CaseCoderError(f"{path} can't be written: there is no folder {path.parent}.", "Make the folder first.")
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise CaseCoderError(f"{path} can't be written: {error.strerror}.", "Nothing was changed there.") from error
