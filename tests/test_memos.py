"""Memos: written, linked both ways, gathered by day, and exported."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.coding.memos import find_memo_links, redirect_links, unfinished_link_length
from casecoder.core.errors import CaseCoderError
from casecoder.services import history
from casecoder.services.notes.memo_links import list_link_targets, resolve_links
from casecoder.services.notes.memos import list_memos, memos_by_day, rewrite_memo, write_journal, write_memo
from casecoder.services.segments import coding
from casecoder.services.sources import amending
from casecoder.services.sources.reading_progress import progress_by_school
from casecoder.services.sources.speakers import list_speakers
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODER, INTERVIEW, contents, make_study

PAPER = "then we send paper too."
BODIES = st.text(alphabet=st.sampled_from("[]aB1- \n🙂"))


@pytest.fixture
def study(tmp_path: Path) -> Iterator[StudyFile]:
    made = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(made, "P1-INT-01", ["B02"], quote=PAPER, coder=CODER)
    yield made
    made.close()


@given(BODIES | st.text())
def test_links_are_where_they_say_and_name_something(text: str) -> None:
    at = 0
    for link in find_memo_links(text):
        assert link.start >= at
        words = text[link.start : link.end]
        assert words.startswith("[[")
        assert words.endswith("]]")
        assert words[2:-2].strip() == link.name != ""
        assert not set("[]\n") & set(link.name)
        at = link.end


@given(st.lists(BODIES.map(lambda text: text.replace("[", "").replace("]", "")), max_size=4))
def test_a_link_that_is_put_in_is_found_and_can_lead_elsewhere(between: list[str]) -> None:
    text = "[[P1-INT-01]]".join(between)
    assert [link.name for link in find_memo_links(text)] == ["P1-INT-01"] * max(0, len(between) - 1)
    moved = redirect_links(text, "p1-int-01", "S1-INT-09")
    assert moved == "[[S1-INT-09]]".join(between)
    assert redirect_links(moved, "S1-INT-09", "P1-INT-01") == text


@pytest.mark.parametrize(
    ("before", "typed"), [("so [[B0", 4), ("[[", 2), ("[[B02]]", 0), ("[B", 0), ("", 0), ("[[a\nb", 0)]
)
def test_a_link_that_has_been_begun_is_known(before: str, typed: int) -> None:
    assert unfinished_link_length(before) == typed


def test_links_lead_to_codes_schools_sources_and_codings(study: StudyFile) -> None:
    found = resolve_links(study, ["[[b02]] [[P1]] [[P1-INT-01]] [[e-1]] [[E-0099]] [[X]]"])
    what = {name: thing[:2] if thing else None for name, thing in found.items()}
    assert what == {
        "b02": ("code", "B02"),
        "P1": ("case", "P1"),
        "P1-INT-01": ("source", "P1-INT-01"),
        "e-1": ("coding", "E-0001"),
        "E-0099": None,
        "X": None,
    }
    assert all(
        thing is not None
        for thing in resolve_links(study, [f"[[{key}]]" for key, _ in list_link_targets(study)]).values()
    )


def test_a_memo_is_kept_with_links_that_lead_nowhere_and_says_so(study: StudyFile) -> None:
    assert write_memo(study, "study", "", "See [[B02]], [[B99]] and [[B99]].", author=CODER) == ["B99"]
    (memo,) = list_memos(study)
    assert rewrite_memo(study, memo.id, "See [[E-0007]].", author=CODER) == ["E-0007"]


def test_links_work_both_ways(study: StudyFile) -> None:
    write_memo(study, "study", "", "Compare [[B02]] with [[E-0001]] at [[P1]].", author=CODER)
    write_memo(study, "code", "B02", "Mine: [[B02]].", author=CODER)
    assert [(memo.on, memo.linked) for memo in list_memos(study, "code", "B02")] == [
        ("B02", False),
        ("the study", True),
    ]
    for target, about in (("coding", "E-0001"), ("case", "P1")):
        assert [(memo.on, memo.linked) for memo in list_memos(study, target, about)] == [("the study", True)]
    assert list_memos(study, "code", "B01") == []


def test_a_memo_on_a_coding_or_a_segment_has_its_words(study: StudyFile) -> None:
    write_memo(study, "coding", "E-0001", "Why?", author=CODER)
    at = INTERVIEW.index("🙂")
    write_memo(study, "source", "P1-INT-01", "A smile.", author=CODER, start=at, end=at + 1)
    assert [(memo.on, memo.quote) for memo in list_memos(study, "source", "P1-INT-01")] == [
        (f"P1-INT-01, characters {at}–{at + 1}", "🙂"),
        ("E-0001", PAPER),
    ]


def test_links_to_a_source_follow_it_to_its_new_id(study: StudyFile) -> None:
    write_memo(study, "study", "", "[[p1-int-01]] and [[P1-INT-010]] and P1-INT-01.", author=CODER)
    before = contents(study)
    amending.amend_source(study, "P1-INT-01", coder=CODER, kind="focus group")
    assert list_memos(study)[0].body == "[[P1-FG-01]] and [[P1-INT-010]] and P1-INT-01."
    assert check_study(study).faults == ()
    history.undo(study)
    assert contents(study) == before


def test_a_memo_on_what_has_gone_is_still_there(study: StudyFile) -> None:
    write_memo(study, "coding", "E-0001", "Why?", author=CODER)
    coding.remove_coding(study, 1, coder=CODER)
    (memo,) = list_memos(study)
    assert (memo.about, memo.on) == ("", "a coding that is no longer there")
    with pytest.raises(CaseCoderError):
        list_memos(study, "coding", "E-0001")


def test_the_journal_is_by_day_with_its_entries_first(study: StudyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime(2010, 3, 1, 12, tzinfo=UTC)
    notes = [
        ("study", "", "First day."),
        ("code", "B02", "On parents."),
        ("study", "", "Next day."),
        ("case", "P1", "Hm."),
    ]
    for number, (target, about, body) in enumerate(notes):
        monkeypatch.setattr(study, "now", lambda number=number: start + timedelta(days=number // 2, minutes=number))
        write_memo(study, target, about, body, author=CODER)
    read = [([memo.body for memo in day.entries], [memo.body for memo in day.others]) for day in memos_by_day(study)]
    assert read == [(["Next day."], ["Hm."]), (["First day."], ["On parents."])]


def test_the_journal_is_written_whole_as_markdown(study: StudyFile, tmp_path: Path) -> None:
    write_memo(study, "study", "", "**A** thought on [[B02]].", author=CODER)
    write_memo(study, "coding", "E-0001", "Why?", author=CODER)
    out = tmp_path / "journal.md"
    assert write_journal(study, out) == 2
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Memos: A study\n\n## ")
    assert "### Journal (anna)\n\n**A** thought on [[B02]].\n" in text
    assert f"### On E-0001 (anna)\n\n> {PAPER}\n\nWhy?\n" in text
    assert text.index("Journal") < text.index("On E-0001"), "a day's own entries come first"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_on_memos_speakers_and_progress(study: StudyFile, tmp_path: Path) -> None:
    path = str(study.path)
    study.close()
    assert "Nothing is called B99" in run("memo", path, "code", "B02", "--text", "See [[P1]], [[B99]].")
    run("memo", path, "study", "-", "--text", "A day.")
    rows = json.loads(run("memos", path, "--on", "case", "P1", "--json"))
    assert [(row["on"], row["link"]) for row in rows] == [("B02", True)]
    run("memos", path, "--out", str(tmp_path / "all.md"))
    assert "A day." in (tmp_path / "all.md").read_text()
    run("speaker", path, "P1-INT-01", "Zoë", "--name", "Learner")
    run("speaker", path, "P1-INT-01", "Mrs Okoro", "--role", "teacher", "--participant", "T7")
    assert "T7" in run("speakers", path, "P1-INT-01")
    run("participant", path, "P1", "T7", "--rename", "T1", "--note", "Year 5")
    run("source", path, "P1-INT-01", "--status", "done")
    assert json.loads(run("sources", path, "--json"))[0]["status"] == "done"
    again = open_study(path)
    assert {line.name: line.participant for line in list_speakers(again, "P1-INT-01")}["Mrs Okoro"] == "T1"
    assert "Learner" in {line.name for line in list_speakers(again, "P1-INT-01")}
    assert progress_by_school(again)["P1"].done == 1
    again.close()


@pytest.mark.parametrize(
    "words",
    [
        ("speaker", "P1-INT-01", "Zoë"),
        ("speaker", "P1-INT-01", "Zoë", "--nobody", "--role", "teacher"),
        ("speaker", "P1-INT-01", "Zoë", "--everywhere", "--nobody"),
        ("participant", "P1", "O1"),
        ("participant", "P1", "O1", "--remove", "--note", ""),
        ("memos", "--out", "x.txt"),
    ],
)
def test_calls_that_say_nothing_or_two_things_are_refused(study: StudyFile, words: tuple[str, ...]) -> None:
    command, *rest = words
    before = contents(study)
    assert CliRunner().invoke(app, [command, str(study.path), *rest]).exit_code != 0
    assert contents(study) == before
