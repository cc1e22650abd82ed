"""What the tables of a study share: how a row's class becomes a table, and its kinds of column.

The schema uses no SQLite-only type.
"""

import re
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


class StoredRow(SQLModel):
    """A row of a table, which is named like the class: ``SavedQueryRow`` is a row of ``saved_query``.

    Pydantic's schema of a class is built when it is first needed, as most commands need none.
    """

    model_config = {"defer_build": True}

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805
        """Return the name of the table."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()


def foreign_key(target: str, *, index: bool = True, nullable: bool = False, primary: bool = False) -> Any:
    """Return a column that names a row of another table.

    It is checked when the transaction commits, so undo may restore rows in any order.
    """
    names = ForeignKey(target, deferrable=True, initially="DEFERRED")
    return Column(names, primary_key=True) if primary else Column(names, index=index, nullable=nullable)


def added_column(default: str | int) -> Any:
    """Return a column that an older study is given with this value in every row."""
    return Field(default=default, sa_column_kwargs={"server_default": str(default)})


def json_column(added: str | None = None) -> Any:
    """Return a column of JSON; an older study is given it with ``added`` in every row."""
    return Column(JSON, nullable=False, server_default=added)
