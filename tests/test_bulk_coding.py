"""Many codings from one CSV file as one act, and the file that `segments --out` writes for it."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.coding.coding_rows import CODING_COLUMNS
from casecoder.core.errors import CaseCoderError
from casecoder.core.spreadsheet_fields import protect_field, restore_field
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction
from casecoder.services import history
from casecoder.services.segments.bulk_coding import BulkCoding, code_from_file, write_codings_file
from casecoder.services.segments.coding import amend_coding, apply_codes
from casecoder.services.sources.study_listings import list_segments
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, EVENT
from tests.study_kit import CODER, INTERVIEW, NAME, add_source, make_study, retrieved

REF = "P1-INT-01"
NASTY = """\
INT: "What, then?"

Mrs Okoro: =1+1 is what she typed; +44 and @home, too. Say 'no', "twice", or; semicolons.

Mrs Okoro: 🙂 שלום עולם and café — café. -5 degrees. '=quoted
"""


def written(folder: Path, text: str, name: str = "codings.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def code(study: StudyFile, path: Path, *, skip_errors: bool = False) -> BulkCoding:
    return code_from_file(study, path, coder=CODER, skip_errors=skip_errors)


def refused(study: StudyFile, path: Path) -> list[tuple[int, str]]:
    """The lines refused, after seeing that nothing was written."""
    before, events = list_segments(study), len(history.read_history(study))
    found = code(study, path)
    assert not found.numbers
    assert list_segments(study) == before
    assert len(history.read_history(study)) == events
    return [(line.line, line.reason) for line in found.refused]


def shown(study: StudyFile) -> list[tuple[object, ...]]:
    """The codings with all that the file says of them."""
    return sorted(
        (c.source, c.start, c.end, c.quote, c.code, c.coder, c.direction, c.strength or 0, c.note, c.created_at)
        for c in list_segments(study)
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return make_study(tmp_path, INTERVIEW)


def at(words: str, text: str = INTERVIEW) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


# --- what is read


def test_rows_become_codings_with_all_they_say(study: StudyFile, tmp_path: Path) -> None:
    span = at("Some look.")
    path = written(
        tmp_path,
        "source,start,end,quote,code,coder,direction,strength,note,created\n"
        f'{REF},{span.start},{span.end},Some look.,B02,ben,counters,2,"a, note",2024-03-05T10:11:12.000013+00:00\n'
        "talk.txt,,,I show my mum.,b01,,,,,\n",
    )
    found = code(study, path)
    assert (found.numbers, found.refused) == (range(1, 3), ())
    one, two = list_segments(study)
    assert (one.quote, one.code, one.coder, one.direction) == ("Some look.", "B02", "ben", Direction.COUNTERS)
    assert (one.strength, one.note) == (2, "a, note")
    assert one.created_at == datetime(2024, 3, 5, 10, 11, 12, 13, UTC)
    assert (two.quote, two.code, two.coder, two.direction) == ("I show my mum.", "B01", CODER, Direction.SUPPORTS)
    assert (two.strength, two.note, two.turn) == (None, "", 5)
    assert check_study(study).faults == ()


def test_the_act_is_one_event_that_undo_and_redo_take_whole(study: StudyFile, tmp_path: Path) -> None:
    path = written(tmp_path, f"source,quote,code\n{REF},Some look.,B02\n{REF},I show my mum.,B01\n")
    before = len(history.read_history(study))
    code(study, path)
    after = shown(study)
    assert len(history.read_history(study)) == before + 1
    assert history.read_history(study)[0].label == "Code 2 segments from codings.csv"
    assert history.undo(study, CODER) == "Code 2 segments from codings.csv"
    assert list_segments(study) == []
    assert history.redo(study, CODER) == "Code 2 segments from codings.csv"
    assert shown(study) == after
    assert check_study(study).faults == ()


def test_a_single_row_is_one_segment_in_the_history(study: StudyFile, tmp_path: Path) -> None:
    code(study, written(tmp_path, f"source,quote,code\n{REF},Some look.,B02\n", "one row.csv"))
    assert history.read_history(study)[0].label == "Code 1 segment from one row.csv"


def test_white_space_at_the_ends_of_a_span_is_left_out(study: StudyFile, tmp_path: Path) -> None:
    span = at(" Some look. ")
    code(study, written(tmp_path, f"source,start,end,code\n{REF},{span.start},{span.end},B02\n"))
    assert list_segments(study)[0].quote == "Some look."


@pytest.mark.parametrize(
    ("encoding", "delimiter", "line_end"),
    [
        ("utf-8", ",", "\n"),
        ("utf-8-sig", ",", "\r\n"),
        ("utf-8-sig", ";", "\r\n"),
        ("cp1252", ";", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("utf-8", ",", "\r"),
    ],
)
def test_files_as_spreadsheets_save_them(
    study: StudyFile, tmp_path: Path, encoding: str, delimiter: str, line_end: str
) -> None:
    rows = [["Source", " CODE ", "Quote"], [REF, "B01", "honestly, café chat is dead"], [], [REF, "B02", "Some look."]]
    text = line_end.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + line_end
    path = tmp_path / "codings.csv"
    path.write_bytes(text.encode(encoding))
    found = code(study, path)
    assert found.refused == ()
    assert [item.quote for item in list_segments(study)] == ["honestly, café chat is dead", "Some look."]


def test_a_quote_is_found_as_it_may_have_been_typed(study: StudyFile, tmp_path: Path) -> None:
    code(study, written(tmp_path, f'source,quote,code\n{REF},"Most don\'t.  We post",B02\n'))
    assert list_segments(study)[0].quote == "Most don’t. We post"


def test_columns_that_mean_nothing_here_are_named(study: StudyFile, tmp_path: Path) -> None:
    path = written(tmp_path, f"source,quote,code,mood,\n{REF},Some look.,B02,calm,\n")
    assert code(study, path).unread == ("mood",)


# --- what is refused


def test_every_bad_line_is_refused_with_its_reason(study: StudyFile, tmp_path: Path) -> None:
    some, text = at("Some look."), len(INTERVIEW)
    place = f"{some.start},{some.end}"
    lines = [
        "source,start,end,quote,code,coder,direction,strength,note,created",
        f"{REF},{place},,B02,,,,,",
        f"P9-INT-01,{place},,B02,,,,,",
        f"{REF},{place},,X99,,,,,",
        f"{REF},10,{text + 1},,B02,,,,,",
        f"{REF},20,20,,B02,,,,,",
        f"{REF},,,We post the notices there,B02,,,,,",
        f"{REF},,,never said by anyone,B02,,,,,",
        f"{REF},{place},Most look.,B02,,,,,",
        f"{REF},{place},,B02,,,,,",
        f"{REF},{place},,B01,,sideways,,,",
        f"{REF},{place},,B01,,,4,,",
        f"{REF},{place},,B01,,,strong,,",
        f"{REF},{place},,B01,,,,,yesterday",
        f"{REF},1x,5,,B01,,,,,",
        f"{REF},5,,,B01,,,,,",
        f"{REF},,,,B01,,,,,",
        f",{place},,B01,,,,,",
        f"{REF},{place},,,,,,,",
        f"{REF},{place},,B01,,,,,,,spare",
        f'{REF},23,25,,B01,,,,"two\nlines",',
        f"{REF},-5,5,,B01,,,,,",
    ]
    found = refused(study, written(tmp_path, "\n".join(lines)))
    expected = [
        (3, "no source 'P9-INT-01'"),
        (4, "no code 'X99'"),
        (5, f"{REF} has no characters 10 to {text + 1}"),
        (6, "no characters 20 to 20"),
        (7, "occurs 2 times"),
        (8, "does not occur"),
        (9, "“Some look.”"),
        (10, "line 2"),
        (11, "'sideways'"),
        (12, "4"),
        (13, "'strong'"),
        (14, "'yesterday'"),
        (15, "'1x'"),
        (16, "end"),
        (17, "start and end, or a quote"),
        (18, "no source"),
        (19, "no code"),
        (20, "more cells"),
        (21, "no words"),
        (23, "'-5'"),
    ]
    assert [line for line, _ in found] == [line for line, _ in expected]
    for (line, reason), (_, part) in zip(found, expected, strict=True):
        assert part in reason, (line, reason)


def test_a_coding_that_is_there_already_is_refused(study: StudyFile, tmp_path: Path) -> None:
    apply_codes(study, REF, ["B02"], quote="Some look.", coder="ben")
    path = written(tmp_path, f"source,quote,code,coder\n{REF},Some look.,B02,ben\n{REF},Some look.,B02,anna\n")
    assert refused(study, path) == [(2, "These words are already coded B02 by ben (E-0001).")]


def test_a_retired_code_is_refused(study: StudyFile, tmp_path: Path) -> None:
    from casecoder.services.codebook.codebook_editing import retire_code

    retire_code(study, "B03", coder=CODER)
    ((line, reason),) = refused(study, written(tmp_path, f"source,quote,code\n{REF},Some look.,B03\n"))
    assert (line, "retired" in reason) == (2, True)


def test_the_good_rows_are_written_where_errors_are_to_be_skipped(study: StudyFile, tmp_path: Path) -> None:
    path = written(
        tmp_path, f"source,quote,code\n{REF},Some look.,B02\n{REF},Some look.,X9\n{REF},I show my mum.,B01\n"
    )
    found = code(study, path, skip_errors=True)
    assert [line.line for line in found.refused] == [3]
    assert [item.quote for item in list_segments(study)] == ["Some look.", "I show my mum."]
    assert history.read_history(study)[0].label == "Code 2 segments from codings.csv"


def test_nothing_is_an_act_where_every_row_is_refused(study: StudyFile, tmp_path: Path) -> None:
    before = len(history.read_history(study))
    found = code(study, written(tmp_path, f"source,quote,code\n{REF},no,X9\n"), skip_errors=True)
    assert (len(found.numbers), len(found.refused)) == (0, 1)
    assert len(history.read_history(study)) == before


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("source,quote,code\n", "no row"),
        ("quote,code\nSome look.,B02\n", "no column source"),
        (f"source,quote\n{REF},Some look.\n", "no column code"),
        (f"source,code\n{REF},B02\n", "start and end"),
        (f"source,start,code\n{REF},1,B02\n", "start and end"),
        (f"source,Source,quote,code\n{REF},x,Some look.,B02\n", "both the source"),
        (f'source,quote,code\n{REF},"Some look.,B02\n', "quotation marks"),
    ],
)
def test_a_file_that_is_no_list_of_codings_is_refused(
    study: StudyFile, tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(CaseCoderError) as caught:
        code(study, written(tmp_path, text), skip_errors=True)
    assert "codings.csv" in caught.value.message
    assert problem in str(caught.value)


def test_a_file_that_is_not_there_is_refused(study: StudyFile, tmp_path: Path) -> None:
    with pytest.raises(CaseCoderError, match=r"gone\.csv"):
        code(study, tmp_path / "gone.csv")


# --- there and back


def carried_over(study: StudyFile, folder: Path, make: Callable[[Path], StudyFile]) -> StudyFile:
    """The same study without codings, given those of this one through a file."""
    path = folder / "round.csv"
    write_codings_file(list_segments(study), path)
    other = make(folder)
    found = code(other, path)
    assert found.refused == ()
    assert found.unread == ()
    return other


def test_what_is_written_is_read_again(study: StudyFile, tmp_path: Path) -> None:
    apply_codes(study, REF, ["B01", "B02"], quote="Nobody reads the board any more", coder="ben", note="Sad.\nVery.")
    apply_codes(study, REF, ["B03"], quote="🙂", coder="anna", direction=Direction.COUNTERS, strength=3)
    (tmp_path / "other").mkdir()
    other = carried_over(study, tmp_path / "other", lambda folder: make_study(folder, INTERVIEW))
    assert shown(other) == shown(study)


text_of_notes = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "''=1",
        "+44",
        "-5",
        "@x",
        "\t=1",
        "  =1",
        "\u200b=1",
        "＝1",
        '"',
        '""',
        "a;b,c\td",
        "\r",
        "a\r\nb",
    ]
)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(NASTY) - 1),
            st.integers(1, 60),
            st.sampled_from(["B01", "B01.1", "B02", "B03"]),
            st.sampled_from(["anna", "ben", "=cmd", "'x", "Zoë; Ünal", "-"]),
            st.sampled_from(Direction),
            st.sampled_from([None, 1, 2, 3]),
            text_of_notes,
        ),
        max_size=12,
    )
)
def test_any_codings_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, codings: list[tuple[int, int, str, str, Direction, int | None, str]]
) -> None:
    folder = tmp_path_factory.mktemp("nasty")
    study = make_study(folder, NASTY)
    for start, length, ref, coder, direction, strength, note in codings:
        span = Span(start, min(len(NASTY), start + length))
        details = {"direction": direction, "strength": strength, "note": note}
        try:
            apply_codes(study, REF, [ref], span=span, coder=coder, **details)  # type: ignore[arg-type]
        except CaseCoderError:
            continue  # no words there, or coded already
    (folder / "other").mkdir()
    if list_segments(study):
        other = carried_over(study, folder / "other", lambda place: make_study(place, NASTY))
        assert shown(other) == shown(study)
        other.close()
    study.close()


@given(text_of_notes)
def test_a_field_survives_and_is_no_formula(text: str) -> None:
    field = protect_field(text)
    assert restore_field(field) == text
    seen = field.lstrip().lstrip("\u200b")
    assert not seen.startswith(("=", "+", "-", "@", "＝"))
    assert not field.startswith(("\t", "\r"))


def test_the_file_is_safe_in_a_spreadsheet_and_reads_again(tmp_path: Path) -> None:
    study = make_study(tmp_path, NASTY)
    apply_codes(study, REF, ["B01"], quote="=1+1 is what she typed", coder=CODER, note="'=quoted")
    path = tmp_path / "out.csv"
    write_codings_file(list_segments(study), path)
    (row,) = rows_of(path)
    assert tuple(row) == CODING_COLUMNS
    assert (row["quote"], row["note"]) == ("'=1+1 is what she typed", "''=quoted")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    history.undo(study, CODER)
    assert code(study, path).refused == ()
    assert [(c.quote, c.note) for c in list_segments(study)] == [("=1+1 is what she typed", "'=quoted")]


def test_codings_on_the_review_list_are_left_out_and_named(study: StudyFile, tmp_path: Path) -> None:
    from dataclasses import replace

    apply_codes(study, REF, ["B01", "B02"], quote="Some look.", coder=CODER)
    sure, unsure = list_segments(study)
    left = write_codings_file([sure, replace(unsure, in_review=True)], tmp_path / "out.csv")
    assert left == ["E-0002"]
    assert [row["code"] for row in rows_of(tmp_path / "out.csv")] == ["B01"]


# --- the commands


def casecoder(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "casecoder", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_commands_write_and_read_the_same_form(study: StudyFile, tmp_path: Path) -> None:
    apply_codes(study, REF, ["B01", "B02"], quote="Some look.", coder="ben", note="=x")
    amend_coding(study, 2, coder="ben", direction=Direction.COUNTERS, strength=1)
    before = shown(study)
    path = tmp_path / NAME
    out = tmp_path / "codings.csv"
    assert casecoder("segments", path, "--out", out).returncode == 0
    assert tuple(rows_of(out)[0]) == CODING_COLUMNS
    history.undo(study, "ben")
    history.undo(study, "ben")
    assert list_segments(study) == []
    found = casecoder("code", path, "--from", out, "--coder", "anna")
    assert (found.returncode, found.stdout) == (0, "E-0003\nE-0004\n")
    assert "Coded 2 segments from codings.csv" in found.stderr
    assert shown(study) == before


def test_the_command_lists_every_line_it_refuses(study: StudyFile, tmp_path: Path) -> None:
    out = written(tmp_path, f"source,quote,code\n{REF},nowhere,B02\n{REF},Some look.,B02\n{REF},Some look.,X9\n")
    found = casecoder("code", tmp_path / NAME, "--from", out)
    assert (found.returncode, found.stdout, list_segments(study)) == (1, "", [])
    assert "codings.csv line 2: " in found.stderr
    assert "codings.csv line 4: " in found.stderr
    assert "2 of 3 rows" in found.stderr
    assert "--skip-errors" in found.stderr
    skipping = casecoder("code", tmp_path / NAME, "--from", out, "--skip-errors")
    assert (skipping.returncode, skipping.stdout, len(list_segments(study))) == (0, "E-0001\n", 1)
    assert "codings.csv line 4: " in skipping.stderr
    assert "2 of 3 rows" in skipping.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "x.csv", "--code", "B01"),
        ("--from", "x.csv", "--quote", "x"),
        (REF, "--from", "x.csv"),
        ("--skip-errors", REF, "--quote", "Some", "--code", "B01"),
        (REF, "--quote", "Some look."),
        ("--quote", "Some look.", "--code", "B01"),
    ],
)
def test_a_call_that_asks_for_both_or_neither_is_refused(
    study: StudyFile, tmp_path: Path, words: tuple[str, ...]
) -> None:
    found = casecoder("code", tmp_path / NAME, *words)
    assert found.returncode == 2
    assert found.stderr.startswith("casecoder: ")
    assert list_segments(study) == []


def test_passages_of_several_codings_are_written_as_passages(study: StudyFile, tmp_path: Path) -> None:
    apply_codes(study, REF, ["B01", "B02"], quote="Some look.", coder=CODER)
    casecoder("segments", tmp_path / NAME, "B01 and B02", "--out", tmp_path / "out.csv")
    (row,) = rows_of(tmp_path / "out.csv")
    assert row["ids"] == "E-0001; E-0002"


# --- many


def test_many_codings_of_several_sources_are_one_act(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    second = add_source(study, tmp_path, INTERVIEW.replace("mum", "dad"), "two.txt")
    lines = [
        f"{source},{start},{start + 9},{ref},"
        for source in (second, REF)
        for start in range(5, 60)
        for ref in ("B01", "B02")
    ]
    found = code(study, written(tmp_path, "source,start,end,code,note\n" + "\n".join(lines)), skip_errors=True)
    assert len(found.numbers) + len(found.refused) == len(lines)
    assert len(list_segments(study)) == len(found.numbers) > 150
    assert check_study(study).faults == ()
    with study.reading() as session:
        turns = dict(session.execute(select(CODING.c.number, CODING.c.turn)).all())
        assert session.scalar(select(EVENT.c.label).order_by(EVENT.c.number.desc())) == (
            f"Code {len(found.numbers)} segments from codings.csv"
        )
    passages = retrieved(study, CodingFilter())
    assert {passage.codings[0].number: passage.turn for passage in passages} == turns
