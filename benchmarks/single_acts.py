"""Single acts in a small and in a large study: what a researcher waits for must not grow with her work."""

import random
from collections.abc import Iterator
from functools import cache, partial
from itertools import count
from pathlib import Path

from benchmarks import coding_keystroke
from benchmarks.timing import Figure, in_turn
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.judging.rating import open_rating_desk, rate
from casecoder.services.segments.coding import apply_codes
from casecoder.services.studies import new_study
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CodingRow

CODER = "a benchmark"
SMALL, LARGE, SOURCES = 1_000, 50_000, 25
TALK = "Interviewer: And then?\n\nMrs Prentice: We put the homework on the platform so that parents see it.\n\n" * 300
_starts = count(10)


def make_study(path: Path, codings: int, texts: list[str]) -> StudyFile:
    """A study of Primary School 1 with these interviews and so many codings, spread over them."""
    study = new_study(path, coder=CODER)
    for number, text in enumerate(texts):
        path.with_name(f"talk-{number}.txt").write_text(text, encoding="utf-8")
    files = [path.with_name(f"talk-{number}.txt") for number in range(len(texts))]
    options = ImportOptions(case="Primary School 1", kind="interview")
    run_import(study, plan_import(files, study, options), CODER)
    chance, share = random.Random(7), codings // len(texts)
    for source, text in enumerate(texts):
        _code(study, source, text, range(source * share + 1, (source + 1) * share + 1), chance)
    return study


def _code(study: StudyFile, source: int, text: str, numbers: range, chance: random.Random) -> None:
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


def figures(folder: Path) -> Iterator[Figure]:
    """Each act in the large study, with the small one as its floor."""
    large = make_study(folder / "large.casecoder", LARGE, [f"{TALK}{each}" for each in range(SOURCES)])
    folder = folder / "small"
    folder.mkdir()
    small = make_study(folder / "small.casecoder", SMALL, [f"{TALK}{each}" for each in range(SOURCES)])
    on = f"{LARGE:,} codings against {SMALL:,}"
    for what, act in (("code a segment", _code_one), ("undo and redo it", _undo), ("rate, citing two", _rate)):
        ours, floor = in_turn(partial(act, large), partial(act, small), runs=21)
        yield Figure(what, on, ours, floor, 1.5 * floor + 0.002, "the same act in the small study")
    large.close()
    small.close()
    yield from coding_keystroke.figures(folder)


def _code_one(study: StudyFile) -> None:
    start = next(_starts)
    apply_codes(study, "P1-INT-03", ["B01"], span=Span(start, start + 40), coder=CODER)


def _undo(study: StudyFile) -> None:
    history.undo(study, CODER)
    history.redo(study, CODER)


def _rate(study: StudyFile) -> None:
    rate(study, "P1", "B02", Band.GREEN, because="All do it.", cited=_two(study), rater=CODER)


@cache
def _two(study: StudyFile) -> list[int]:
    """Two codings to cite; the first round, which isn't counted, looks for them."""
    return [item.number for item in open_rating_desk(study, "P1", "B02").evidence[:2]]
