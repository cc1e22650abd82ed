"""Make and open studies, and read their titles."""

import getpass
import os
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from casecoder.core.errors import CaseCoderError
from casecoder.services.codebook.codebooks import install_codebook, shipped_codebooks
from casecoder.store import records
from casecoder.store.study_file import StudyFile, new_id, utc_now
from casecoder.store.tables import StudyRow

SUFFIX = ".casecoder"
"""The ending of a study's file; other endings are left as the user gave them."""


def default_coder() -> str:
    """Return the name of the coder: ``CASECODER_CODER`` if it is set, else the login name."""
    try:
        return os.environ.get("CASECODER_CODER", "").strip() or getpass.getuser()
    except (OSError, KeyError):  # a container may run under a user that has no name
        return "coder"


def study_path(typed: str | Path) -> Path:
    """Return the path of a study as typed: ``~`` is the home folder, and a bare name gets the ending.

    Raises
    ------
    CaseCoderError
        If it is a database address, or no file can have that name.
    """
    if "://" in str(typed):
        raise CaseCoderError(
            f"{typed} is a database address, and this version keeps a study in a file.",
            "Give the path of a .casecoder file.",
        )
    try:
        path = Path(typed).expanduser()
        path = path if path.suffix or path.exists() else path.with_suffix(SUFFIX)
        path.exists()
    except (OSError, RuntimeError, ValueError) as error:  # too long a name, an unknown ~user, a null character
        raise CaseCoderError(f"{typed} can't be the path of a study: {error}.") from error
    return path


def new_study(
    typed: str | Path,
    *,
    title: str = "",
    codebooks: Sequence[str] = (),
    coder: str = "",
    clock: Callable[[], datetime] = utc_now,
    ids: Callable[[], uuid.UUID] = new_id,
) -> StudyFile:
    """Make a study with the given codebooks, or with all that are shipped.

    Parameters
    ----------
    title:
        The title of the study in reports; empty for the file's name.
    codebooks:
        Names of shipped codebooks, or paths of codebook files.

    Raises
    ------
    CaseCoderError
        If the file exists or can't be made, or a codebook can't be read; then no file is left.
    """
    path = study_path(typed)
    who = coder or default_coder()
    study = StudyFile.create(path, clock, ids)
    try:
        with study.change("new", f"Make the study {path.stem}", who) as change:
            change.insert(StudyRow(id=study.new_id(), title=title or path.stem, created_at=change.now))
        for name in codebooks or shipped_codebooks():
            install_codebook(study, name, coder=who)
    except CaseCoderError:
        study.close()
        path.unlink()
        raise
    return study


def open_study(typed: str | Path) -> StudyFile:
    """Open a study. One from an older version is backed up and migrated first.

    Raises
    ------
    CaseCoderError
        If it is missing, is not a study, or a newer version made it.
    """
    return StudyFile.open(study_path(typed))


def read_study_title(study: StudyFile) -> str:
    """Return the title that reports give the study."""
    with study.reading() as session:
        return records.study_row(session).title
