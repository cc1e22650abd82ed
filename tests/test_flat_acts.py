"""What one act costs must not grow with the study: counted in steps of SQLite's engine, which no load disturbs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band, SourceStatus
from casecoder.services import history
from casecoder.services.codebook.in_vivo import code_in_vivo
from casecoder.services.judging.rating import rate
from casecoder.services.notes.memos import write_memo
from casecoder.services.notes.summaries_and_descriptions import write_case_description, write_summary
from casecoder.services.segments.changes_since import next_undo_number, read_source_changes
from casecoder.services.segments.coding import amend_coding, apply_codes, apply_codes_to_many, remove_coding
from casecoder.services.segments.segment_editing import join_codings, move_boundary, split_coding
from casecoder.services.sources.amending import amend_case, amend_participant, amend_source
from casecoder.services.sources.reading_progress import set_source_status
from casecoder.services.sources.speakers import rename_speaker, tie_speaker
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, CODING, COUNTER, PARTICIPANT, REVISION, SOURCE, SPEAKER, TURN
from tests.study_kit import CODER, INTERVIEW, make_study

FEW, MANY = 10, 1_000
IN_EACH = 20
"""Codings of each source."""


def add_like_sources(study: StudyFile, count: int, codings: int = IN_EACH) -> None:
    """Give the study so many more sources like its first, with so many codings each, in bulk and without events."""
    with study.transaction() as connection:
        case = dict(connection.execute(select(CASE)).mappings().one())
        person = dict(connection.execute(select(PARTICIPANT)).mappings().first() or {})
        source = dict(connection.execute(select(SOURCE)).mappings().one())
        revision = dict(connection.execute(select(REVISION)).mappings().one())
        turns = list(map(dict, connection.execute(select(TURN)).mappings()))
        speakers = list(map(dict, connection.execute(select(SPEAKER)).mappings()))
        coding = dict(connection.execute(select(CODING)).mappings().one())
        number, school, who = coding["number"], case["id"], person["id"]
        for place in range(count):
            own, text = study.new_id(), study.new_id()
            connection.execute(insert(REVISION), {**revision, "id": text, "row": 10_000 * (place + 1)})
            if place >= FEW:  # the rest are of other schools, with people of their own
                school, who = study.new_id(), study.new_id()
                named = {"label": f"School {place}", "short": f"X{place}"}
                connection.execute(insert(CASE), {**case, **named, "id": school})
                connection.execute(insert(PARTICIPANT), {**person, "id": who, "case_id": school})
            name = {"ref": f"P1-INT-{place + 2:02}", "filename": f"talk-{place + 2}.txt", "case_id": school}
            connection.execute(insert(SOURCE), {**source, **name, "id": own, "revision_id": text})
            connection.execute(insert(TURN), [{**turn, "revision_id": text} for turn in turns])
            cast = [{**speaker, "id": study.new_id(), "source_id": own} for speaker in speakers]
            connection.execute(insert(SPEAKER), [{**s, "participant_id": s["participant_id"] and who} for s in cast])
            numbers = range(number + 1, number + 1 + codings)
            number += codings
            like = {**coding, "source_id": own, "revision_id": text, "coder": "ben"}
            connection.execute(insert(CODING), [{**like, "id": study.new_id(), "number": each} for each in numbers])
        connection.execute(COUNTER.update().where(COUNTER.c.series == "coding").values(value=number))


def study_of(folder: Path, sources: int, codings: int = IN_EACH) -> StudyFile:
    folder.mkdir()
    study = make_study(folder, INTERVIEW)
    apply_codes(study, "P1-INT-01", ["B01"], quote="We post the notices there. Nobody", coder=CODER)
    add_like_sources(study, sources, codings)
    return study


@contextmanager
def counted_steps(study: StudyFile) -> Iterator[list[int]]:
    """Counts what SQLite's engine does meanwhile, in tens of steps."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    def listen(connection: Any, *_: object) -> None:
        connection.set_progress_handler(step, 10)

    event.listen(study.engine, "checkout", listen)
    try:
        yield steps
    finally:
        event.remove(study.engine, "checkout", listen)
        with study.reading() as session:
            session.connection().connection.driver_connection.set_progress_handler(None, 0)  # type: ignore[union-attr]


def code(study: StudyFile) -> None:
    apply_codes(study, "P1-INT-03", ["B01"], quote="Most don’t.", coder=CODER)


def coded(study: StudyFile) -> int:
    return apply_codes(study, "P1-INT-03", ["B02"], quote="Nobody reads the board any more", coder=CODER)[0].number


def prepared(study: StudyFile) -> tuple[int, int]:
    one = coded(study)
    return one, apply_codes(study, "P1-INT-03", ["B02"], quote="café chat", coder=CODER)[0].number


ACTS: dict[str, Callable[[StudyFile, tuple[int, int]], object]] = {
    "code": lambda study, _: code(study),
    "code by file name": lambda s, _: apply_codes(s, "talk-3", ["B03"], quote="And parents?", coder=CODER),
    "code by an id in small letters": lambda s, _: apply_codes(
        s, "p1-int-03", ["b03"], quote="And parents?", coder=CODER
    ),
    "code several": lambda s, _: apply_codes_to_many(s, [("P1-INT-03", Span(30, 50))], ["B03"], coder=CODER),
    "code in vivo": lambda s, _: code_in_vivo(s, "P1-INT-03", Span(30, 50), name="A code", coder=CODER),
    "amend": lambda s, numbers: amend_coding(s, numbers[0], coder=CODER, note="new"),
    "uncode": lambda s, numbers: remove_coding(s, numbers[0], coder=CODER),
    "move": lambda s, numbers: move_boundary(s, numbers[0], Span(30, 50), coder=CODER),
    "split": lambda s, numbers: split_coding(s, numbers[0], 75, coder=CODER),
    "join": lambda s, numbers: join_codings(s, numbers, coder=CODER),
    "memo on a source": lambda s, _: write_memo(s, "source", "P1-INT-03", "It [[P1-INT-02]].", author=CODER),
    "memo on words": lambda s, _: write_memo(s, "source", "P1-INT-03", "Hm.", author=CODER, start=30, end=50),
    "summary": lambda s, _: write_summary(s, "P1", "B01", "They post.", author=CODER),
    "status": lambda s, _: set_source_status(s, "P1-INT-03", SourceStatus.DONE, coder=CODER),
    "rename a speaker": lambda s, _: rename_speaker(s, "P1-INT-03", "Mrs Okoro", "Mrs O", coder=CODER),
    "tie a speaker": lambda s, _: tie_speaker(s, "P1-INT-03", "Mrs Okoro", role="teacher", coder=CODER),
    "amend a source": lambda s, _: amend_source(s, "P1-INT-03", coder=CODER, title="Talk"),
    "set right a school": lambda s, _: amend_case(s, "P1", coder=CODER, label="The school"),
    "move a source to another school": lambda s, _: amend_source(s, "P1-INT-03", coder=CODER, case="X900"),
    "set right a participant": lambda s, _: amend_participant(s, "P1", "L1", coder=CODER, note="new"),
    "describe a school": lambda s, _: write_case_description(s, "P1", coder=CODER, about="Small.", platform=""),
    "find no evidence": lambda s, _: rate(s, "P1", "B03", Band.NONE, because="No.", cited=(), rater=CODER),
    "rate": lambda s, n: rate(s, "P1", "B02", Band.GREEN, because="So.", cited=n, rater=CODER),
    "undo": lambda s, _: history.undo(s, CODER),
    "undo of anybody": lambda s, _: history.undo(s),
    "changes since": lambda s, _: read_source_changes(s, "P1-INT-03", 4),
    "next undo": lambda s, _: next_undo_number(s, CODER),
}


SIZES = {"few": (FEW, IN_EACH), "many sources": (MANY, IN_EACH), "many codings": (FEW, 2_000)}
"""How many sources each study has, and how many codings each source."""
GROWING = {"tie a speaker"}
"""Acts on all the codings of a source."""


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder, made = tmp_path_factory.mktemp("sizes"), {}
    for name, (sources, codings) in SIZES.items():
        study = study_of(folder / name, sources, codings)
        study.close()
        made[name] = study.path.read_bytes()
    return made


def steps_of(act: str, content: bytes, path: Path) -> int:
    path.write_bytes(content)
    study = StudyFile.open(path)
    numbers = prepared(study)
    with counted_steps(study) as steps:
        ACTS[act](study, numbers)
    study.close()
    return 10 * steps[0]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_costs_the_same_in_a_large_study(tmp_path: Path, studies: dict[str, bytes], act: str) -> None:
    steps = {name: steps_of(act, content, tmp_path / f"{name}.casecoder") for name, content in studies.items()}
    most = 1.25 * steps.pop("few") + 200
    assert {name for name, count in steps.items() if count > most} <= ({"many codings"} if act in GROWING else set()), (
        steps
    )
