"""Codes that meet: Jaccard and lift by hand, and as files."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casecoder.core.outputs.cooccurrence import (
    CodingNeighbours,
    CooccurrenceCoding,
    find_coding_neighbours,
    rank_code_pairs,
)
from casecoder.core.transcripts.nearness import Nearness, TurnSpans
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.outputs.cooccurrence import find_cooccurrence
from casecoder.services.outputs.framework_matrix import framework_as_grid, framework_as_list, gather_framework_matrix
from casecoder.services.outputs.matrix_files import write_cooccurrence_file, write_framework_file
from casecoder.services.segments import coding
from casecoder.store.study_file import StudyFile
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, make_study, read_now


def test_jaccard_and_lift_are_those_worked_out_by_hand() -> None:
    # Of twelve codings four are of A and five of B; three of A meet B and two of B meet A. Of C's, one meets B.
    held = ["AB", "AB", "AB", "A", "BA", "BA", "B", "B", "B", "CB", "C", "C"]
    pair, other = rank_code_pairs(CodingNeighbours(at, codes[0], frozenset(codes[1:])) for at, codes in enumerate(held))
    assert (pair.first, pair.second, pair.together, pair.either, pair.numbers) == ("A", "B", 5, 9, (0, 1, 2, 4, 5))
    assert pair.jaccard == pytest.approx(5 / 9)
    # Of the 7 that aren't B's 4 meet B, of the 8 that aren't A's 2 meet A.
    assert pair.lift == pytest.approx(5 / (4 * 4 / 7 + 5 * 2 / 8))
    assert (other.first, other.second, other.numbers) == ("B", "C", (9,))


def test_two_codes_that_only_meet_a_third_do_not_meet() -> None:
    codings = [CooccurrenceCoding(0, 10, "A", 1), CooccurrenceCoding(5, 25, "C", 2), CooccurrenceCoding(20, 30, "B", 3)]
    found = rank_code_pairs(find_coding_neighbours(Nearness.OVERLAP, codings, TurnSpans(())))
    assert {(pair.first, pair.second, pair.numbers) for pair in found} == {("A", "C", (1, 2)), ("B", "C", (2, 3))}


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.frozensets(st.sampled_from("ABCD"))), max_size=20))
def test_pairs_are_ranked_and_their_figures_are_in_bounds(held: list[tuple[str, frozenset[str]]]) -> None:
    codes = {code for code, _ in held}
    baskets = [CodingNeighbours(at, code, (met & codes) - {code}) for at, (code, met) in enumerate(held)]
    met = {(basket.code, other) for basket in baskets for other in basket.met}
    baskets = [basket._replace(met=basket.met & {a for a, b in met if b == basket.code}) for basket in baskets]
    found = rank_code_pairs(baskets)
    assert [pair.jaccard for pair in found] == sorted((pair.jaccard for pair in found), reverse=True)
    for pair in found:
        assert 0 < pair.jaccard <= 1 and pair.lift > 0
        both = {pair.first, pair.second}
        assert pair.numbers == tuple(b.number for b in baskets if b.code in both and both - {b.code} <= b.met)


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """B01.1 and B02 share words; B03 stands in another turn."""
    made = make_study(tmp_path, INTERVIEW)
    quotes = {"B01.1": "notices there. Nobody", "B02": "Nobody reads the board", "B03": "I show my mum."}
    for code, quote in quotes.items():
        coding.apply_codes(made, "P1-INT-01", [code], quote=quote, coder=CODER)
    return made


def test_a_childs_codings_meet_for_the_code_above_it(study: StudyFile) -> None:
    found = read_now(study, find_cooccurrence, Nearness.OVERLAP)
    assert [(pair.first, pair.second, pair.numbers) for pair in found.pairs] == [("B01", "B02", (1, 2))]
    assert found.pairs[0].jaccard == 1 and found.pairs[0].lift == pytest.approx(2)
    cells = found.matrix.cells
    assert [cells[key].value for key in (("B01", "B02"), ("B02", "B01"), ("B01", "B01"))] == [2, 2, 1]
    assert cells["B02", "B01"].ids == ["E-0001", "E-0002"]
    assert read_now(study, find_cooccurrence, Nearness.TURN).matrix.cells["B02", "B03"].value == 0


def test_cooccurrence_and_the_framework_are_written_in_every_format_alike_twice(
    study: StudyFile, tmp_path: Path
) -> None:
    write_summary(study, "P1", "B02", "Few *families* look.", author=CODER)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        for ending in ("csv", "xlsx", "html", "md", "docx"):
            write_cooccurrence_file(study, folder / f"co.{ending}", Nearness.OVERLAP)
            write_framework_file(study, folder / f"framework.{ending}")
        write_cooccurrence_file(study, folder / "co.svg", Nearness.TURN)
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name
    rows = list(openpyxl.load_workbook(first / "co.xlsx")["Table"].iter_rows(values_only=True))
    assert rows[0] == ("Code", "Name", "With", "Its name", "Together", "Jaccard", "Lift", "Codings")
    assert rows[1] == ("B01", "Organisation", "B02", "Parents", 2, 1, 2, "E-0001, E-0002")
    grid = list(openpyxl.load_workbook(first / "framework.xlsx")["Table"].iter_rows(values_only=True))
    assert grid[0][2] == "B02 Parents" and grid[1] == (
        "Primary School 1",
        "No summary written.\n\n[E-0001]",
        "Few families look.\n\n[E-0002]",
        "No summary written.\n\n[E-0003]",
    )
    assert "In 2 cells there are codings and no summary yet." in (first / "framework.md").read_text(encoding="utf-8")


def test_an_empty_study_says_so(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    for ending in ("csv", "xlsx", "html", "md", "docx", "png"):
        write_cooccurrence_file(study, tmp_path / f"co.{ending}", Nearness.NEAR)
    assert "No two codes meet." in (tmp_path / "co.html").read_text(encoding="utf-8")
    assert (
        framework_as_list(read_now(study, gather_framework_matrix)).lines
        == ()
        == framework_as_grid(read_now(study, gather_framework_matrix)).lines
    )
    for ending in ("xlsx", "html", "docx"):
        write_framework_file(study, tmp_path / f"framework.{ending}")


def test_a_text_longer_than_a_cell_goes_on_in_the_rows_below(study: StudyFile) -> None:
    from io import BytesIO

    from casecoder.reports.listing_workbook import listing_xlsx

    shown = framework_as_list(read_now(study, gather_framework_matrix))
    long = "a😀" * 15_000
    shown = replace(shown, lines=((*shown.lines[0][:3], long, *shown.lines[0][4:]),))
    rows = list(openpyxl.load_workbook(BytesIO(listing_xlsx(shown)))["Table"].iter_rows(min_row=2, values_only=True))
    assert "".join(str(row[3]) for row in rows) == long and len(rows) == 2
