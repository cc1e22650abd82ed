"""Measure how long agreement takes for ten coders on a thousand sources."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.timing import Figure, seconds
from casecoder.core.judging.agreement_results import AgreementUnit
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.studies import new_study
from casecoder.store import records
from casecoder.store.permanent_rows import RevisionRow
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CodingRow

SOURCES, CODERS, CODINGS, CODES = 1_000, 10, 30, 30
"""Of the codings: how many each coder made in each source."""
TURNS, WORDS = 60, 25
"""Of each source: turns of two sentences, and the words of both together."""
ALLOWED = 10.0
SAID = "the platform parents homework we they never sometimes report board lesson quiz online school see ask"


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the time by each unit, beside reading the codings alone."""
    study = _made(folder)
    on = f"{CODERS} coders, {SOURCES:,} sources, {SOURCES * CODERS * CODINGS:,} codings, {CODES} codes"
    floor = seconds(partial(_read, study))
    for unit in AgreementUnit:
        ours = seconds(partial(_compare, study, unit))
        yield Figure(f"agreement by {unit}", on[:43], ours, floor, ALLOWED, "SQL for these codings")
    study.close()


def _compare(study: StudyFile, unit: AgreementUnit) -> None:
    with study.reading() as snapshot:
        coding_agreement(snapshot, unit=unit)


def _read(study: StudyFile) -> None:
    with study.reading() as session:
        session.connection().exec_driver_sql(
            'SELECT c.source_id, c.code_id, c.coder, c.start, c."end" FROM coding c JOIN source s'
            " ON s.id = c.source_id AND s.revision_id = c.revision_id"
        ).fetchall()


def _made(folder: Path) -> StudyFile:
    """Return the codings of ten coders of all sources; two of three lie near a coding of the first coder."""
    codebook = folder / "book.md"
    heads = "\n\n".join(f"## K{number:02} Code {number}\n\nAbout {number}." for number in range(1, CODES + 1))
    codebook.write_text(f"---\nname: book\ntitle: A book\n---\n\n# A book\n\n{heads}\n", encoding="utf-8")
    study = new_study(folder / "many.casecoder", title="Many coders", codebooks=[str(codebook)], coder="a benchmark")
    chance = random.Random(11)
    paths = []
    for number in range(SOURCES):
        paths.append(folder / f"talk-{number:04}.txt")
        paths[-1].write_text(_talk(chance), encoding="utf-8")
    options = ImportOptions(case="Primary School 1", kind="interview", date="2009-11-03")
    report = run_import(study, plan_import(paths, study, options), "a benchmark")
    assert not report.failed, report.failed
    with study.change("code", "Code everything", "a benchmark") as change:
        change.insert_values(CodingRow, list(_codings(study, chance)))
    return study


def _talk(chance: random.Random) -> str:
    turns = (f"Speaker {turn % 2 + 1}: {_said(chance)}" for turn in range(TURNS))
    return "\n\n".join(turns) + "\n"


def _said(chance: random.Random) -> str:
    words = chance.choices(SAID.split(), k=WORDS)
    return f"{' '.join(words[: WORDS // 2])}. {' '.join(words[WORDS // 2 :]).capitalize()}."


def _codings(study: StudyFile, chance: random.Random) -> Iterator[dict[str, object]]:
    with study.reading() as session:
        sources, codes = records.source_rows(session), records.code_rows(session)
        version = records.codebook_rows(session)[0].version_id
        texts = {source.id: session.get_one(RevisionRow, source.revision_id).text for source in sources}
    number, now = 0, datetime(2009, 11, 3, tzinfo=UTC)
    for source in sources:
        text = texts[source.id]
        places = [(chance.choice(codes), chance.randrange(len(text) - 400)) for _ in range(CODINGS)]
        for coder in range(CODERS):
            for code, near in places:
                number += 1
                start = near + chance.choice((0, 0, chance.randrange(60)))
                end = start + chance.randrange(60, 300)
                yield {
                    "id": study.new_id(),
                    "number": number,
                    "source_id": source.id,
                    "revision_id": source.revision_id,
                    "start": start,
                    "end": end,
                    "quote": text[start:end],
                    "turn": 1,
                    "code_id": code.id,
                    "codebook_version_id": version,
                    "coder": f"Coder {coder + 1}",
                    "direction": "supports",
                    "strength": None,
                    "note": "",
                    "created_at": now,
                }


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        print(*figures(Path(place)), sep="\n")
