"""Smaller files: originals that the text gives back are left out, the history is compressed, the index holds no text.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from casecoder.store.compressed_text import compress_text
from casecoder.store.originals import pack_original

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Move a study one version on."""
    connection = op.get_bind()
    op.add_column("original", sa.Column("kept_as", sa.String(), server_default="bytes", nullable=False))
    _pack_originals(connection)
    _compress_history(connection)
    _index_without_text(connection)


def _pack_originals(connection: sa.Connection) -> None:
    first_texts = connection.exec_driver_sql("SELECT original, min(id) FROM revision GROUP BY original").all()
    reading = (
        "SELECT original.data, revision.text, revision.encoding FROM revision JOIN original"
        " ON original.digest = revision.original WHERE revision.id = ?"
    )
    for digest, key in first_texts:
        data, text, encoding = connection.exec_driver_sql(reading, (key,)).one()
        kept_as, packed = pack_original(data, text, encoding)
        packing = "UPDATE original SET data = ?, kept_as = ? WHERE digest = ?"
        connection.exec_driver_sql(packing, (packed, kept_as, digest))


def _compress_history(connection: sa.Connection) -> None:
    with op.batch_alter_table("event") as batch:
        batch.alter_column("changes", existing_type=sa.String(), type_=sa.LargeBinary(), existing_nullable=False)
    numbers = connection.exec_driver_sql("SELECT number FROM event").scalars().all()
    for number in numbers:
        changes = connection.exec_driver_sql("SELECT changes FROM event WHERE number = ?", (number,)).scalar_one()
        text = changes if isinstance(changes, str) else bytes(changes).decode()
        connection.exec_driver_sql("UPDATE event SET changes = ? WHERE number = ?", (compress_text(text), number))


def _index_without_text(connection: sa.Connection) -> None:
    op.execute("DROP TABLE turn_terms")
    op.execute("DROP TABLE turn_index")
    op.execute(
        "CREATE VIRTUAL TABLE turn_index USING fts5(words, content = '', tokenize = 'unicode61 remove_diacritics 2')"
    )
    op.execute("CREATE VIRTUAL TABLE turn_terms USING fts5vocab(turn_index, row)")
    turns = 'SELECT number, words, "end" FROM turn WHERE revision_id = ? ORDER BY number'
    for key, row in connection.exec_driver_sql('SELECT id, "row" FROM revision ORDER BY "row", id').all():
        text = connection.exec_driver_sql("SELECT text FROM revision WHERE id = ?", (key,)).scalar_one()
        places = connection.exec_driver_sql(turns, (key,)).all()
        rows = [(row + number, text[start:end]) for number, start, end in places]
        if rows:
            connection.exec_driver_sql("INSERT INTO turn_index (rowid, words) VALUES (?, ?)", rows)
