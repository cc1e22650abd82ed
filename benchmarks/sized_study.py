"""Studies of any number of sources and codings, multiplied by SQL in seconds; no act made their rows."""

from pathlib import Path

from sqlalchemy import Connection, Table, select

from benchmarks.coded_study import make_study
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODE, CODING, COUNTER, REVISION, SOURCE, SPEAKER, TURN

TALK = "Interviewer: And then?\n\nMrs Prentice: We put the homework on the platform so that parents see it.\n\n" * 30
_KEY = "printf('%032x', i)"
_TEXT_KEY = "printf('%032x', i + 1000000000)"


def make_sized_study(path: Path, sources: int, codings: int) -> StudyFile:
    """Make a study of so many interviews like one another, with so many codings by somebody else spread over them."""
    study = make_study(path, 1, [TALK])
    with study.transaction() as connection:
        new = {"id": _TEXT_KEY, "row": "i * 1000"}
        _multiply(connection, REVISION, sources, new)
        _multiply(connection, TURN, sources, {"revision_id": _TEXT_KEY})
        name = {"ref": "printf('P1-INT-%02d', i + 1)", "filename": "'talk-' || (i + 1) || '.txt'"}
        _multiply(connection, SOURCE, sources, {"id": _KEY, "revision_id": _TEXT_KEY, **name})
        _multiply(connection, SPEAKER, sources, {"id": "lower(hex(randomblob(16)))", "source_id": _KEY})
        _add_codings(connection, sources, codings)
        connection.execute(COUNTER.update().where(COUNTER.c.series == "coding").values(value=codings + 1))
    return study


def _add_codings(connection: Connection, sources: int, codings: int) -> None:
    """Multiply the only coding, each code in its turn."""
    codes = list(connection.execute(select(CODE.c.id)).scalars())
    share = codings // len(codes)
    for place, code in enumerate(codes):
        new = {
            "id": f"printf('%032x', i + 2000000000 + {place * share})",
            "number": f"i + 1 + {place * share}",
            "source_id": f"printf('%032x', 1 + (i * 7 + {place}) % {sources})",
            "revision_id": f"printf('%032x', 1000000001 + (i * 7 + {place}) % {sources})",
            "start": "(i * 37) % 2000",
            "end": "(i * 37) % 2000 + 40",
            "code_id": f"'{code.hex}'",
            "coder": "'another'",
        }
        _multiply(connection, CODING, share, new, where="base.number = 1")


def _multiply(connection: Connection, table: Table, count: int, new: dict[str, str], where: str = "true") -> None:
    """Add ``count`` copies of a table's rows.

    ``new`` gives some columns other values, each an expression over ``i``, which counts from 1.
    """
    names = [column.name for column in table.columns]
    values = ", ".join(new.get(name, f'base."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    connection.exec_driver_sql(
        f"WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count})"
        f' INSERT INTO "{table.name}" ({listed}) SELECT {values} FROM "{table.name}" AS base, numbers WHERE {where}'
    )
