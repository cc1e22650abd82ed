"""Measure writing a case study with five hundred quotes and its pictures."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.command_line import CASECODER
from benchmarks.timing import Figure, in_turn, process
from casecoder.core.transcripts.spans import Span
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.segments.coding import apply_codes_to_many
from casecoder.services.studies import new_study

ALLOWED = 3.0
QUOTES, WORDS, BENEFITS = 500, 45, 12
_COPY = "import sys, docx; document = docx.Document(sys.argv[1]); document.save(sys.argv[2])"


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the time from the start of the command to its end."""
    path, out = _study(folder), folder / "case-study.docx"
    report = process([CASECODER, "report", str(path), "--case", "P1", "--out", str(out)])
    report()
    copy = process([sys.executable, "-c", _COPY, str(out), str(folder / "copy.docx")])
    ours, floor = in_turn(report, copy, runs=5)
    yield Figure("a case study in Word", f"{QUOTES} quotes", ours, floor, ALLOWED, "python-docx copying it")


def _study(folder: Path) -> Path:
    """Make a study of one school, with an interview of two people in which every turn is coded."""
    chance = random.Random(7)
    text, places = "", []
    for number in range(QUOTES):
        text += ("Ann (Teacher): ", "Ben (Parent): ")[number % 2]
        words = " ".join("".join(chance.choices("abdeilmnorst", k=chance.randint(1, 8))) for _ in range(WORDS))
        places.append(("P1-INT-01", Span(len(text), len(text) + len(words))))
        text += f"{words}\n\n"
    source = folder / "talk.txt"
    source.write_text(text, encoding="utf-8")
    study = new_study(folder / "study.casecoder", coder="a benchmark")
    run_import(study, plan_import([source], study, ImportOptions(case="P1", kind="interview")), "a benchmark")
    for at in range(BENEFITS):
        code = f"B{at + 1:02d}"
        apply_codes_to_many(study, places[at::BENEFITS], [code], coder="a benchmark")
        write_summary(
            study, "P1", code, "What we *found* was plain, and there was much of it. " * 8, author="a benchmark"
        )
    study.close()
    return study.path
