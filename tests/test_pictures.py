"""Pictures: what they count, that they are the same twice, what they say in words and in the terminal."""

import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path

import docx
import pytest
from docx.shared import Cm
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from casecoder.analysis.coding_progress import accumulate_codings, count_new_codes
from casecoder.core.errors import CaseCoderError, UsageError
from casecoder.core.outputs.chart import Chart, ChartSeries, ChartShape, Picture, PictureFormat
from casecoder.core.outputs.chart_text import chart_lines
from casecoder.core.outputs.matrix import MatrixMeasure
from casecoder.core.phrases import format_long_date
from casecoder.core.vocabulary import Band
from casecoder.reports.band_legend import LEGEND_ENTRIES
from casecoder.reports.pictures.chart_picture import draw_chart
from casecoder.reports.pictures.drawing_process import background_drawing, draw_in_background
from casecoder.reports.pictures.drawing_sheet import BAND_HATCHES, DOTS_PER_INCH, SHADES
from casecoder.reports.pictures.heatmap import describe_heatmap, draw_heatmap
from casecoder.reports.pictures.text_fitting import find_fonts, fit_text, measure_text, text_fits, wrap_text
from casecoder.reports.word.case_study import CaseStudyOptions, build_case_study, case_study_docx
from casecoder.reports.word.synthesis import synthesis_docx
from casecoder.reports.word.template import prepare_template
from casecoder.services.outputs.case_studies import gather_case_study
from casecoder.services.outputs.study_charts import (
    PictureSubject,
    case_evidence_chart,
    coding_over_time_chart,
    saturation_chart,
    write_picture,
)
from casecoder.services.outputs.synthesis import gather_synthesis
from casecoder.services.sources.amending import amend_source
from casecoder.store.study_file import StudyFile
from tests.documents.report_inputs import columns, matrix
from tests.study_kit import read_now
from tests.tui_kit import NOTICES, code, two_schools

pytestmark = pytest.mark.slow


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    made = two_schools(tmp_path)
    code(made, NOTICES)
    code(made, "Some look.", counters=True)
    code(made, "The hall was quiet.", "B02", "P1-OBS-01")
    code(made, NOTICES, "B03", "S1-INT-01")
    return made


def test_the_evidence_for_a_cell_is_by_kind_and_role_for_and_against(study: StudyFile) -> None:
    shown = read_now(study, case_evidence_chart, "p1", "b02")
    assert shown.labels[-1] == "Observation: nobody speaks" and len(shown.labels) == 2
    ways = [(series.name, series.values) for series in shown.series]
    assert ways == [("supports", (1, 1)), ("speaks against", (1, 0))]
    assert "1 for, 1 against" in shown.alt and "Parents in Primary School 1" in shown.title
    assert read_now(study, case_evidence_chart, "S1", "B02").is_empty
    with pytest.raises(CaseCoderError, match="no case 'X9'"):
        read_now(study, case_evidence_chart, "X9", "B02")


def test_saturation_counts_each_code_at_the_first_source_that_has_it(study: StudyFile) -> None:
    shown = read_now(study, saturation_chart)
    assert shown.labels == ("P1-INT-01", "P1-OBS-01", "S1-INT-01")
    assert [(series.name, series.values) for series in shown.series] == [
        ("met so far", (1, 1, 2)),
        ("new with this source", (1, 0, 1)),
    ]
    assert "2 of 4 codes are met; the last new one came with S1-INT-01, source 3 of 3." in shown.alt
    assert shown.across == "Source, in the order of the ids, as none has a date"
    amend_source(study, "S1-INT-01", coder="anna", date="2010-01-04")
    shown = read_now(study, saturation_chart)
    assert shown.labels[0] == "S1-INT-01" and shown.across.endswith("of collection, those without a date last")


def test_coding_over_time_adds_up_for_each_coder(study: StudyFile) -> None:
    shown = read_now(study, coding_over_time_chart)
    assert [(series.name, series.values) for series in shown.series] == [("anna", (4,))] and shown.by_day
    assert shown.labels == (str(study.now().date()),)


@pytest.mark.parametrize("measure", [MatrixMeasure.RAG, MatrixMeasure.COUNT, MatrixMeasure.COVERAGE])
def test_a_heat_map_is_the_same_twice_and_carries_what_it_shows(measure: MatrixMeasure) -> None:
    small = matrix(measure, columns(1, 2), benefits=3)
    made, again = ([draw_heatmap(small, form) for form in PictureFormat] for _ in range(2))
    assert [each.data for each in made] == [each.data for each in again]
    dots, lines = made
    assert dots.data.startswith(b"\x89PNG") and b"<svg" in lines.data
    assert lines.alt == describe_heatmap(small) and lines.alt.encode() in lines.data
    assert small.heading in lines.alt and b"<dc:date>" not in lines.data


def test_a_matrix_without_rows_is_a_picture_that_says_so() -> None:
    assert draw_heatmap(matrix(MatrixMeasure.COUNT, (), benefits=0)).data


def test_the_ramp_grows_darker_step_by_step() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)

    assert [*map(lightness, SHADES)] == sorted(map(lightness, SHADES), reverse=True)


def test_a_picture_is_the_same_in_another_process_and_with_other_settings(study: StudyFile, tmp_path: Path) -> None:
    for subject, cell in ((PictureSubject.EVIDENCE, ("P1", "B02")), (PictureSubject.SATURATION, ())):
        here, alt = write_picture(study, tmp_path / f"here-{subject}.png", subject, *cell)
        assert alt
        there = tmp_path / f"there-{subject}.png"
        (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\n", encoding="utf-8")
        command = [sys.executable, "-m", "casecoder", "picture", str(study.path), str(subject), *cell, "--out"]
        subprocess.run([*command, str(there)], check=True, cwd=tmp_path, capture_output=True)
        assert here.read_bytes() == there.read_bytes()


def test_one_drawn_apart_is_the_same_and_what_can_not_be_drawn_there_fails_here() -> None:
    chart, cells = bars("one", "two"), matrix(MatrixMeasure.COUNT)
    with background_drawing():
        assert draw_in_background(draw_chart, chart, width=9.0, titled=False) == draw_chart(
            chart, width=9.0, titled=False
        )
        assert draw_in_background(draw_heatmap, cells) == draw_heatmap(cells)
        assert draw_in_background(_name_process).alt not in {str(os.getpid()), ""}, "it was drawn here"
        with pytest.raises(ValueError, match="no form"):
            draw_in_background(_undrawable)
        assert draw_in_background(draw_chart, chart) == draw_chart(chart), "the other process is gone by now"
    assert draw_in_background(draw_chart, chart) == draw_chart(chart)


def _name_process() -> Picture:
    return Picture("", str(os.getpid()), 1, 1, b"", {})


def _undrawable() -> Picture:
    raise ValueError("no form")


def test_a_picture_of_nothing_and_in_no_format_says_so(study: StudyFile, tmp_path: Path) -> None:
    assert draw_chart(read_now(study, case_evidence_chart, "S1", "B02")).data
    with pytest.raises(UsageError, match="no ending"):
        write_picture(study, tmp_path / "x.jpg", PictureSubject.CODING)


def bars(*labels: str) -> Chart:
    """A bar of 1 for each label."""
    return Chart(ChartShape.BARS, "t", "a", "u", labels, (ChartSeries("n", (1,) * len(labels)),), "alt")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


@given(WORDS, st.floats(1, 8), st.integers(1, 3))
def test_words_in_a_picture_keep_to_their_room_and_none_is_lost_unsaid(text: str, width: float, most: int) -> None:
    lines = wrap_text(text, width, 8)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure_text(line, 8) <= width or len(line) == 1 for line in lines)
    short = fit_text(text, width, 8, most).split("\n")
    assert len(short) <= most
    assert short == lines or short[-1].endswith("…")
    assert not text_fits(text, width, 8, most) or short == lines


@pytest.mark.parametrize("shape", [ChartShape.BARS, ChartShape.STEPS])
def test_nothing_is_cut_off_at_the_edges_however_long_the_names(shape: ChartShape) -> None:
    name = "The Very Reverend Somebody’s Foundation School for Girls and Boys of St Mary-in-the-Marsh " * 3
    series = tuple(ChartSeries(f"{at} {name}", (at, 4000, 12345)) for at in range(3))
    made = draw_chart(Chart(shape, name, name[:60], name[:30], (name, f"2 {name}", "3"), series, "alt"))
    seen = Image.open(BytesIO(made.data)).convert("L")
    edges = ((0, 0, seen.width, 2), (0, seen.height - 2, seen.width, seen.height), (0, 0, 2, seen.height),
             (seen.width - 2, 0, seen.width, seen.height))  # fmt: skip
    assert [seen.crop(edge).getextrema() for edge in edges] == [(255, 255)] * 4


@pytest.mark.parametrize("form", PictureFormat)
def test_a_name_is_no_formula(form: PictureFormat) -> None:
    assert draw_chart(bars(r"_costs $5_a$ or $\nonsense{$ 100%", "A_1^2"), form).data


def test_a_name_that_no_font_can_write_is_numbered_and_given_in_words() -> None:
    made = draw_chart(bars("School \ue123", "School 2", "\ue124"))
    assert made.unwritten == {"(1)": "School \ue123", "(2)": "\ue124"}
    assert draw_chart(bars("Żółć i łąka, Ñandú, Ωμέγα")).unwritten == {}


def test_other_fonts_are_asked_only_for_what_our_own_lacks() -> None:
    assert find_fonts("Żółć $5") == ([], frozenset())
    faces, unknown = find_fonts("学校 \ue123")
    assert "\ue123" in unknown and bool(faces) == (unknown == {"\ue123"})


@pytest.mark.parametrize("schools", [(1, 0), (12, 12), (90, 110)])
def test_a_heat_map_has_room_on_a_page_for_any_number_of_schools(schools: tuple[int, int]) -> None:
    made = draw_heatmap(matrix(MatrixMeasure.COUNT, columns(*schools)), width=16.6)
    size = Image.open(BytesIO(made.data)).size
    assert size == (round(16.6 / 2.54 * DOTS_PER_INCH), round(made.height / 2.54 * DOTS_PER_INCH))
    assert made.height < 15


def test_a_heat_map_alone_goes_on_below_where_schools_are_many() -> None:
    few, many = (
        draw_heatmap(matrix(MatrixMeasure.RAG, columns(*schools), benefits=2)) for schools in ((12, 12), (20, 30))
    )
    assert few.height < many.height and many.width <= few.width


def test_the_bands_can_be_told_apart_in_grey_by_more_than_their_shade() -> None:
    across = columns(0, 5)
    rated = matrix(MatrixMeasure.RAG, across, benefits=1)
    assert {rated.cell(rated.rows[0], column).value for column in across} == {*Band, None}
    seen = Image.open(BytesIO(draw_heatmap(rated).data)).convert("RGB")
    counts = {colour: many for many, colour in seen.getcolors(1 << 16) or ()}
    fills = {tuple(bytes.fromhex(key.fill)) for key in LEGEND_ENTRIES.values()}
    assert fills <= set(counts), "few colours, but these as they are"
    assert max(counts, key=lambda colour: counts[colour]) == (255, 255, 255)
    assert (
        len(set(BAND_HATCHES.values())) == len(BAND_HATCHES) - 1
    )  # Green, the darkest, and what is not rated, white, have none


# in documents


def figures(data: bytes) -> list[str]:
    """The captions of a document's figures."""
    paragraphs = docx.Document(BytesIO(data)).paragraphs
    return [p.text for p in paragraphs if p.style is not None and p.style.name == "Caption" and "Figure" in p.text]


def said(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs)


def test_a_school_without_codings_has_no_picture_and_says_so(study: StudyFile) -> None:
    bare = case_study_docx(replace(read_now(study, gather_case_study, "S1"), made_of=None))
    assert figures(bare) == [] and "Nothing has been coded to a benefit in this school yet, so there" in said(bare)


def test_a_name_that_can_not_be_drawn_stands_under_the_picture(study: StudyFile) -> None:
    found = read_now(study, gather_case_study, "P1")
    assert found.made_of is not None
    named = replace(found.made_of, labels=("B01 \ue123", *found.made_of.labels[1:]))
    made = case_study_docx(replace(found, made_of=named))
    paragraphs = [paragraph.text for paragraph in docx.Document(BytesIO(made)).paragraphs]
    caption = next(at for at, text in enumerate(paragraphs) if text.startswith("Figure 1: "))
    assert paragraphs[caption + 1] == "(1) B01 \ue123"


def test_evidence_of_one_kind_and_role_is_said_and_not_drawn(study: StudyFile) -> None:
    made = case_study_docx(read_now(study, gather_case_study, "S1"))
    assert figures(made) == ["Figure 1: What the evidence for each benefit in Secondary School 1 is made of"]
    assert "All of it comes from one kind of source and role (Interview: " in said(made)
    both = case_study_docx(read_now(study, gather_case_study, "P1"))
    assert figures(both)[1] == "Figure 2: Who and what the evidence for each benefit in Primary School 1 comes from"


def test_who_the_evidence_comes_from_adds_up_to_what_there_is(study: StudyFile) -> None:
    found = read_now(study, gather_case_study, "P1")
    assert found.voices is not None and found.made_of is not None
    cells = found.voices.cells.values()
    assert sum(int(cell.value or 0) for cell in cells) == found.made_of.total == 3
    assert sum(cell.against for cell in cells) == 1
    assert {cell.text for cell in cells} == {"1/1", "1", "0"}
    assert [(group, many) for group, many in found.voices.groups] == [("Interview", 1), ("Observation", 1)]


def test_what_was_coded_in_a_day_or_in_one_source_is_said_and_not_drawn(study: StudyFile) -> None:
    made = synthesis_docx(read_now(study, gather_synthesis))
    assert [caption.partition(": ")[2] for caption in figures(made)] == [
        "Coded passages by benefit and school",
        "Codes met so far, source by source (A small codebook)",
    ]
    assert f"All of it was coded on {format_long_date(str(study.now().date()))}, so there is no picture" in said(made)
    assert "Of 4 codes of benefits and their sub-themes, 2 have been found." in said(made)


def test_an_outline_places_the_pictures_or_leaves_them_out(study: StudyFile) -> None:
    found = read_now(study, gather_case_study, "P1")
    first = build_case_study(found, CaseStudyOptions(None, "# The evidence in a picture\n\n# Benefits\n", "ours.md"))
    assert len(figures(first.data)) == 2
    without = build_case_study(found, CaseStudyOptions(None, "# Benefits\n", "ours.md"))
    assert figures(without.data) == []
    assert "What the evidence is made of" in without.gaps_of_look[0]


def test_pictures_are_as_wide_as_the_text_of_a_team_s_own_paper(study: StudyFile) -> None:
    paper = docx.Document()
    paper.sections[0].left_margin = paper.sections[0].right_margin = Cm(5)
    data = BytesIO()
    paper.save(data)
    document = docx.Document(
        BytesIO(
            build_case_study(
                read_now(study, gather_case_study, "P1"),
                CaseStudyOptions(prepare_template(data.getvalue(), "ours.docx")),
            ).data
        )
    )
    room = (paper.sections[0].page_width or 0) - 2 * Cm(5)
    assert [abs(shape.width - room) < Cm(0.02) for shape in document.inline_shapes] == [True, True]


SERIES = st.integers(1, 30).flatmap(
    lambda labels: st.lists(st.lists(st.integers(0, 5000), min_size=labels, max_size=labels), min_size=1, max_size=4)
)


@given(SERIES, st.sampled_from(ChartShape), st.integers(24, 120), st.integers(4, 40))
def test_charts_in_the_terminal_keep_to_their_room_and_show_every_bar(
    values: list[list[int]], shape: ChartShape, width: int, height: int
) -> None:
    series = tuple(ChartSeries(f"s{at}", tuple(each)) for at, each in enumerate(values))
    labels = tuple(f"label {at}" for at in range(len(values[0])))
    chart = Chart(shape, "t", "a", "u", labels, series, "alt")
    lines = chart_lines(chart, width, height)
    if chart.is_empty:
        assert lines == [chart.empty]
    elif shape is ChartShape.BARS:
        assert all(len(line) <= max(width, 4 * 9) for line in lines)
        assert all(any(f" {value:,}" in line for line in lines) for each in values for value in each)
    else:
        assert all(len(line) <= max(width, 30) for line in lines)


@given(st.dictionaries(st.tuples(st.dates().map(str), st.text(max_size=3)), st.integers(1, 99), max_size=12))
def test_codings_add_up_from_day_to_day_for_any_coders(counts: dict[tuple[str, str], int]) -> None:
    found = accumulate_codings([(day, coder, number) for (day, coder), number in counts.items()])
    days = sorted({day for day, _ in counts})
    assert found.days == tuple(days)
    assert found.by_coder == {
        coder: tuple(accumulate(counts.get((day, coder), 0) for day in days))
        for coder in sorted({coder for _, coder in counts})
    }


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.text(max_size=2)), max_size=20))
def test_a_code_is_new_with_the_first_source_that_has_it(coded: list[tuple[str, str]]) -> None:
    found = count_new_codes("ecadb", coded)
    so_far = [len({code for source, code in coded if source in "ecadb"[:place]}) for place in range(1, 6)]
    assert found.so_far == tuple(so_far)
    assert found.new == tuple(now - before for before, now in pairwise([0, *so_far]))
