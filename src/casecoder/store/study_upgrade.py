"""Bring a study that an older version made up to date, after a backup.

This module imports Alembic, so it is imported late.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from casecoder.core.errors import CaseCoderError

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"


def upgrade_study(path: Path, engine: Engine, found: str, scripts: Path = MIGRATIONS_FOLDER) -> Path:
    """Migrate a study to the newest schema, in one transaction.

    Parameters
    ----------
    found:
        The version the study is at.

    Returns
    -------
    Path
        The backup made first, beside the study.

    Raises
    ------
    CaseCoderError
        If a newer version of casecoder made the study, no backup can be written, or the migration fails;
        the study is then as it was.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found not in known:
        raise CaseCoderError(
            f"{path} was made by a newer version of casecoder (schema {found}).",
            "Update casecoder; the study was not touched.",
        )
    backup = back_up_study(path, found)
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        raise CaseCoderError(
            f"{path} could not be migrated from schema {found} ({error}), so it was left as it was.",
            f"A backup is in {backup}.",
        ) from error
    _shrink(path)
    return backup


def _shrink(path: Path) -> None:
    """Give the space that a migration has freed back to the disk.

    A study that can't be made smaller now, for want of room or because somebody reads it, is whole all the same.
    """
    with closing(sqlite3.connect(path)) as study, suppress(sqlite3.Error):
        study.execute("VACUUM")


def back_up_study(path: Path, label: str) -> Path:
    """Copy a study, write-ahead log included, to ``NAME.backup-LABEL[-N].casecoder`` beside it."""
    number = 1
    backup = path.with_name(f"{path.stem}.backup-{label}{path.suffix}")
    while backup.exists():
        number += 1
        backup = path.with_name(f"{path.stem}.backup-{label}-{number}{path.suffix}")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        backup.unlink(missing_ok=True)
        raise CaseCoderError(
            f"No backup of {path} could be written to {backup} ({error}), so it was not migrated.",
            "Make room or allow writing there, then open it again.",
        ) from error
    return backup
