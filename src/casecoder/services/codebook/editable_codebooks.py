"""The codebooks of a study while they are being changed, with their versions and their codes."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, select

from casecoder.core.coding.codebook import Codebook as CodebookFile
from casecoder.core.errors import CaseCoderError
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODEBOOK_VERSION, CodebookRow, CodeRow

ColumnValues = dict[str, Any]
"""New values of a record, by column."""


class EditableCodebooks:
    """The study's codebooks inside one change.

    Each codebook is kept as its file holds it. :meth:`put` replaces one by a changed one. :meth:`keep` writes each
    changed codebook as a new version, puts it in force, and updates the study's codes. A code that stands in no file
    any more is retired and never deleted, so its codings stay.
    """

    def __init__(self, study: StudyFile, change: StudyChange) -> None:
        self._study, self._change = study, change
        self._read: dict[uuid.UUID, CodebookFile] = {}
        self._put: dict[str, CodebookFile] = {}
        self._retired_values: dict[uuid.UUID, ColumnValues] = {}
        self._look_up()

    def _look_up(self) -> None:
        """Read the records as they are now, including those written by this change."""
        fresh = {"populate_existing": True}
        books = self._change.session.scalars(select(CodebookRow).execution_options(**fresh)).all()
        self.rows = {book.name: book for book in sorted(books, key=lambda book: book.position)}
        self.codes = {
            code.ref: code for code in self._change.session.scalars(select(CodeRow).execution_options(**fresh))
        }

    def code(self, typed: str, *, in_force: bool = True) -> CodeRow:
        """Return the code with this id.

        Raises
        ------
        CaseCoderError
            If there is none, or it is retired and has to be in force.
        """
        found = self.codes[records.code_named(self._change.session, typed).ref]
        if in_force and found.retired:
            raise CaseCoderError(f"The code {found.ref} {found.name} is retired.", "Take it up again first.")
        return found

    def named(self, typed: str) -> str:
        """Return the name of a codebook, in whatever case it was typed.

        Raises
        ------
        CaseCoderError
            If there is none.
        """
        return records.codebook_named(self._change.session, typed).name

    def book_of(self, code: CodeRow) -> CodebookFile:
        """Return the codebook that holds a code, with the changes made so far."""
        return self.book(next(name for name, book in self.rows.items() if book.id == code.codebook_id))

    def book(self, name: str) -> CodebookFile:
        """Return the codebook with this name, with the changes made so far."""
        if name in self._put:
            return self._put[name]
        from casecoder.importers.codebook_file import parse_codebook

        version = self.rows[name].version_id
        if version not in self._read:
            query = select(CODEBOOK_VERSION.c.markdown).where(CODEBOOK_VERSION.c.id == version)
            self._read[version] = parse_codebook(self._change.connection.execute(query).scalar_one(), f"{name}.md")
        return self._read[version]

    def put(self, *books: CodebookFile) -> None:
        """Replace codebooks by changed ones. A codebook that the study lacks is added."""
        self._put.update({book.name: book for book in books})

    def update_retired(self, codes: Iterable[CodeRow], **values: Any) -> None:
        """Give new values to retired codes, which stand in no file."""
        for code in codes:
            self._retired_values.setdefault(code.id, {}).update(values)

    def keep(self) -> None:
        """Write the changed codebooks. One that equals its version in force gets no new version."""
        from casecoder.importers.codebook_file import write_codebook

        changed = {}
        for name, book in self._put.items():
            markdown = write_codebook(book)
            digest = hashlib.sha256(markdown.encode()).hexdigest()
            if name not in self.rows or self.rows[name].digest != digest:
                changed[name] = self._pin(book, markdown, digest)
        keys = {ref.casefold(): code.id for ref, code in self.codes.items()}
        fresh = [code.id.casefold() for name in changed for code in self._put[name] if code.id.casefold() not in keys]
        keys |= {ref: self._study.new_id() for ref in fresh}
        values: dict[uuid.UUID, ColumnValues] = {}
        for name, (book_id, number) in changed.items():
            values |= self._values(self._put[name], book_id, number, keys)
        self._write(values, {book_id for book_id, _ in changed.values()})
        self._put.clear()
        self._retired_values.clear()
        self._look_up()

    def _pin(self, book: CodebookFile, markdown: str, digest: str) -> tuple[uuid.UUID, int]:
        """Store a version, put it in force, and return the codebook's key and the version's number."""
        change, version = self._change, self._study.new_id()
        known = select(func.count()).select_from(CODEBOOK_VERSION).where(CODEBOOK_VERSION.c.name == book.name)
        number = int(change.connection.execute(known).scalar_one()) + 1
        content = {"id": version, "name": book.name, "number": number, "digest": digest, "markdown": markdown}
        change.connection.execute(insert(CODEBOOK_VERSION).values(content))
        row = self.rows.get(book.name)
        if row is not None:
            change.update(row, version_id=version, digest=digest, title=book.title)
            return row.id, number
        position = max((other.position for other in self.rows.values()), default=0) + 1
        fresh = CodebookRow(
            id=self._study.new_id(),
            name=book.name,
            title=book.title,
            position=position,
            version_id=version,
            digest=digest,
        )
        change.insert(fresh)
        return fresh.id, number

    def _values(
        self, book: CodebookFile, book_id: uuid.UUID, number: int, keys: dict[str, uuid.UUID]
    ) -> dict[uuid.UUID, ColumnValues]:
        """Return the values of the codes of a file, by key, from the version with this number on."""
        by_key = {code.id: code for code in self.codes.values()}
        found: dict[uuid.UUID, ColumnValues] = {}
        for position, code in enumerate(book, 1):
            key = keys[code.id.casefold()]
            old = by_key.get(key)
            wording = (code.definition, code.include, code.exclude)
            is_as_it_was = old is not None and (old.definition, old.include, old.exclude) == wording
            found[key] = {
                "ref": code.id,
                "codebook_id": book_id,
                "position": position,
                "name": code.name,
                "parent_id": keys[code.parent.casefold()] if code.parent else None,
                "definition": code.definition,
                "include": code.include,
                "exclude": code.exclude,
                "example": code.example,
                "cues": list(code.cues),
                "applies_to": list(code.applies_to),
                "retired": False,
                "worded_in": old.worded_in if old and is_as_it_was and old.codebook_id == book_id else number,
            }
        return found

    def _write(self, values: dict[uuid.UUID, ColumnValues], books: set[uuid.UUID]) -> None:
        """Add the new codes, change the known ones, and retire those that stand in no file any more."""
        known = {code.id for code in self.codes.values()}
        self._change.insert_values(CodeRow, [{"id": key, **row} for key, row in values.items() if key not in known])
        gone = [code for code in self.codes.values() if code.codebook_id in books and code.id not in values]
        self._change.update_values(CodeRow, {key: row for key, row in values.items() if key in known})
        self._change.update_values(
            CodeRow,
            {
                code.id: {
                    "retired": True,
                    "parent_id": code.parent_id,
                    "codebook_id": code.codebook_id,
                    "worded_in": code.worded_in,
                    **self._retired_values.get(code.id, {}),
                }
                for code in gone
            },
        )
