"""Watch whether somebody else has changed the study that is open."""

from casecoder.store.study_file import StudyFile, translate_sqlite_errors


class StudyWatcher:
    """Tells, whenever it is asked, whether another process has added to a study's history.

    Parameters
    ----------
    study:
        The study as it is open here: what is done through it is not news.
    """

    def __init__(self, study: StudyFile) -> None:
        self._study = study
        self._connection = study.engine.connect()  # its own: SQLite tells a connection of others' commits only
        self._version, self._newest, self._written = self._look()

    def news(self) -> bool:
        """Return whether somebody else has changed the study since the last call.

        Raises
        ------
        CaseCoderError
            If the study can't be read any more.
        """
        version, newest, written = self._look()
        by_others = version != self._version and newest - self._newest != written - self._written
        self._version, self._newest, self._written = version, newest, written
        return by_others

    def close(self) -> None:
        """Stop looking."""
        self._connection.close()

    def _look(self) -> tuple[int, int, int]:
        """Return a number that changes with every commit, the number of the newest event, and how many events are
        ours.
        """
        with translate_sqlite_errors(self._study.path), self._connection.begin():
            version = self._connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            newest = self._connection.exec_driver_sql("SELECT max(number) FROM event").scalar_one()
            return version, newest or 0, self._study.written
