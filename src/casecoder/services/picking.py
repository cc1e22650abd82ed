"""What a code picker offers: the codes in force, and which a coder has used of late."""

from sqlalchemy import func, select

from casecoder.core.code_search import Choice
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Code, Coding, table

CODE, CODING = table(Code), table(Coding)


def choices(study: StudyFile) -> list[Choice]:
    """The codes that are not retired, by codebook, children after their parents."""
    with study.reading() as session:
        titles = {book.id: book.title for book in records.codebooks(session)}
        codes = [code for code in records.codes(session) if not code.retired]
    under: dict[object, list[Code]] = {}
    for code in codes:
        under.setdefault(code.parent_id, []).append(code)
    known = {code.id for code in codes}
    tops = [code for code in codes if code.parent_id not in known]
    found: list[Choice] = []
    waiting = [(code, 0) for code in reversed(tops)]
    while waiting:
        code, depth = waiting.pop()
        found.append(
            Choice(
                code.ref, code.name, titles[code.codebook_id], depth, code.definition, code.include, code.exclude,
                code.example, tuple(code.cues),
            )
        )
        waiting.extend((child, depth + 1) for child in reversed(under.get(code.id, ())))
    return found


def recently_used(study: StudyFile, coder: str, limit: int = 5) -> list[str]:
    """The ids of the codes a coder used last, newest first, retired ones left out."""
    newest = func.max(CODING.c.number)
    query = (
        select(CODE.c.ref)
        .join(CODING, CODING.c.code_id == CODE.c.id)
        .where(CODING.c.coder == coder, CODE.c.retired.is_(False))
        .group_by(CODE.c.ref)
        .order_by(newest.desc())
        .limit(limit)
    )
    with study.reading() as session:
        return list(session.connection().execute(query).scalars())
