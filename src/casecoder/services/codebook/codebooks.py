"""Import codebooks into a study from Markdown, list them, and export them as Markdown."""

from importlib import resources
from pathlib import Path

from sqlalchemy import func, select

from casecoder.core.coding.codebook import Codebook as CodebookFile
from casecoder.core.errors import CaseCoderError
from casecoder.core.phrases import count_with_noun
from casecoder.services.codebook.editable_codebooks import EditableCodebooks
from casecoder.services.codebook.second_look import count_second_looks
from casecoder.store import records
from casecoder.store.permanent_rows import CodebookVersionRow
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODE, CODEBOOK_VERSION, CODING, CodebookRow, CodeRow


def shipped_folder(name: str) -> Path:
    """Return the folder ``codebooks`` or ``sample_cases``, in the wheel or at the top of a checkout."""
    packaged = Path(str(resources.files("casecoder"))) / "_data" / name
    return packaged if packaged.is_dir() else Path(__file__).parents[4] / name


def shipped_codebooks() -> list[str]:
    """Return the names of the codebooks that come with casecoder, benefits first."""
    order = {"learning-platform-benefits": 0, "conditions-for-success": 1}
    names = [path.stem for path in shipped_folder("codebooks").glob("*.md")]
    return sorted(names, key=lambda name: (order.get(name, 2), name))


def find_codebook_file(name: str) -> Path:
    """Return the file of a shipped codebook by its name, or any codebook file by its path."""
    path = Path(name).expanduser()
    if path.is_file():
        return path
    ours = shipped_folder("codebooks") / f"{name}.md"
    if ours.is_file():
        return ours
    raise CaseCoderError(
        f"There is no codebook {name!r}.", f"Shipped are {', '.join(shipped_codebooks())}; or give a file's path."
    )


def load_codebook_file(path: Path) -> CodebookFile:
    """Read and check a codebook file without a study."""
    from casecoder.importers.codebook_file import read_codebook

    return read_codebook(path)


def install_codebook(study: StudyFile, name: str, *, coder: str) -> CodebookFile:
    """Add a codebook to a study, or a new version of one that the study has.

    Codes are matched by id. A code that the new version no longer has is retired, never deleted, so its
    codings stay; one that comes back is taken up again.

    Raises
    ------
    CaseCoderError
        If the file can't be read, or one of its ids belongs to another codebook of the study.
    """
    book = load_codebook_file(find_codebook_file(name))
    with study.change("codebook", f"Bring in the codebook {book.title}", coder) as change:
        shelf = EditableCodebooks(study, change)
        row = shelf.rows.get(book.name)
        known = {code.ref.casefold(): code for code in shelf.codes.values()}
        for code in book:
            old = known.get(code.id.casefold())
            if old is not None and (row is None or old.codebook_id != row.id):
                raise CaseCoderError(
                    f"The code {code.id} of {book.name!r} is already in another codebook of the study.",
                    "Give it another id in the file.",
                )
        if row is not None:
            change.label = f"Bring in a new version of the codebook {book.title}"
        shelf.put(book)
        shelf.keep()
    return book


def export_codebook(study: StudyFile, name: str, version: int | None = None) -> str:
    """Return a codebook of the study as Markdown: the version in force, or the one with this number.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook or version.
    """
    with study.reading() as session:
        row = records.codebook_named(session, name)
        query = select(CodebookVersionRow).where(CODEBOOK_VERSION.c.name == row.name)
        query = query.where(
            CODEBOOK_VERSION.c.id == row.version_id if version is None else CODEBOOK_VERSION.c.number == version
        )
        found = session.scalars(query).first()
    if found is None:
        raise CaseCoderError(f"The codebook {name!r} has no version {version}.")
    return found.markdown


def count_codings_by_code(study: StudyFile) -> dict[str, int]:
    """Count the codings of each code, by code id. Codes without codings are left out."""
    with study.reading() as session:
        query = select(CODE.c.ref, func.count()).join(CODING, CODING.c.code_id == CODE.c.id).group_by(CODE.c.ref)
        return dict(session.connection().execute(query).all())


def codebooks_with_codes(study: StudyFile) -> list[tuple[CodebookRow, list[CodeRow]]]:
    """Return the study's codebooks in order, with their codes, including retired ones."""
    with study.reading() as session:
        return [(book, records.code_rows(session, book)) for book in records.codebook_rows(session)]


def list_codebooks(study: StudyFile) -> list[dict[str, object]]:
    """List the study's codebooks with their versions and counts of codes, codings and second looks."""
    used, waiting = count_codings_by_code(study), count_second_looks(study)
    with study.reading() as session:
        return [
            {
                "name": book.name,
                "title": book.title,
                "version": session.get_one(CodebookVersionRow, book.version_id).number,
                "codes": sum(not code.retired for code in records.code_rows(session, book)),
                "codings": sum(used.get(code.ref, 0) for code in records.code_rows(session, book)),
                "to_look_at": sum(waiting.get(code.ref, 0) for code in records.code_rows(session, book)),
            }
            for book in records.codebook_rows(session)
        ]


def describe_code(study: StudyFile, code: str) -> str:
    """Return what a code of the study means, as Markdown.

    Raises
    ------
    CaseCoderError
        If there is no such code.
    """
    with study.reading() as session:
        found = records.code_named(session, code)
    parts = [f"# {found.ref} {found.name}" + (" (retired)" if found.retired else ""), found.definition]
    fields = {
        "Include": found.include,
        "Exclude": found.exclude,
        "Example": found.example,
        "Cue phrases": "; ".join(found.cues),
        "Applies to": "; ".join(found.applies_to),
    }
    parts += [f"**{name}:** {words}" for name, words in fields.items() if words]
    if waiting := count_second_looks(study).get(found.ref, 0):
        parts.append(f"*{count_with_noun(waiting, 'coding')} to look at again: made under an older definition.*")
    return "\n\n".join(part for part in parts if part) + "\n"
