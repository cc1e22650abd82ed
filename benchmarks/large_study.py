"""Studies of 1,000, 20,000 and 1,000,000 codings, made once on a machine and kept.

``python -m benchmarks.large_study`` makes all three and prints where they are.
"""

import hashlib
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.studies import new_study
from casecoder.store import records, schema
from casecoder.store.changes import StudyChange
from casecoder.store.permanent_rows import RevisionRow
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import COUNTER, CodingRow, SourceRow

MILLION, TWENTY_THOUSAND, THOUSAND = 1_000_000, 20_000, 1_000
IN_A_SCHOOL = 5
"""Sources of a school."""
CHILDREN = 4
"""Codes under each top code."""
CODERS = ("Anna", "Ben", "Chloe", "Dev")
CODER = "a benchmark"
TURNS, WORDS = 160, 60
SAID = (
    "the a we they it homework parents platform learners lesson board notice message upload reports data teachers "
    "access week home school online share folder quiz marks feedback read sent and but so because when then every "
    "some nobody usually never quickly twice together again forum calendar evidence resources progress"
)
PEOPLE = (("Mrs Prentice", "Teacher"), ("Mr Daly", "Headteacher"), ("Amir", "Year 6"))


class StudySize(NamedTuple):
    """How many codings a study has, how many a source, and how many codes stand at the top of its codebook."""

    codings: int
    in_a_source: int = 1_000
    tops: int = 20


def million(folder: Path | None = None) -> Path:
    """Return the study of a million codings, in ``folder`` or among the machine's temporary files.

    It takes a minute or two to make and 1.5 GB. It is kept for the next run: whoever changes it undoes the change.
    """
    return _kept(StudySize(MILLION), folder)


def twenty_thousand(folder: Path | None = None) -> Path:
    """Return a study of 200 interviews (11.6 MB) with 20,000 codings over 40 codes."""
    return _kept(StudySize(TWENTY_THOUSAND, in_a_source=100, tops=8), folder)


def thousand(folder: Path | None = None) -> Path:
    """Return a study of a thousand codings, its one source like those of :func:`million`."""
    return _kept(StudySize(THOUSAND), folder)


def _kept(size: StudySize, folder: Path | None) -> Path:
    state = hashlib.sha256(Path(__file__).read_bytes() + schema.SCHEMA_VERSION.encode()).hexdigest()[:10]
    path = (folder or Path(tempfile.gettempdir())) / f"casecoder-{size.codings}-{state}.casecoder"
    if not path.exists():
        unready = path.with_suffix(".unready")
        for left in path.parent.glob(f"{unready.name}*"):
            left.unlink()
        _make(unready, size)
        unready.rename(path)
    return path


def _make(path: Path, size: StudySize) -> None:
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as place:
        book = Path(place, "large.md")
        book.write_text(_codebook(size.tops), encoding="utf-8")
        study = new_study(path, title="A large study", codebooks=[str(book)], coder=CODER)
        count = size.codings // size.in_a_source
        for school, first in enumerate(range(0, count, IN_A_SCHOOL), 1):
            _import(study, Path(place), school, range(first, min(count, first + IN_A_SCHOOL)), chance)
    _code(study, size.in_a_source)
    study.close()


def _codebook(tops: int) -> str:
    codes = [
        f"## B{top:02} Benefit {top}\n\nWhat it is.\n\n"
        + "".join(f"### B{top:02}.{child} Part {child} of {top}\n\nA part.\n\n" for child in range(1, CHILDREN + 1))
        for top in range(1, tops + 1)
    ]
    return "---\nname: large\ntitle: A large codebook\n---\n\n# A large codebook\n\n" + "".join(codes)


def _import(study: StudyFile, place: Path, school: int, numbers: range, chance: random.Random) -> None:
    """Bring in the interviews of a school."""
    paths = [place / f"talk-{number:04}.txt" for number in numbers]
    for path in paths:
        path.write_text(_talk(chance), encoding="utf-8")
    phase = "Primary" if school % 2 else "Secondary"
    options = ImportOptions(case=f"{phase} School {school}", kind="interview", date=f"2009-11-{school % 28 + 1:02}")
    report = run_import(study, plan_import(paths, study, options), CODER)
    assert not report.failed, report.failed


def _talk(chance: random.Random) -> str:
    lines, words = [], SAID.split()
    for turn in range(TURNS):
        speaker, role = PEOPLE[chance.randrange(len(PEOPLE))]
        label = f"{speaker} ({role})" if turn % 4 else "Interviewer"
        lines.append(f"{label}: {' '.join(chance.choices(words, k=WORDS))}.")
    return "\n\n".join(lines) + "\n"


def _code(study: StudyFile, in_a_source: int) -> None:
    """Give every source its codings, one act a source and many acts a transaction.

    Through the service for single codings it would take hours.
    """
    with study.reading() as session:
        sources = records.source_rows(session)
        codes = [(code.id, code.codebook_id) for code in records.code_rows(session)]
        versions = {book.id: book.version_id for book in records.codebook_rows(session)}
    under = [(code, versions[book]) for code, book in codes]
    for first in range(0, len(sources), IN_A_SCHOOL):
        with study.together() as connection:
            for place, source in enumerate(sources[first : first + IN_A_SCHOOL], first):
                numbers = range(place * in_a_source + 1, (place + 1) * in_a_source + 1)
                with study.change_in(connection, "code", f"Code {source.ref}", CODERS[place % len(CODERS)]) as change:
                    change.insert_values(CodingRow, list(_codings(study, change, source, numbers, under)))
    with study.transaction() as connection:
        last = len(sources) * in_a_source
        connection.execute(COUNTER.insert().values(series="coding", value=last))


def _codings(
    study: StudyFile, change: StudyChange, source: SourceRow, numbers: range, under: Sequence[tuple[Any, Any]]
) -> Iterator[dict[str, Any]]:
    chance = random.Random(numbers.start)
    turns = records.turn_rows(change.session, source)
    text = _text_of(change, source)
    for number in numbers:
        turn = chance.choice(turns)
        start = text.index(" ", chance.randrange(turn.words, turn.end - 150)) + 1
        end = text.rindex(" ", start + 20, min(turn.end, start + chance.randrange(60, 400)))
        code, version = chance.choice(under)
        yield {
            "id": study.new_id(),
            "number": number,
            "source_id": source.id,
            "revision_id": source.revision_id,
            "start": start,
            "end": end,
            "quote": text[start:end],
            "turn": turn.number,
            "code_id": code,
            "codebook_version_id": version,
            "coder": CODERS[number % len(CODERS)],
            "direction": "counters" if number % 9 == 0 else "supports",
            "strength": number % 4 or None,
            "note": "",
            "created_at": change.now,
        }


def _text_of(change: StudyChange, source: SourceRow) -> str:
    return change.session.get_one(RevisionRow, source.revision_id).text


if __name__ == "__main__":
    print(thousand(), twenty_thousand(), million(), sep="\n")
