"""Pictures: what they count, that they are the same twice, what they say in words and in the terminal."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.chart import Chart, Series, Shape
from casecoder.core.chart_text import chart_lines
from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.matrix import Measure
from casecoder.reports.pictures.drawing import RAMP
from casecoder.reports.pictures.heatmap import described, heatmap
from casecoder.services.outputs.pictures import (
    Subject,
    coding_chart,
    evidence_chart,
    picture_of,
    saturation_chart,
    write_picture,
)
from casecoder.store.study_file import StudyFile
from tests.making.reports import columns, matrix
from tests.tui_kit import NOTICES, code, two_schools


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    made = two_schools(tmp_path)
    code(made, NOTICES)
    code(made, "Some look.", counters=True)
    code(made, "The hall was quiet.", "B02", "P1-OBS-01")
    code(made, NOTICES, "B03", "S1-INT-01")
    return made


def test_the_evidence_for_a_cell_is_by_kind_and_role_for_and_against(study: StudyFile) -> None:
    shown = evidence_chart(study, "p1", "b02")
    assert shown.labels[-1] == "Observation: nobody speaks" and len(shown.labels) == 2
    assert [(series.name, series.values) for series in shown.series] == [("supports", (1, 1)), ("counters", (1, 0))]
    assert "1 for, 1 against" in shown.alt and "Parents in Primary School 1" in shown.title
    assert evidence_chart(study, "S1", "B02").is_empty
    with pytest.raises(CaseCoderError, match="no case 'X9'"):
        evidence_chart(study, "X9", "B02")


def test_saturation_counts_each_code_at_the_first_source_that_has_it(study: StudyFile) -> None:
    shown = saturation_chart(study)
    assert shown.labels == ("P1-INT-01", "P1-OBS-01", "S1-INT-01")
    assert shown.series[0].values == (1, 1, 2)
    assert "2 of 4 codes are met; the last new one came with S1-INT-01, source 3 of 3." in shown.alt


def test_coding_over_time_adds_up_for_each_coder(study: StudyFile) -> None:
    shown = coding_chart(study)
    assert [(series.name, series.values) for series in shown.series] == [("anna", (4,))]
    assert shown.labels == (str(study.now().date()),)


@pytest.mark.parametrize("measure", [Measure.RAG, Measure.COUNT, Measure.COVERAGE])
def test_a_heat_map_is_the_same_twice_and_carries_what_it_shows(measure: Measure) -> None:
    small = matrix(measure, columns(1, 2), benefits=3)
    made, again = heatmap(small), heatmap(small)
    assert (made.png, made.svg) == (again.png, again.svg)
    assert made.png.startswith(b"\x89PNG") and b"<svg" in made.svg
    assert made.alt == described(small) and made.alt.encode() in made.svg
    assert small.heading in made.alt and b"<dc:date>" not in made.svg


def test_a_matrix_without_rows_is_a_picture_that_says_so() -> None:
    assert heatmap(matrix(Measure.COUNT, (), benefits=0)).svg


def test_the_ramp_grows_darker_step_by_step() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)

    assert [*map(lightness, RAMP)] == sorted(map(lightness, RAMP), reverse=True)


def test_a_picture_is_the_same_in_another_process_and_with_other_settings(study: StudyFile, tmp_path: Path) -> None:
    for subject, cell in ((Subject.EVIDENCE, ("P1", "B02")), (Subject.SATURATION, ())):
        here, alt = write_picture(study, tmp_path / f"here-{subject}.png", subject, *cell)
        assert alt
        there = tmp_path / f"there-{subject}.png"
        (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\n", encoding="utf-8")
        command = [sys.executable, "-m", "casecoder", "picture", str(study.path), str(subject), *cell, "--out"]
        subprocess.run([*command, str(there)], check=True, cwd=tmp_path, capture_output=True)
        assert here.read_bytes() == there.read_bytes()


def test_a_picture_of_nothing_and_in_no_format_says_so(study: StudyFile, tmp_path: Path) -> None:
    assert picture_of(evidence_chart(study, "S1", "B02")).svg
    with pytest.raises(UsageError, match="no ending"):
        write_picture(study, tmp_path / "x.jpg", Subject.CODING)


SERIES = st.integers(1, 30).flatmap(
    lambda labels: st.lists(st.lists(st.integers(0, 5000), min_size=labels, max_size=labels), min_size=1, max_size=4)
)


@given(SERIES, st.sampled_from(Shape), st.integers(24, 120), st.integers(4, 40))
def test_charts_in_the_terminal_keep_to_their_room_and_show_every_bar(
    values: list[list[int]], shape: Shape, width: int, height: int
) -> None:
    series = tuple(Series(f"s{at}", tuple(each)) for at, each in enumerate(values))
    labels = tuple(f"label {at}" for at in range(len(values[0])))
    chart = Chart(shape, "t", "a", "u", labels, series, "alt")
    lines = chart_lines(chart, width, height)
    if chart.is_empty:
        assert lines == [chart.empty]
    elif shape is Shape.BARS:
        assert all(len(line) <= max(width, 4 * 9) for line in lines)
        assert all(any(f" {value:,}" in line for line in lines) for each in values for value in each)
    else:
        assert all(len(line) <= max(width, 30) for line in lines)
