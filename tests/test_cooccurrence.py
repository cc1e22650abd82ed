"""Codes that meet: baskets, Jaccard and lift by hand, against the query language, and as files."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casecoder.core.cooccurrence import Basket, How, Placed, baskets, pairs, related
from casecoder.core.passages import Stretch, in_same_turn, near, overlapping
from casecoder.core.spans import Span
from casecoder.services.notes.writing import summarise
from casecoder.services.outputs.framework import as_grid, as_list, framework
from casecoder.services.outputs.matrix_files import write_cooccurrence, write_framework
from casecoder.services.outputs.meeting import meeting
from casecoder.services.segments import coding
from casecoder.store.study_file import StudyFile
from tests.kit import CODER, INTERVIEW, make_study

TEXT = "one two three four five six seven eight nine ten " * 12
TURNS = [Span(at, at + 40) for at in range(0, 560, 50)]
CODINGS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 60), st.sampled_from("AB")), min_size=1, max_size=10
).map(lambda found: [Placed(start, start + length, code, at) for at, (start, length, code) in enumerate(found)])


def met_naively(how: How, one: Placed, other: Placed) -> bool:
    """Whether two codings meet, by the query language's own operators."""
    first, second = sorted((one, other))
    left, right = [Stretch(first.start, first.end, ())], [Stretch(second.start, second.end, ())]
    if how is How.OVERLAP:
        return bool(overlapping(left, right))
    return bool(in_same_turn(left, right, TURNS) if how is How.TURN else near(left, right, 30, TEXT))


@settings(max_examples=60, deadline=None)
@given(codings=CODINGS, how=st.sampled_from(How))
def test_baskets_are_those_that_every_pair_of_codings_gives(codings: list[Placed], how: How) -> None:
    found = {basket.number: basket.codes for basket in baskets(how, codings, TEXT, TURNS)}
    for one in codings:
        others = {other.code for other in codings if other is not one and met_naively(how, one, other)}
        assert found[one.number] == {one.code} | others


def test_jaccard_and_lift_are_those_worked_out_by_hand() -> None:
    # Of ten codings A is in the baskets of 4, B in those of 5, both in 2.
    found = [Basket(at, frozenset(codes)) for at, codes in enumerate(["AB", "AB", "A", "A", "B", "B", "B", *"CCC"])]
    (pair,) = pairs(found)
    assert (pair.first, pair.second, pair.together, pair.either, pair.numbers) == ("A", "B", 2, 7, (0, 1))
    assert pair.jaccard == pytest.approx(2 / 7)
    assert pair.lift == pytest.approx(2 / (4 * 5 / 10))
    assert list(related("B", [pair])) == [("A", pair)] and not list(related("C", [pair]))


@settings(max_examples=60)
@given(st.lists(st.frozensets(st.sampled_from("ABCD"), min_size=1), max_size=20))
def test_pairs_are_ranked_and_their_figures_are_in_bounds(held: list[frozenset[str]]) -> None:
    found = pairs(Basket(at, codes) for at, codes in enumerate(held))
    assert [pair.jaccard for pair in found] == sorted((pair.jaccard for pair in found), reverse=True)
    for pair in found:
        assert 0 < pair.jaccard <= 1 and pair.lift > 0
        assert pair.numbers == tuple(at for at, codes in enumerate(held) if {pair.first, pair.second} <= codes)


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """B01.1 and B02 share words; B03 stands in another turn."""
    made = make_study(tmp_path, INTERVIEW)
    quotes = {"B01.1": "notices there. Nobody", "B02": "Nobody reads the board", "B03": "I show my mum."}
    for code, quote in quotes.items():
        coding.apply_codes(made, "P1-INT-01", [code], quote=quote, coder=CODER)
    return made


def test_a_childs_codings_meet_for_the_code_above_it(study: StudyFile) -> None:
    found = meeting(study, How.OVERLAP)
    assert [(pair.first, pair.second, pair.numbers) for pair in found.pairs] == [("B01", "B02", (1, 2))]
    assert found.pairs[0].jaccard == 1 and found.pairs[0].lift == pytest.approx(1.5)
    cells = found.matrix.cells
    assert [cells[key].value for key in (("B01", "B02"), ("B02", "B01"), ("B01", "B01"))] == [2, 2, 2]
    assert cells["B02", "B01"].ids == ["E-0001", "E-0002"]
    assert meeting(study, How.TURN).matrix.cells["B02", "B03"].value == 0


def test_cooccurrence_and_the_framework_are_written_in_every_format_alike_twice(
    study: StudyFile, tmp_path: Path
) -> None:
    summarise(study, "P1", "B02", "Few *families* look.", author=CODER)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        for ending in ("csv", "xlsx", "html", "md", "docx"):
            write_cooccurrence(study, folder / f"co.{ending}", How.OVERLAP)
            write_framework(study, folder / f"framework.{ending}")
        write_cooccurrence(study, folder / "co.svg", How.TURN)
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name
    rows = list(openpyxl.load_workbook(first / "co.xlsx")["Table"].iter_rows(values_only=True))
    assert rows[0] == ("Code", "Name", "With", "Its name", "Together", "Jaccard", "Lift", "Codings")
    assert rows[1] == ("B01", "Organisation", "B02", "Parents", 2, 1, 1.5, "E-0001, E-0002")
    grid = list(openpyxl.load_workbook(first / "framework.xlsx")["Table"].iter_rows(values_only=True))
    assert grid[0][2] == "B02 Parents" and grid[1] == (
        "Primary School 1", "No summary written.\n\n[E-0001]", "Few families look.\n\n[E-0002]",
        "No summary written.\n\n[E-0003]",
    )
    assert "In 2 cells there are codings and no summary yet." in (first / "framework.md").read_text(encoding="utf-8")


def test_an_empty_study_says_so(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    for ending in ("csv", "xlsx", "html", "md", "docx", "png"):
        write_cooccurrence(study, tmp_path / f"co.{ending}", How.NEAR)
    assert "No two codes meet." in (tmp_path / "co.html").read_text(encoding="utf-8")
    assert as_list(framework(study)).lines == () == as_grid(framework(study)).lines
    for ending in ("xlsx", "html", "docx"):
        write_framework(study, tmp_path / f"framework.{ending}")


def test_a_text_longer_than_a_cell_goes_on_in_the_rows_below(study: StudyFile) -> None:
    from io import BytesIO

    from casecoder.reports.listing_workbook import listing_xlsx

    shown = as_list(framework(study))
    long = "a😀" * 15_000
    shown = replace(shown, lines=((*shown.lines[0][:3], long, *shown.lines[0][4:]),))
    rows = list(openpyxl.load_workbook(BytesIO(listing_xlsx(shown)))["Table"].iter_rows(min_row=2, values_only=True))
    assert "".join(str(row[3]) for row in rows) == long and len(rows) == 2
