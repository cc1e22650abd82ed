"""Measure verifying a case study of five hundred codings, unchanged and with a word of every quote changed."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from benchmarks.command_line import CASECODER
from benchmarks.timing import Figure, in_turn, process
from casecoder.core.transcripts.spans import Span
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.outputs.publishing import write_case_study
from casecoder.services.segments.coding import apply_codes_to_many
from casecoder.services.sources.study_listings import list_sources
from casecoder.services.studies import new_study
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import SOURCE, TURN

ALLOWED = 3.0
SOURCES, TURNS, WORDS = 25, 20, 60
"""How many sources the school has, how many turns each, how many words a turn: every turn is coded."""
_SYLLABLES = [first + vowel for first in "bdfgklmnprst" for vowel in "aeiou"]
_READ = "import sys, docx; print(len(docx.Document(sys.argv[1]).paragraphs))"


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the time from the start of the command to its end."""
    study = _study(folder)
    document = write_case_study(study, "P1", folder / "p1.docx")
    study.close()
    changed = folder / "changed.docx"
    quotes = _change_all(document, changed)
    for what, path in (("verify", document), ("verify, each quote changed", changed)):
        ours, floor = in_turn(
            process(["sh", "-c", '"$0" "$@" || test $? = 1', CASECODER, "verify", str(study.path), str(path)]),
            process([sys.executable, "-c", _READ, str(path)]),
            runs=5,
        )
        yield Figure(what, f"a case study with {quotes} quotes", ours, floor, ALLOWED, "opening it with python-docx")


def _study(folder: Path) -> StudyFile:
    chance = random.Random(7)
    made = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000)]
    texts = folder / "texts"
    texts.mkdir()
    for number in range(SOURCES):
        turns = (f"Ann: {' '.join(chance.choices(made, k=WORDS)).capitalize()}." for _ in range(TURNS))
        (texts / f"talk-{number:02d}.txt").write_text("\n\n".join(turns) + "\n", encoding="utf-8")
    study = new_study(folder / "study.casecoder", coder="a benchmark")
    run_import(study, plan_import([texts], study, ImportOptions(case="Primary School 1")), "a benchmark")
    _code(study)
    return study


def _code(study: StudyFile) -> None:
    """Code every turn of every source to one benefit or another."""
    pass

    with study.reading() as session:
        found = (
            session.connection()
            .execute(
                select(SOURCE.c.ref, TURN.c.words, TURN.c.end).join(TURN, TURN.c.revision_id == SOURCE.c.revision_id)
            )
            .all()
        )
    assert len(list_sources(study)) == SOURCES
    for number in range(12):
        places = [(ref, Span(words, end)) for ref, words, end in found[number::12]]
        apply_codes_to_many(study, places, [f"B{number + 1:02d}"], coder="a benchmark")


def _change_all(document: Path, to: Path) -> int:
    """Write a copy with a word of every quote changed. Return the number of quotes."""
    import docx
    from docx.oxml.ns import qn

    opened = docx.Document(str(document))
    quotes = 0
    for run in opened.element.body.iter(qn("w:r")):
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        if style is not None and style.get(qn("w:val")) == "QuotedWords":
            quotes += 1
            text = run.find(qn("w:t"))
            first, *others = text.text.split(" ")
            text.text = " ".join([first, "parsnip", *others[1:]])
    opened.save(str(to))
    return quotes
