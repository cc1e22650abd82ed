"""A study of a few interviews with as many codings as a benchmark asks for."""

import random
from pathlib import Path

from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.studies import new_study
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CodingRow

CODER = "a benchmark"


def make_study(path: Path, codings: int, texts: list[str]) -> StudyFile:
    """Make a study of Primary School 1 with these interviews, and so many codings spread over them."""
    study = new_study(path, coder=CODER)
    for number, text in enumerate(texts):
        path.with_name(f"talk-{number}.txt").write_text(text, encoding="utf-8")
    files = [path.with_name(f"talk-{number}.txt") for number in range(len(texts))]
    options = ImportOptions(case="Primary School 1", kind="interview")
    run_import(study, plan_import(files, study, options), CODER)
    chance, share = random.Random(7), codings // len(texts)
    for source, text in enumerate(texts):
        _code_source(study, source, text, range(source * share + 1, (source + 1) * share + 1), chance)
    return study


def _code_source(study: StudyFile, source: int, text: str, numbers: range, chance: random.Random) -> None:
    """Give one source its codings, in one act (through the services 50,000 would take minutes)."""
    with study.change("code", f"Code talk {source}", CODER) as change:
        where = records.source_rows(change.session)[source]
        codes = [code for code in records.code_rows(change.session) if code.parent_id is None]
        books = {book.id: book.version_id for book in records.codebook_rows(change.session)}
        made = []
        for number in numbers:
            change.next_number("coding")
            start, code = chance.randrange(len(text) - 300), chance.choice(codes)
            end = start + chance.randrange(20, 300)
            made.append(
                CodingRow(
                    id=study.new_id(),
                    number=number,
                    source_id=where.id,
                    revision_id=where.revision_id,
                    start=start,
                    end=end,
                    quote=text[start:end],
                    turn=1,
                    code_id=code.id,
                    coder="another",
                    codebook_version_id=books[code.codebook_id],
                    created_at=change.now,
                )
            )
        change.insert_all(made)
