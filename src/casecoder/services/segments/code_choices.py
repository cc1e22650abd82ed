"""Gather what a code picker offers: the codes in force, those used last, and those that fit some words."""

from dataclasses import dataclass

from sqlalchemy import select

from casecoder.core.coding.code_search import CodeChoice
from casecoder.core.coding.code_suggestions import CodeSuggester
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODE, CODING, CodeRow

NEWEST_CODINGS_READ = 1_000
"""How many of the newest codings are read, for the codes used last and the quotes of codes."""
QUOTES_PER_CODE = 30
"""How many quotes of a code are learnt from."""


def list_code_choices(study: StudyFile) -> list[CodeChoice]:
    """Return the codes that are not retired, by codebook, with children after their parents."""
    with study.reading() as session:
        titles = {book.id: book.title for book in records.codebook_rows(session)}
        codes = [code for code in records.code_rows(session) if not code.retired]
    under: dict[object, list[CodeRow]] = {}
    for code in codes:
        under.setdefault(code.parent_id, []).append(code)
    known = {code.id for code in codes}
    tops = [code for code in codes if code.parent_id not in known]
    found: list[CodeChoice] = []
    waiting = [(code, 0) for code in reversed(tops)]
    while waiting:
        code, depth = waiting.pop()
        found.append(
            CodeChoice(
                code.ref,
                code.name,
                titles[code.codebook_id],
                depth,
                code.definition,
                code.include,
                code.exclude,
                code.example,
                tuple(code.cues),
            )
        )
        waiting.extend((child, depth + 1) for child in reversed(under.get(code.id, ())))
    return found


@dataclass(frozen=True, slots=True)
class CodeUse:
    """One use of a code: the coder and the coded words."""

    code: str
    coder: str
    quote: str


def newest_code_uses(study: StudyFile, limit: int = NEWEST_CODINGS_READ) -> list[CodeUse]:
    """Return the newest uses of codes in force, newest first. The cost does not grow with the codings."""
    newest = select(CODING).order_by(CODING.c.number.desc()).limit(limit).subquery()
    query = (
        select(CODE.c.ref, newest.c.coder, newest.c.quote)
        .join(newest, newest.c.code_id == CODE.c.id)
        .where(CODE.c.retired.is_(False))
        .order_by(newest.c.number.desc())
    )
    with study.reading() as session:
        return [CodeUse(*row) for row in session.connection().execute(query)]


def recently_used_codes(study: StudyFile, coder: str, limit: int = 5) -> list[str]:
    """Return the ids of the codes that a coder used last, newest first, without retired ones."""
    return list(dict.fromkeys(use.code for use in newest_code_uses(study) if use.coder == coder))[:limit]


@dataclass(slots=True)
class CodePickerChoices:
    """What a picker shows. It is gathered once and updated with each coding.

    Parameters
    ----------
    choices:
        The codes in force, by codebook, children after their parents.
    recent:
        Ids of the codes the coder used, newest first.
    books:
        The names and titles of the codebooks.
    """

    choices: list[CodeChoice]
    recent: list[str]
    fit: CodeSuggester
    books: list[tuple[str, str]]

    def used(self, code: str, quote: str) -> None:
        """Record that a code was applied to words."""
        self.recent = [code, *(other for other in self.recent if other != code)]
        self.fit.learn(code, quote)


def gather_picker_choices(study: StudyFile, coder: str) -> CodePickerChoices:
    """Return what a picker offers a coder."""
    offered, uses = list_code_choices(study), newest_code_uses(study)
    quotes: dict[str, list[str]] = {}
    for use in uses:
        quotes.setdefault(use.code, []).append(use.quote)
    recent = list(dict.fromkeys(use.code for use in uses if use.coder == coder))
    with study.reading() as session:
        books = [(book.name, book.title) for book in records.codebook_rows(session)]
    return CodePickerChoices(
        offered, recent, CodeSuggester(offered, {code: said[:QUOTES_PER_CODE] for code, said in quotes.items()}), books
    )
