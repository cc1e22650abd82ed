"""Make the schema of a new study, and read the version of an older one.

This is a module of its own, since every opening needs it and the migrations, which need Alembic, seldom run.
"""

from sqlalchemy import Connection, Index, inspect, text
from sqlalchemy.schema import CreateIndex, CreateTable

from casecoder.store import search_index
from casecoder.store.tables import METADATA

SCHEMA_VERSION = "0007"
"""The newest migration in ``store/migrations/versions``; a new study is made at it."""


def create_schema(connection: Connection) -> None:
    """Make every table and index of an empty study, and mark its version.

    Alembic would give the same schema (a test compares them) but takes longer to import than this to run.
    """
    for table in METADATA.sorted_tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):  # a set: its order is another each time
            if connection.dialect.name == "postgresql":
                _set_postgresql_condition(index)
            connection.execute(CreateIndex(index))
    search_index.create_search_index(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": SCHEMA_VERSION})


def _set_postgresql_condition(index: Index) -> None:
    """Give an index over some rows the same condition on PostgreSQL as on SQLite.

    The tables do not state it: SQLAlchemy would load the whole PostgreSQL dialect for it at every start.
    """
    condition = index.dialect_options["sqlite"]["where"]
    if condition is not None:
        index.dialect_options["postgresql"]["where"] = condition


def read_schema_version(connection: Connection) -> str | None:
    """Return the version of a study's schema, or ``None`` when the file is not a study."""
    if not {"alembic_version", "study", "event"} <= set(inspect(connection).get_table_names()):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)
