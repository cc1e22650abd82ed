"""The HTML page, read again with html.parser: structure, links, safety."""

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from casecoder.core.outputs.listing import ListingHeading, ListingTable
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixMeasure
from casecoder.core.vocabulary import BANDS_CAUTION, Band
from casecoder.reports.band_legend import LEGEND_ENTRIES, cell_in_words, matrix_cell_mark
from casecoder.reports.html_page import matrix_html
from casecoder.reports.listing_text import listing_html
from casecoder.reports.matrix_notes import cells_with_codings
from casecoder.reports.printable_text import make_printable
from casecoder.reports.sortable_tables import SORTING_SCRIPT
from tests.documents.report_inputs import NAMED, STATE, columns, evidence, matrix, named_columns

_VOID = {"meta", "br"}


class Page(HTMLParser):
    """A page's elements in order, with their attributes and texts."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.open: list[int] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in _VOID:
            self.open.append(len(self.found) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.found[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for at in self.open:
            self.found[at][2].append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str], str]]:
        return [(attributes, "".join(texts)) for name, attributes, texts in self.found if name == tag]


@pytest.fixture(scope="module")
def rated() -> Matrix:
    return matrix()


@pytest.fixture(scope="module")
def page(rated: Matrix) -> Page:
    return Page(matrix_html(rated))


def test_the_page_is_one_whole_document(page: Page, rated: Matrix) -> None:
    assert page.open == []
    assert page.all("html")[0][0] == {"lang": "en-GB"}
    assert page.all("title")[0][1] == rated.study == page.all("h1")[0][1]
    assert rated.codebook in [text for _, text in page.all("p")]
    assert {"charset": "utf-8"} in [attributes for attributes, _ in page.all("meta")]
    for tag in ("link", "img", "iframe"):
        assert page.all(tag) == []
    assert page.all("script") == [({}, SORTING_SCRIPT)]
    assert "http" not in matrix_html(rated) and "url(" not in matrix_html(rated)


def test_headings_say_what_they_head(page: Page, rated: Matrix) -> None:
    heads = [(attributes["scope"], text) for attributes, text in page.all("th")]
    assert heads[:3] == [("col", "Benefit"), ("colgroup", "Secondary schools"), ("colgroup", "Primary schools")]
    assert heads[3:15] == [("col", column.number) for column in rated.columns]
    assert [text for scope, text in heads if scope == "row"] == [f"{row.label} {row.id}" for row in rated.rows]
    assert page.all("caption")[0][1] == rated.measure.heading


def test_every_cell_has_letter_glyph_colour_and_leads_to_its_codings(page: Page, rated: Matrix) -> None:
    cells = page.all("td")
    ids = {attributes["id"]: text for attributes, text in page.all("details")}
    anchors = iter(page.all("a"))
    style = page.all("style")[0][1]
    places = [(row, column) for row in rated.rows for column in rated.columns]
    for (attributes, text), (row, column) in zip(cells, places, strict=True):
        cell = rated.cell(row, column)
        assert cell.value is None or isinstance(cell.value, Band)
        assert text == matrix_cell_mark(cell)
        assert f".{attributes['class']} {{ background: #{LEGEND_ENTRIES[cell.value].fill}; }}" in style
        if cell.evidence:
            link, _ = next(anchors)
            assert link["href"].removeprefix("#") in ids
            assert all(item.id in ids[link["href"].removeprefix("#")] for item in cell.evidence)
            assert cell_in_words(cell) in link["aria-label"] and column.label in link["aria-label"]
    assert next(anchors, None) is None
    assert max(Counter(attributes["id"] for attributes, _ in page.all("details")).values()) == 1


def test_every_coding_is_quoted_whole_in_a_fold_that_prints(page: Page, rated: Matrix) -> None:
    items = [item for _, _, cell in cells_with_codings(rated) for item in cell.evidence]
    assert [text for _, text in page.all("blockquote")] == [make_printable(item.quote) for item in items]
    assert len(page.all("details")) == len(list(cells_with_codings(rated)))
    assert all("open" in attributes for attributes, _ in page.all("details"))


def test_the_legend_and_the_notes_are_there(page: Page) -> None:
    assert [text for _, text in page.all("dd")] == [key.definition for key in LEGEND_ENTRIES.values()]
    assert [text for _, text in page.all("dt")] == [f"{k.letter} {k.glyph} {k.label}" for k in LEGEND_ENTRIES.values()]
    assert {BANDS_CAUTION, STATE} <= {text for _, text in page.all("p")}


def test_nothing_that_was_said_becomes_markup() -> None:
    evil = "</blockquote><script>alert('x')</script>&amp;\"'"
    made = matrix(MatrixMeasure.COUNT, columns(0, 1), benefits=1)
    found = evidence(1, quote=evil, note=evil, coder=evil, code_name=evil, source=evil)
    column = replace(made.columns[0], label=evil, group=evil, number=evil)
    row = replace(made.rows[0], label=evil)
    cells = {("B01", "P1"): MatrixCell(1, (found,))}
    named = replace(made, study=evil, codebook=evil, state=evil)
    page = Page(matrix_html(replace(named, columns=(column,), rows=(row,), cells=cells)))
    assert page.all("script") == [({}, SORTING_SCRIPT)]
    assert page.all("h1")[0][1] == page.all("blockquote")[0][1] == evil
    assert page.all("abbr")[0][0]["title"] == evil


def test_a_school_with_a_name_of_its_own_is_named_where_it_is_headed_and_under_the_table() -> None:
    page = Page(matrix_html(matrix(across=named_columns())))
    heads = [(attributes["title"], text) for attributes, text in page.all("abbr")]
    assert heads == [("Primary School 1", "1"), ("Hillside", "C1"), ("Ashdown & Vale", "C2")]
    assert page.all("p")[1][1] == NAMED


def test_figures_carry_no_bands() -> None:
    page = Page(matrix_html(matrix(MatrixMeasure.COUNT)))
    assert page.all("dd") == [] and not any("class" in attributes for attributes, _ in page.all("td"))


def test_what_is_too_wide_for_a_page_is_laid_out_for_paper_besides_and_scrolls_by_keyboard() -> None:
    wide = matrix(MatrixMeasure.COUNT, across=columns(18, 11, 1))
    page = Page(matrix_html(wide))
    (screen, _), (paper, _) = page.all("div")
    assert (screen["tabindex"], screen["role"], screen["aria-label"]) == ("0", "region", wide.heading)
    assert paper["class"] == "paper"
    figures = [text for _, text in page.all("td")]
    shown, printed = figures[: len(wide.cells)], figures[len(wide.cells) :]
    assert shown == [wide.cell(row, column).text for row in wide.rows for column in wide.columns]
    assert printed == [wide.cell(row, column).text for column in wide.columns for row in wide.rows]
    assert len(page.all("table")) == 2 and not any("id" in attributes for attributes, _ in page.all("td"))
    assert len(Page(matrix_html(matrix())).all("div")) == 1


def test_a_listing_too_wide_for_paper_goes_there_line_by_line_under_its_headings() -> None:
    for width, kind in ((60, "sorts"), (160, "sorts stacked")):
        shown = ListingTable(
            "A study",
            "Table",
            (ListingHeading("School", 21), ListingHeading("<B01>", width)),
            (("P1", "Few."),),
            (STATE,),
            matrix().made_at,
            "Nothing.",
        )
        page = Page(listing_html(shown))
        assert page.all("table")[0][0]["class"] == kind
        assert [(attributes["data-head"], text) for attributes, text in page.all("td")] == [("<B01>", "Few.")]
