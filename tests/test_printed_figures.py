"""Figures that documents print: each has one definition, which writes its key, describes it and counts it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.judging.agreement_results import (
    Agreement,
    AgreementFigure,
    AgreementLine,
    AgreementMeasure,
    AgreementSubject,
)
from casecoder.core.outputs.figures.definitions import CountedFigure, Figure, FigureFamily, Parameter
from casecoder.core.outputs.figures.printed_figures import PrintedFigure, describe_figure, listed_codings, parse_figure
from casecoder.core.outputs.figures.school_figures import (
    SCHOOL_FIGURES,
    SchoolMaterial,
    SchoolParticipant,
    SchoolSource,
)
from casecoder.core.outputs.figures.sentences import count_phrase, sentence_as_text
from casecoder.core.outputs.figures.study_figures import BANDS, NEAR, STUDY_FIGURES, SUPPORTING, UNWRITTEN
from casecoder.core.outputs.figures.study_material import RatingProcess, School, StudyMaterial
from casecoder.core.outputs.figures.table_figures import (
    CodePairFigure,
    MatrixCellFigure,
    parse_code_pair_key,
    parse_matrix_cell_key,
)
from casecoder.core.outputs.matrix import MatrixMeasure, MatrixRequest
from casecoder.core.transcripts.nearness import Nearness, TurnSpans
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band, Direction, Phase, Role, SourceKind
from tests.documents.report_inputs import STATE, evidence, judgement

CODINGS = (
    evidence(1, code="B01.1"),
    evidence(2, code="B02", direction=Direction.COUNTERS, coder="Ann: lead, P1"),
    evidence(3, code="B02", in_review=True),
    evidence(4, code="C04", source="P3-OBS-01", outdated=True),
    evidence(5, code="C04", start=110, end=120, coder=""),
)
IN_SCHOOLS = SchoolMaterial(
    CODINGS,
    {"B01": ("B01",), "B01.1": ("B01.1", "B01"), "B02": ("B02",), "C04": ("C04",)},
    [SchoolSource("P3-INT-02", "P3", SourceKind.INTERVIEW), SchoolSource("P3-OBS-01", "P3", SourceKind.OBSERVATION)],
    [SchoolParticipant("P3", Role.TEACHER, frozenset({"P3-INT-02"})), SchoolParticipant("P3", Role.PARENT)],
)
AGREEMENT = Agreement(
    "Study", AgreementSubject.RATINGS, None, ("Ann", "Ben"), 3, (AgreementMeasure.KAPPA,),
    (
        AgreementLine("", "All", {AgreementMeasure.KAPPA: AgreementFigure(0.504, 0.1, 0.9)}, ()),
        AgreementLine("B01", "One", {AgreementMeasure.KAPPA: AgreementFigure(None)}, ()),
    ),
    (), 1000, STATE, CODINGS[0].created_at,
)  # fmt: skip
STUDY = StudyMaterial(
    schools=(School("P3", "Primary School 3", Phase.PRIMARY), School("S1", "Secondary School 1", Phase.SECONDARY)),
    in_schools=IN_SCHOOLS,
    codebook=frozenset({"B01", "B01.1", "B02"}),
    conditions=frozenset({"C04"}),
    offered=frozenset({"B01", "B01.1", "B02"}),
    benefits=frozenset({"B01", "B02"}),
    turns={"P3-INT-02": TurnSpans([Span(0, 1000)]), "P3-OBS-01": TurnSpans([Span(0, 500), Span(500, 1000)])},
    written=frozenset({("B01", "P3")}),
    judged={("B01", "P3"): judgement(31, "B01", Band.AMBER, (1,), ("E-0001 has changed.",))},
    unsettled=frozenset({("B02", "P3")}),
    replaced=frozenset({("B01", "P3")}),
    rated=RatingProcess((("Ann", 2), ("Ben", 1)), 1, 1, 0, 1, (("Lead", 1),)),
    second_coded=1,
    agreement={AgreementSubject.RATINGS: AGREEMENT},
    not_compared={AgreementSubject.CODINGS: "One coder."},
)
WORDS = {
    "case": ("P3", "S1"), "code": ("B01", "B01.1", "B02", "C04"), "source": ("P3-INT-02", "P3-OBS-01"),
    "person": ("Ann", "Ann: lead, P1", "H. Tarrant"), "kind": tuple(SourceKind), "role": tuple(Role),
    "phase": tuple(Phase), "band": tuple(Band), "subject": tuple(AgreementSubject),
    "measure": tuple(AgreementMeasure), "end": ("low", "high"),
}  # fmt: skip


class Gathered:
    """A study whose material is at hand; it has no tables."""

    in_schools, material = IN_SCHOOLS, STUDY

    def matrix(self, codebook: str, asked: MatrixRequest) -> None:
        """None."""

    def coding_numbers(self, codebook: str, asked: MatrixRequest) -> dict[tuple[str, str], tuple[int, ...]]:
        """None."""
        return {}

    def pairs(self, codebook: str, how: Nearness) -> None:
        """None."""


def asked_for(figure: Figure[object]) -> list[tuple[str, ...]]:
    """All that the figure can be asked for, over the words above."""
    least = len(figure.takes) - len(figure.words) + 1
    made: list[tuple[str, ...]] = []
    for many in range(least, len(figure.takes) + 1):
        made += product(*(_words(parameter) for parameter in figure.takes[:many]))
    return made


def _words(parameter: Parameter) -> tuple[str, ...]:
    try:
        return (*WORDS[parameter.name], parameter.read(""))
    except ValueError:
        return WORDS[parameter.name]


@pytest.mark.parametrize("family", [SCHOOL_FIGURES, STUDY_FIGURES], ids=["of a school", "over all schools"])
def test_the_key_of_a_figure_leads_back_to_its_definition_and_to_its_value(family: FigureFamily[object]) -> None:
    material = IN_SCHOOLS if family is SCHOOL_FIGURES else STUDY
    for figure in family:
        for parameters in asked_for(figure):
            printed = figure.of(material, *parameters)
            again = parse_figure(printed.key)
            assert again is not None, printed.key
            assert again.count(Gathered()) == printed
            assert again.words == figure.describe(parameters)
            assert all(word in again.words for word in parameters)


def test_every_figure_has_a_key_and_words_of_its_own() -> None:
    every = [(figure, figure.takes[: len(figure.takes) - at]) for family in (SCHOOL_FIGURES, STUDY_FIGURES)
             for figure in family for at in range(len(figure.words))]  # fmt: skip
    keys = [(figure.name, len(takes)) for figure, takes in every]
    assert len(set(keys)) == len(keys)
    assert all(words.count("{") == len(takes) for figure, takes in every
               for words in [figure.words[len(figure.words) - 1 - len(figure.takes) + len(takes)]])  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("codings:P3:B02", 2), ("codings:P3:B01", 1), ("codings:S1", 0), ("counter:P3", 1), ("waiting:P3", 1),
        ("sources:P3:interview", 1), ("participants:P3:teacher", 1), ("heard:P3-INT-02", 1), ("heard:P3-OBS-01", 0),
        ("heard:P3:interview:teacher", 1), ("heard:P3:interview:parent", 0),
        ("all:schools", 2), ("all:schools:B01", 1), ("all:schools-in:primary", 1), ("all:schools-against:B02", 1),
        ("all:supports", 4), ("all:supports:B01:P3", 1), ("all:supports:B01:S1", 0), ("all:counter:B02", 1),
        ("all:kinds::", 2), ("all:kinds::secondary", 0), ("all:people:teacher:primary", 1), ("all:turns", 3),
        ("all:by:Ann: lead, P1", 1), ("all:by:", 1),
        ("all:near:B01:C04", 1), ("all:with:B01:C04", 0), ("all:with:B01:B02", 0),
        ("all:bands:B01:amber", 1), ("all:bands:B01:unrated", 1), ("all:unrated", 2), ("all:unwritten", 1),
        ("all:agreement:ratings:kappa:", 0.5), ("all:agreement:ratings:kappa::low", 0.1),
        ("all:agreement:ratings:kappa:B01", None), ("all:agreement:codings:kappa:B01", None),
    ],
)  # fmt: skip
def test_a_figure_is_counted_by_its_key(key: str, value: float | None) -> None:
    assert counted(key) == CountedFigure(key, value)


def counted(key: str) -> CountedFigure | None:
    """What a figure comes to in the study above."""
    figure = parse_figure(key)
    assert figure is not None
    return figure.count(Gathered())


@pytest.mark.parametrize(
    "key",
    [
        "", ":", "all:", "codings", "codings:", "codings:P3:B02:B03", "sources:P3:phonecall", "participants:P3:head",
        "all:turns:of:all", "all:nothing", "all:bands:B01", "all:bands:B01:purple", "all:supports::P3",
        "all:agreement:ratings:charm:B01", "all:agreement:ratings:kappa:B01:middle", "codings:all:P3:B01",
        "cell:Benefits:count:benefits:case::B01", "cell:Benefits:joy:benefits:case::B01:P3",
        "meet:nearby:Benefits:B01:B02:together", "meet:near:Benefits:B01:B02:love", "__class__:P3", "all:define:x",
    ],
)  # fmt: skip
def test_a_key_that_no_document_of_ours_has_is_none(key: str) -> None:
    assert parse_figure(key) is None
    assert describe_figure(key) == key
    assert listed_codings(key) is None


@given(st.text(alphabet=":%abcdeghilnorsuPB02", max_size=30))
def test_any_text_can_be_read_as_a_key_and_is_counted_or_is_none(key: str) -> None:
    figure = parse_figure(key)
    assert figure is None or isinstance(figure.count(Gathered()), CountedFigure | None)


@given(st.text(min_size=1), st.text(), st.text())
def test_the_key_of_a_table_s_figure_holds_any_title_and_name(title: str, row: str, column: str) -> None:
    cell = MatrixCellFigure(title, MatrixRequest(MatrixMeasure.COUNT, by="role"), row, column)
    assert parse_matrix_cell_key(cell.key) == cell
    pair = CodePairFigure(Nearness.NEAR, title, row, column, "lift")
    assert parse_code_pair_key(pair.key) == pair


def test_a_figure_whose_study_no_longer_has_the_codebook_cannot_be_counted() -> None:
    cell = MatrixCellFigure("Benefits", MatrixRequest(MatrixMeasure.COUNT), "B01", "P3")
    for key in (cell.key, CodePairFigure(Nearness.NEAR, "Benefits", "B01", "B02", "lift").key):
        assert counted(key) is None


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("codings:P3:B02", "coded passages of P3 under B02"),
        ("heard:P3:interview", "people of P3 heard in sources of the kind interview"),
        ("all:kinds:interview:", "sources: interview"), ("all:kinds::", "sources"),
        ("all:near:B02:C04", "passages of C04 near one of B02"),
        ("all:by:Ann: lead, P1", "codings by Ann: lead, P1"), ("all:by:", "codings by "),
        ("all:agreement:ratings:kappa::low", "agreement on ratings, kappa: low"),
    ],
)  # fmt: skip
def test_a_figure_is_described_by_its_key(key: str, words: str) -> None:
    assert describe_figure(key) == words


@pytest.mark.parametrize(
    ("key", "listed"),
    [
        ("codings:P3:B02", ("B02", "P3")), ("waiting:P3", ("", "P3")), ("all:supports:B01:P3", ("B01", "P3")),
        ("all:codings", ("", "")), ("participants:P3", None), ("all:turns", None),
        ("cell:Benefits:count:benefits:case::B01:P3", ("B01", "P3")),
        ("cell:Benefits:count:benefits:role::B01:teacher", ("B01", "")),
    ],
)  # fmt: skip
def test_the_codings_a_figure_counts_can_be_listed(key: str, listed: tuple[str, str] | None) -> None:
    assert listed_codings(key) == listed


def test_a_figure_stands_in_a_sentence_with_what_it_counts() -> None:
    assert sentence_as_text(count_phrase(SUPPORTING.of(STUDY, "B01"), "passage")) == "1 passage"
    assert sentence_as_text(count_phrase(UNWRITTEN.of(STUDY), "summary", "summaries")) == "1 summary"
    assert sentence_as_text(count_phrase(BANDS.of(STUDY, "B01", "red"), "school")) == "0 schools"
    assert NEAR.of(STUDY, "B01", "C04").key == "all:near:B01:C04"


def test_a_figure_of_a_school_names_its_school() -> None:
    named: list[PrintedFigure | None] = [parse_figure("codings:P3:B02"), parse_figure("all:codings:B02")]
    assert [figure.case for figure in named if figure] == ["P3", ""]
