"""Measure writing the report across twenty-four schools, with each benefit coded, rated and summarised."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from benchmarks.command_line import CASECODER
from benchmarks.timing import Figure, in_turn, process
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band, Direction
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.judging.rating import rate
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.segments.coding import apply_codes_to_many
from casecoder.services.studies import new_study
from casecoder.store import records
from casecoder.store.evidence import find_evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import SOURCE, TURN

SCHOOLS, SOURCES, TURNS, WORDS = 24, 5, 30, 45
"""Of a school its sources, of a source its turns, of a turn its words. Every turn is coded twice."""
CODERS = ("Anna", "Ben")
ALLOWED = 15.0
_SYLLABLES = [first + vowel for first in "bdfgklmnprst" for vowel in "aeiou"]
_READ = "import sys, docx; print(len(docx.Document(sys.argv[1]).paragraphs))"


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the time of the command. One source of three has two coders, so it includes agreement."""
    study = _study(folder)
    with study.reading() as session:
        codings = len(find_evidence(session))
    study.close()
    out = folder / "report.docx"
    report = process([CASECODER, "report", str(study.path), "--synthesis", "--out", str(out)])
    report()
    ours, floor = in_turn(report, process([sys.executable, "-c", _READ, str(out)]), runs=3)
    on = f"{SCHOOLS} schools, {codings:,} codings"
    yield Figure("the cross-case report", on, ours, floor, ALLOWED, "opening it with python-docx")


def _study(folder: Path) -> StudyFile:
    chance = random.Random(7)
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000)]
    study = new_study(folder / "study.casecoder", coder=CODERS[0])
    for school in range(SCHOOLS):
        texts = folder / f"school-{school}"
        texts.mkdir()
        for number in range(SOURCES):
            path = texts / f"talk-{number}.txt"
            path.write_text(_talk(chance, vocabulary, number), encoding="utf-8")
        label = f"{'Primary' if school % 2 else 'Secondary'} School {school // 2 + 1}"
        run_import(study, plan_import([texts], study, ImportOptions(case=label)), CODERS[0])
    with study.reading() as session:
        tops = [code.ref for code in records.code_rows(session) if code.parent_id is None and code.ref.startswith("B")]
        cases = [case.short for case in records.case_rows(session)]
    _code(study, chance)
    for case in cases:
        for top in tops:
            write_summary(study, case, top, _prose(chance, vocabulary), author=CODERS[0])
    _rate(study, chance)
    return study


def _talk(chance: random.Random, vocabulary: list[str], number: int) -> str:
    roles = ("Teacher", "Year 6", "Headteacher", "Parent", "ICT coordinator")
    turns = (
        f"Ann ({roles[number]}): {' '.join(chance.choices(vocabulary, k=WORDS)).capitalize()}." for _ in range(TURNS)
    )
    return "\n\n".join(turns) + "\n"


def _prose(chance: random.Random, vocabulary: list[str]) -> str:
    sentences = [" ".join(chance.choices(vocabulary, k=18)).capitalize() + "." for _ in range(8)]
    return " ".join(sentences[:4]) + "\n\n" + " ".join(sentences[4:])


def _code(study: StudyFile, chance: random.Random) -> None:
    """Code every turn with two codes; every third source also by the second coder."""
    with study.reading() as session:
        codes = [code.ref for code in records.code_rows(session)]
        places = _places(session)
    under: dict[tuple[str, str, Direction], list[tuple[str, Span]]] = {}
    for at, (ref, span) in enumerate(places):
        coders = CODERS if at // TURNS % 3 == 0 else CODERS[:1]
        for code in chance.sample(codes, 2):
            direction = Direction.COUNTERS if chance.random() < 0.3 else Direction.SUPPORTS
            for coder in coders:
                under.setdefault((code, coder, direction), []).append((ref, span))
    for (code, coder, direction), found in under.items():
        apply_codes_to_many(study, found, [code], coder=coder, direction=direction)


def _places(session: Session) -> list[tuple[str, Span]]:
    found = select(SOURCE.c.ref, TURN.c.words, TURN.c.end).join(TURN, TURN.c.revision_id == SOURCE.c.revision_id)
    rows = session.connection().execute(found.order_by(SOURCE.c.ref, TURN.c.number))
    return [(ref, Span(words, end)) for ref, words, end in rows]


def _rate(study: StudyFile, chance: random.Random) -> None:
    """Rate every benefit in every school that has support for it."""
    with study.reading() as session:
        found = [item for item in find_evidence(session) if item.code.startswith("B") and not item.counters]
    cells: dict[tuple[str, str], list[int]] = {}
    for item in found:
        cells.setdefault((item.case, item.code.partition(".")[0]), []).append(item.number)
    for (case, code), numbers in cells.items():
        band = chance.choice([Band.GREEN, Band.AMBER, Band.RED])
        rate(study, case, code, band, because="Seen and said.", cited=numbers[:4], rater=CODERS[0])
