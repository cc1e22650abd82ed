"""Kill casecoder at random moments of coding, import and correction; nothing confirmed may be lost.

``python -m tests.soak --kills 200`` prints what it did. The workers are real processes that say on
standard output what they have confirmed, as a screen would, and are ended with SIGKILL.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.services import history
from casecoder.services.codebook.code_merging import merge_codes
from casecoder.services.codebook.codebook_editing import reinstate_code
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.segments import coding
from casecoder.services.sources import correcting, study_listings
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from tests.study_kit import INTERVIEW, make_study

FILES = 200
"""In several batches, so that a kill falls between and within them."""
LONGEST = {"code": 0.6, "import": 0.3, "correct": 1.0}
"""What a worker may do, and how many seconds it is given at most."""


@dataclass
class Outcome:
    """What one kill did. ``confirmed`` were said by the worker, ``lost`` of them are not in the study."""

    act: str
    seconds: float
    confirmed: int
    lost: list[str]
    faults: tuple[str, ...]


def code_for_ever(path: Path, seed: int) -> None:
    """Code, remove, undo and redo at random; say each coding once it is confirmed and again when it goes."""
    study, chance = open_study(path), random.Random(seed)
    print("coding", flush=True)
    length = study_listings.list_sources(study)[0].length
    while True:
        start = chance.randrange(length - 1)
        try:
            if chance.random() < 0.8:
                made = coding.apply_codes(
                    study,
                    "P1-INT-01",
                    [chance.choice(["B01", "B01.1", "B02", "B03"])],
                    span=Span(start, min(length, start + chance.randrange(1, 60))),
                    coder=f"coder {seed}",
                )
                print("coded", made[0].id, flush=True)
            else:
                print("undoing", flush=True)
                history.undo(study, f"coder {seed}")
                history.redo(study, f"coder {seed}")
                print("redone", flush=True)
        except CaseCoderError:
            continue


def correct_for_ever(path: Path, seed: int) -> None:
    """Code many places at once, correct the text, replace a name and merge codes; say each coding once confirmed."""
    study, chance = open_study(path), random.Random(seed)
    print("correcting", flush=True)
    names = ["Mrs Okoro", "T1"]
    while True:
        text = study_listings.open_source(study, "P1-INT-01").text
        at = chance.randrange(len(text) - 400)
        spans = [Span(at + step, at + step + chance.randrange(5, 40)) for step in range(0, 300, 30)]
        with suppress(CaseCoderError):
            made = coding.apply_codes_to_many(
                study, [("P1-INT-01", span) for span in spans], ["B02", "B03"], coder=f"coder {seed}"
            )
            for item in made:
                print("coded", item.id, flush=True)
        with suppress(CaseCoderError):
            correcting.replace_throughout(study, *chance.sample(names, 2), coder=f"coder {seed}")
        edited = text[:at] + chance.choice(["um, ", "\n\nINT: And then?\n\n"]) + text[at + chance.randrange(40) :]
        with suppress(CaseCoderError):
            correcting.apply_correction(
                study, correcting.plan_correction(study, "P1-INT-01", edited), coder=f"coder {seed}"
            )
        with suppress(CaseCoderError):
            merge_codes(study, "B03", "B02", coder=f"coder {seed}")
        with suppress(CaseCoderError):
            reinstate_code(study, "B03", coder=f"coder {seed}")


def import_all(path: Path, folder: Path) -> None:
    """Import a folder of many files; say each source once it is confirmed."""
    study = open_study(path)
    plan = plan_import([folder], study, ImportOptions(case="Primary School 1"))
    refs = [item.ref for item in plan.ready]
    print("importing", flush=True)
    run_import(study, plan, "importer", lambda done, _: print("imported", refs[done - 1], flush=True))


def kill_once(path: Path, act: str, folder: Path, seed: int, *, worked: bool) -> Outcome:
    """Start a worker, kill it at a random moment after it began, or has ``worked`` so far as to confirm something."""
    chance = random.Random(seed)
    command = [sys.executable, "-m", "tests.soak", "--work", act, str(path), str(folder), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        said = [worker.stdout.readline() for _ in range(2 if worked else 1)]
        began = time.monotonic()
        time.sleep(chance.uniform(0, LONGEST[act]))
        worker.send_signal(signal.SIGKILL)
        said += worker.stdout.readlines()
        seconds = time.monotonic() - began
    confirmed = [line.split()[1] for line in said if line.endswith("\n") and len(line.split()) == 2]
    if said[-1].strip() == "undoing":
        confirmed = confirmed[:-1]  # the last act was being taken back when the worker died: either way is right
    study = open_study(path)
    there = {item.id for item in study_listings.list_segments(study)} | {
        source.ref for source in study_listings.list_sources(study)
    }
    faults = check_study(study).faults
    study.close()
    return Outcome(act, seconds, len(confirmed), [name for name in confirmed if name not in there], faults)


def run(folder: Path, kills: int, seed: int) -> list[Outcome]:
    """Kill as many workers, each act in turn, on one study that lives through all of it.

    In every second round they have confirmed something before, so that on a slow machine too each has worked.
    """
    make_study(folder, INTERVIEW * 20).close()
    outcomes = []
    for number in range(kills):
        files, act = folder / f"files-{number}", list(LONGEST)[number % len(LONGEST)]
        if act == "import":
            files.mkdir()
            for each in range(FILES):
                (files / f"talk-{each}.txt").write_text(f"INT: Number {number}.{each}?\n\nMs Ford: {INTERVIEW}")
        worked = number // len(LONGEST) % 2 == 1
        outcomes.append(kill_once(folder / "study.casecoder", act, files, seed + number, worked=worked))
    return outcomes


def main() -> None:
    """Run the soak, or, with ``--work``, be a worker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", nargs=4)
    asked = parser.parse_args()
    if asked.work:
        act, path, folder, seed = asked.work
        if act == "import":
            import_all(Path(path), Path(folder))
        else:
            (code_for_ever if act == "code" else correct_for_ever)(Path(path), int(seed))
        return
    with tempfile.TemporaryDirectory() as folder:
        outcomes = run(Path(folder), asked.kills, asked.seed)
    for number, outcome in enumerate(outcomes, 1):
        state = "whole" if not outcome.faults and not outcome.lost else f"LOST {outcome.lost} FAULTS {outcome.faults}"
        told = f"killed after {outcome.seconds:.3f} s, {outcome.confirmed:3} confirmed"
        print(f"{number:4} {outcome.act:7} {told}: {state}")
    broken = sum(bool(outcome.faults or outcome.lost) for outcome in outcomes)
    print(f"{len(outcomes)} kills, {sum(o.confirmed for o in outcomes)} confirmed acts, {broken} studies harmed.")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
