"""Retrieval over a study: filters, pages, counts, saved queries, and the commands."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.coding.code_query import CodeQueryError
from casecoder.core.coding.coding_filter import YES, CodingFilter
from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.core.transcripts.spans import Span
from casecoder.services import history
from casecoder.services.search.retrieval import count_passages, retrieve_page, tally_passages
from casecoder.services.search.saved_queries import find_saved_query, list_saved_queries, remove_saved_query, save_query
from casecoder.services.segments.coding import apply_codes, remove_coding
from casecoder.services.sources.study_listings import open_source
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import (
    CODE,
    CODING,
    DISPLACED,
    REVISION,
    SOURCE,
)
from tests.examples import examples
from tests.study_kit import CODER, retrieved
from tests.tui_kit import NOTICES, PAPER, code, two_schools

run = CliRunner().invoke


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """In P1-INT-01: a long B01, in it B02 and B01.1, B03 after it in another turn; in S1 a B02 that counters."""
    study = two_schools(tmp_path)
    text = open_source(study, "P1-INT-01").text
    long = Span(text.index(NOTICES), text.index(" is dead."))
    apply_codes(study, "P1-INT-01", ["B01"], span=long, coder=CODER)
    apply_codes(study, "P1-INT-01", ["B02"], quote=NOTICES, coder="ben")
    code(study, "café chat", "B01.1")
    code(study, PAPER, "B03")
    code(study, "Some look.", "B02", "S1-INT-01", counters=True)
    return study


def found(study: StudyFile, query: str = "", **narrowed: str) -> list[str]:
    return [passage.words for passage in retrieved(study, CodingFilter(query, **narrowed))]


def ids(passages: list[ExtractPassage]) -> list[tuple[str, ...]]:
    return [passage.ids for passage in passages]


def test_a_code_stands_for_itself_and_its_children_unless_it_is_said(study: StudyFile) -> None:
    assert len(found(study, "b01")) == 2
    assert found(study, "B01.1") == ["café chat"]
    assert [words[:7] for words in found(study, "B01!")] == ["We post"]


def test_words_under_both_carry_the_codings_of_both(study: StudyFile) -> None:
    (passage,) = retrieved(study, CodingFilter("B01! and B02"))
    assert (passage.words, passage.ids) == (NOTICES, ("E-0001", "E-0002"))
    assert passage.attribution == "Other participant, primary school"
    text = open_source(study, "P1-INT-01").text
    assert text[passage.start : passage.end] == passage.words


def test_whole_passages_are_told_apart_by_what_stands_near(study: StudyFile) -> None:
    assert found(study, "B02 not B01") == ["Some look."]
    assert found(study, "B01.1 overlaps B01!") == ["café chat"]
    assert found(study, "B03 near(1) B01") == []
    assert found(study, "B03 near B01") == [PAPER]
    assert found(study, "B02 same-turn B01.1") == [NOTICES]
    assert found(study, "B03 with B01") == []


def test_schools_come_in_order(study: StudyFile) -> None:
    passages = retrieved(study, CodingFilter("B02 or B03"))
    assert [passage.source for passage in passages] == ["P1-INT-01", "P1-INT-01", "S1-INT-01"]


def test_filters_narrow_every_coding_of_the_query(study: StudyFile) -> None:
    assert found(study, "B01 and B02", coder=CODER) == []
    assert found(study, "B02", phase="secondary", direction="counters") == ["Some look."]
    assert found(study, kind="observation") == []
    assert found(study, "B02", case="P1") == [NOTICES]
    with study.transaction() as connection:
        connection.execute(update(CODING).where(CODING.c.number == 4).values(strength=2))
        connection.execute(update(SOURCE).where(SOURCE.c.ref == "S1-INT-01").values(date="2009-11-03"))
    assert found(study, strength="2") == [PAPER]
    assert found(study, strength="3") == []
    assert found(study, since="2009-11-03", until="2009-11-03") == ["Some look."]
    assert found(study, since="2009-11-04") == []
    assert found(study, until="2009-11-02") == []


def test_the_day_of_coding_is_that_of_this_place(study: StudyFile) -> None:
    noon = datetime.now().astimezone().replace(hour=12).astimezone(UTC)
    with study.transaction() as connection:
        for number, days in ((1, 1), (2, 0)):
            at = CODING.update().where(CODING.c.number == number)
            connection.execute(at.values(created_at=noon - timedelta(days=days)))
    yesterday, today = (str((datetime.now().astimezone() - timedelta(days=days)).date()) for days in (1, 0))
    assert len(found(study, coded_until=yesterday)) == 1
    assert len(found(study, coded_since=today)) == 4
    assert len(found(study, coded_since=yesterday, coded_until=today)) == 5


def test_a_reworded_code_has_its_codings_looked_at_again(study: StudyFile) -> None:
    assert found(study, outdated=YES) == []
    with study.transaction() as connection:
        connection.execute(update(CODE).where(CODE.c.ref == "B03").values(worded_in=2))
    assert found(study, outdated=YES) == [PAPER]


def test_what_waits_for_review_is_listed_but_meets_only_its_own_text(study: StudyFile) -> None:
    assert found(study, "B01! overlaps B02") != []
    with study.transaction() as connection:
        held = connection.execute(select(CODING).where(CODING.c.number == 2)).mappings().one()
        text = connection.execute(select(REVISION).where(REVISION.c.id == held["revision_id"]))
        earlier = {**text.mappings().one(), "id": study.new_id()}
        connection.execute(REVISION.insert(), earlier)
        moved = update(CODING).where(CODING.c.number == 2).values(revision_id=earlier["id"])
        connection.execute(moved)
        connection.execute(
            DISPLACED.insert(),
            {"coding_id": held["id"], "revision_id": held["revision_id"], "quote": "", "likeness": 0.0},
        )
    assert found(study, "B01! overlaps B02") == []
    assert found(study, "B02", case="P1") == [NOTICES]
    assert found(study, in_review=YES) == [NOTICES]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (CodingFilter("B02 and B9"), "At character 9 of the query: the study has no code B9."),
        (CodingFilter("B02 and"), "missing"),
        (CodingFilter(since="3/11/2009"), "is not a day"),
        (CodingFilter(strength="much"), "is not a strength"),
        (CodingFilter(role="wizard"), "is not a role"),
        (CodingFilter(case="P9"), "no case"),
    ],
)
def test_what_the_study_cannot_answer_is_refused(study: StudyFile, wanted: CodingFilter, said: str) -> None:
    with pytest.raises(CaseCoderError, match=said):
        retrieve_page(study, wanted)


def test_the_place_of_an_unknown_code_is_known(study: StudyFile) -> None:
    with pytest.raises(CodeQueryError) as caught:
        retrieve_page(study, CodingFilter("B02 or B20"))
    assert caught.value.at == 7
    assert "B02" in caught.value.hint


QUERIES = ["", "B01", "B01 or B02", "B01 and B02", "B01 overlaps B02", "B02 near(9) B03", "B01 same-turn B01.1"]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> StudyFile:
    """Two schools with many codings."""
    study = two_schools(tmp_path_factory.mktemp("crowded"))
    for source in ("P1-INT-01", "S1-INT-01"):
        text = open_source(study, source).text
        words = [place for place in range(1, len(text) - 30) if text[place - 1].isspace() and text[place].isalpha()]
        for number, place in enumerate(words[::2]):
            codes = [["B01"], ["B02", "B03"], ["B01.1"]][number % 3]
            apply_codes(study, source, codes, span=Span(place, place + 9 + number % 20), coder=CODER)
    return study


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.sampled_from(QUERIES), size=st.integers(1, 30), hasty=st.booleans())
def test_pages_put_together_are_the_whole(crowded: StudyFile, query: str, size: int, hasty: bool) -> None:
    wanted, passages, after = CodingFilter(query), list[ExtractPassage](), None
    whole = retrieved(crowded, wanted)
    for _ in range(len(whole) + 10):
        page = retrieve_page(crowded, wanted, size=size, after=after, stop=lambda: hasty)
        passages += page.passages
        after = page.following
        assert len(page.passages) <= size
        if after is None:
            break
    assert passages == whole
    assert count_passages(crowded, wanted) == tally_passages(whole, joined=wanted.joins)


def test_counting_tells_schools_sources_and_what_counters(study: StudyFile) -> None:
    counted = count_passages(study, CodingFilter("B02"))
    assert {case: (c.passages, c.against, c.sources) for case, c in counted.items()} == {
        "P1": (1, 0, 1),
        "S1": (1, 1, 1),
    }


# Saved queries


def test_saving_a_query_is_one_act_that_can_be_undone(study: StudyFile) -> None:
    save_query(study, " Notices  again ", "codings", "B02; school: P1", author="ben")
    (line,) = list_saved_queries(study)
    assert (line.name, line.kind, line.query, line.author) == ("Notices again", "codings", "B02; school: P1", "ben")
    save_query(study, "notices again", "codings", "B03", author=CODER)
    assert find_saved_query(study, "NOTICES AGAIN").query == "B03"
    history.undo(study, CODER)
    assert find_saved_query(study, "notices again").query == "B02; school: P1"
    remove_saved_query(study, "Notices again", coder=CODER)
    assert list_saved_queries(study) == []
    history.undo(study, CODER)
    assert len(list_saved_queries(study, "codings")) == 1
    assert list_saved_queries(study, "words") == []


def test_names_are_needed_and_unlike(study: StudyFile) -> None:
    save_query(study, "mine", "words", "notices", author=CODER)
    for name, query in (("mine", "B02"), ("", "B02"), ("new", " ")):
        with pytest.raises(CaseCoderError):
            save_query(study, name, "codings", query, author=CODER)
    with pytest.raises(CaseCoderError, match="no saved query 'other'"):
        find_saved_query(study, "other")


# Commands


def test_the_command_takes_a_query_filters_and_names(study: StudyFile, tmp_path: Path) -> None:
    study.close()
    path = str(study.path)
    listed = run(app, ["segments", path, "B01! and B02", "--json"])
    (row,) = json.loads(listed.stdout)
    assert [item["id"] for item in row["codings"]] == ["E-0001", "E-0002"]
    assert row["quote"] == NOTICES
    kept = run(app, ["segments", path, "B02 or B03", "--case", "P1", "--save", "both"])
    assert kept.exit_code == 0
    assert [row["query"] for row in json.loads(run(app, ["queries", path, "--json"]).stdout)] == [
        "B02 or B03; school: P1"
    ]
    again = json.loads(run(app, ["segments", path, "--saved", "both", "--coder", CODER, "--json"]).stdout)
    assert [row["quote"] for row in again] == [PAPER]
    out = tmp_path / "out.md"
    assert run(app, ["segments", path, "--code", "B02", "--out", str(out)]).exit_code == 0
    assert "E-0002" in out.read_text(encoding="utf-8")


def test_a_removed_coding_is_found_no_more(study: StudyFile) -> None:
    remove_coding(study, 2, coder=CODER)
    assert found(study, "B01! and B02") == []
