"""Make a study of 120 million characters: the corpus repeated, each time with some other words."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from casecoder.core.transcripts.transcript import Turn
from casecoder.importers.transcript_files import read_transcript
from casecoder.services.studies import new_study
from casecoder.store import search_index
from casecoder.store.study_file import new_id
from casecoder.store.tables import CASE, ORIGINAL, REVISION, SOURCE

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "interviews"
CHARACTERS = 120_000_000
SCHOOLS = 40
SYLLABLES = [first + vowel for first in "bdfgklmnprstv" for vowel in ("a", "e", "i", "o", "u")]
"""What new words are made of, as a study of that size has many more words than the corpus."""

RARE = "quokka"
"""A word that only a few turns hold."""


def make_long_study(path: Path, characters: int = CHARACTERS) -> None:
    """Make the study, which takes some 20 seconds. It is not kept."""
    study = new_study(path, coder="a benchmark")
    with study.transaction() as connection:
        _fill(connection, characters)
    study.close()


def _fill(connection: Connection, characters: int) -> None:
    chance, written = random.Random(7), 0
    cases = [
        {
            "id": new_id(),
            "label": f"School {n}",
            "short": f"P{n}",
            "phase": "primary",
            "position": n,
            "about": "",
            "platform": "",
            "attributes": {},
        }
        for n in range(SCHOOLS)
    ]
    connection.execute(insert(CASE), cases)
    connection.execute(insert(ORIGINAL), {"digest": "none", "kept_as": "bytes", "data": b""})
    for number, turns in enumerate(interviews(chance)):
        if written >= characters:
            return
        text, places = _joined(turns)
        _add(connection, cases[number * 7 % SCHOOLS], number, text, places)
        written += len(text)


def _add(connection: Connection, case: dict[str, Any], number: int, text: str, places: list[Turn]) -> None:
    """Add a source without the import, which would take minutes."""
    key, after = new_id(), search_index.last_index_row(connection)
    connection.execute(
        insert(REVISION),
        {
            "id": key,
            "original": "none",
            "encoding": "utf-8",
            "digest": "",
            "length": len(text),
            "text": text,
            "row": after,
        },
    )
    connection.execute(
        insert(SOURCE),
        {
            "id": new_id(),
            "ref": f"{case['short']}-INT-{number:04d}",
            "case_id": case["id"],
            "revision_id": key,
            "digest": "",
            "kind": "interview",
            "title": "",
            "filename": f"{number}.md",
            "date": "",
            "researcher": "",
            "role": "",
            "status": "unread",
        },
    )
    connection.exec_driver_sql(
        'INSERT INTO turn (revision_id, number, start, words, "end", speaker, descriptor, at, kind)'
        " VALUES (?, ?, ?, ?, ?, ?, '', '', 'speech')",
        [(key.hex, n, at.start, at.words, at.end, at.speaker) for n, at in enumerate(places, 1)],
    )
    search_index.index_turns(connection, after, text, places)


def _joined(turns: list[tuple[str, str]]) -> tuple[str, list[Turn]]:
    """Return a text with these speakers and their words, and its turns."""
    parts, places, at = [], [], 0
    for speaker, words in turns:
        parts.append(f"{speaker}: {words}\n\n")
        places.append(Turn(at, at + len(speaker) + 2, at + len(parts[-1]) - 2, speaker))
        at += len(parts[-1])
    return "".join(parts), places


def interviews(chance: random.Random) -> Iterator[list[tuple[str, str]]]:
    """Yield interviews without end: the corpus, each time with one word in sixty replaced."""
    read = [read_transcript(path) for path in sorted(CORPUS.glob("*.md"))]
    spoken = [[(turn.speaker or "Ann", each.text[turn.words : turn.end]) for turn in each.turns] for each in read]
    made = _vocabulary(chance)
    while True:
        for turns in spoken:
            yield [(speaker, _varied(words, made, chance)) for speaker, words in turns]


def _vocabulary(chance: random.Random) -> list[str]:
    return sorted({"".join(chance.choices(SYLLABLES, k=chance.choice((3, 4, 4, 5)))) for _ in range(40_000)})


def _varied(words: str, made: list[str], chance: random.Random) -> str:
    parts = words.split(" ")
    for _ in range(len(parts) // 60 + (chance.random() < 0.3)):
        parts[chance.randrange(len(parts))] = made[int(len(made) * chance.random() ** 4)]
    if chance.random() < 0.00005:
        parts.append(RARE)
    return " ".join(parts)
