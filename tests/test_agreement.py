"""The measures of agreement, against published examples, independent libraries, and plain counting."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise, product

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from casecoder.analysis.coded_stretches import CodedStretches, measure_overlap, unite_stretches
from casecoder.analysis.coding_agreement import CodedMaterial, ComparedCode, compare_codings
from casecoder.analysis.rating_agreement import BAND_ORDER, ComparedRating, compare_ratings
from casecoder.core.judging import agreement_coefficients as measures
from casecoder.core.judging.agreement_coefficients import (
    ChoiceTally,
    cohen_kappa,
    equal_weight,
    gwet_ac1,
    krippendorff_alpha,
    linear_weight,
    nominal_difference,
    ordinal_difference,
    per_cent_agreement,
    quadratic_weight,
    tally_choices,
)
from casecoder.core.judging.agreement_results import AgreementLine, AgreementMeasure
from casecoder.core.judging.unitising import (
    count_self_pairs,
    find_disputed_stretches,
    unitise_spans,
    unitising_alpha_disagreement,
)
from casecoder.core.transcripts.spans import Span
from tests.examples import examples

EXACT = 1e-9
ONE_CODE = [ComparedCode("B01", "Organisation", {0})]


def tally_of_two(table: Sequence[Sequence[int]]) -> ChoiceTally:
    """Two coders' table as a tally."""
    found: Counter[tuple[int, ...]] = Counter()
    for row, column in product(range(len(table)), repeat=2):
        found[tuple((row == place) + (column == place) for place in range(len(table)))] += table[row][column]
    return found


# Published examples

KRIPPENDORFF = [  # Krippendorff (2011), Computing Krippendorff's alpha-reliability: 12 units, 4 coders, gaps
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4), (1, 1, 2, 1),
    (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, 3, None, None),
]  # fmt: skip
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]  # Cohen (1960), page 45
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]  # Gwet (2014), cont3x3abstractors of his irrCAC
MAMMOGRAMS = [[34, 10, 2, 0], [6, 8, 8, 2], [2, 5, 4, 12], [0, 1, 2, 14]]  # Kundel and Polansky (2003), table A1


def test_alpha_is_that_of_krippendorffs_example() -> None:
    tally = tally_choices(([None if choice is None else choice - 1 for choice in unit] for unit in KRIPPENDORFF), 5)
    assert krippendorff_alpha(tally) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(tally, ordinal_difference) == pytest.approx(0.815, abs=5e-4)


def test_ac1_and_per_cent_are_those_of_gwets_examples() -> None:
    """His irrCAC prints these for ``cac.raw4raters`` (Krippendorff's units) and ``cont3x3abstractors``."""
    raw = tally_choices(([None if choice is None else choice - 1 for choice in unit] for unit in KRIPPENDORFF), 5)
    assert gwet_ac1(raw) == pytest.approx(0.77544, abs=5e-6)
    assert per_cent_agreement(raw) == pytest.approx(0.8181818, abs=5e-8)
    two = tally_of_two(ABSTRACTORS)
    assert gwet_ac1(two) == pytest.approx(0.8493305, abs=5e-8)
    assert per_cent_agreement(two) == pytest.approx(0.89)
    assert cohen_kappa(ABSTRACTORS) == pytest.approx(0.7964094, abs=5e-8)
    assert krippendorff_alpha(two) == pytest.approx(0.7972585, abs=5e-8)


ALEX = [(1, 7), (8, 13), (31, 32), (33, 37), (38, 44), (45, 60)]
PAUL = [(1, 7), (8, 13), (14, 21), (33, 44)]
SUZAN = [(1, 7), (8, 13), (14, 21), (33, 37), (38, 41), (42, 44)]


def test_unitising_alpha_is_that_of_krippendorffs_example() -> None:
    """Krippendorff (2018), Content Analysis, figure 12.11: three observers on 60 characters, units against gaps."""
    codings = [(0, 0, who, a - 1, b) for who, units_ in enumerate((ALEX, PAUL, SUZAN)) for a, b in units_]
    (line,) = compare_codings(CodedMaterial(("Alex", "Paul", "Suzan"), [[0, 1, 2]], [60], None, codings), ONE_CODE)
    assert line.figures[AgreementMeasure.UNITISING].value == pytest.approx(0.413, abs=1e-3)


def test_kappa_is_that_of_cohens_examples() -> None:
    assert cohen_kappa(COHEN) == pytest.approx(0.492, abs=5e-4)
    weights = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]  # Cohen (1968), page 215: 0.348
    assert cohen_kappa(COHEN, lambda one, other, _: weights[one][other]) == pytest.approx(0.348, abs=5e-4)


def test_linear_weights_are_those_of_kundel_and_polanskys_example() -> None:
    """As vcdExtra prints them for its ``Mammograms``."""
    assert cohen_kappa(MAMMOGRAMS) == pytest.approx(0.3713, abs=5e-5)
    assert cohen_kappa(MAMMOGRAMS, linear_weight) == pytest.approx(0.5964, abs=5e-5)


TABLES = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size)
)


@given(TABLES)
def test_quadratic_weights_are_a_correlation(table: list[list[int]]) -> None:
    """Fleiss and Cohen (1973), The equivalence of weighted kappa and the intraclass correlation coefficient."""
    choices = [pair for pair in product(range(len(table)), repeat=2) for _ in range(table[pair[0]][pair[1]])]
    assume(choices)
    one, other = np.array(choices, dtype=float).T
    apart = one.var() + other.var() + (one.mean() - other.mean()) ** 2
    expected = None if apart < EXACT else 2 * np.mean((one - one.mean()) * (other - other.mean())) / apart
    found = cohen_kappa(table, quadratic_weight)
    assert found == (None if expected is None else pytest.approx(expected, abs=EXACT))


def test_hundred_characters_that_overlap_by_half() -> None:
    """By hand: 50 both, 50 only one, 50 only the other, 850 neither; kappa is (0.90 - 0.82) / (1 - 0.82)."""
    (line,) = compare_codings(
        CodedMaterial(("a", "b"), [[0, 1]], [1000], None, [(0, 0, 0, 100, 200), (0, 0, 1, 150, 250)]), ONE_CODE, 1
    )
    assert line.figures[AgreementMeasure.KAPPA].value == pytest.approx(0.08 / 0.18, abs=EXACT)
    assert f"{line.figures[AgreementMeasure.KAPPA].value:.4f}" == "0.4444"
    assert (line.overlap.segments, line.overlap.overlapping, line.overlap.exact) == (2, 2, 0)
    assert line.overlap.shared == pytest.approx(50 / 150)
    assert line.overlap.boundary == 50
    # 2000 places, 1800 gaps, 200 coded, 100 apart; two units of 100 and 1800 characters of gaps pair with themselves
    by_hand = 1 - 100 * (2000**2 - 2 * 100**2 - 1800) / (2000 * 1800 * 200)
    assert line.figures[AgreementMeasure.UNITISING].value == pytest.approx(by_hand, abs=EXACT)


# Independent libraries


@given(TABLES)
def test_kappa_is_that_of_scikit_learn(table: list[list[int]]) -> None:
    choices = [pair for pair in product(range(len(table)), repeat=2) for _ in range(table[pair[0]][pair[1]])]
    assume(len({choice for pair in choices for choice in pair}) > 1)
    one, other = zip(*choices, strict=True)
    for weight, name in ((equal_weight, None), (linear_weight, "linear"), (quadratic_weight, "quadratic")):
        expected = cohen_kappa_score(one, other, labels=range(len(table)), weights=name)
        assert cohen_kappa(table, weight) == pytest.approx(expected, abs=EXACT)


CHOICES = st.integers(2, 5).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | st.integers(0, 3), min_size=coders, max_size=coders), min_size=1, max_size=30
    )
)


@given(CHOICES)
def test_alpha_is_that_of_the_library_of_that_name(choices: list[list[int | None]]) -> None:
    tally = tally_choices(choices, 4)
    paired = {place for counts in tally for place, count in enumerate(counts) if count and sum(counts) > 1}
    if len(paired) < 2:
        assert krippendorff_alpha(tally) is None
        return
    data = np.array([[np.nan if choice is None else choice for choice in unit] for unit in choices], dtype=float).T
    domain = [0, 1, 2, 3]
    expected = krippendorff.alpha(data, level_of_measurement="nominal", value_domain=domain)
    assert krippendorff_alpha(tally) == pytest.approx(expected, abs=EXACT)
    expected = krippendorff.alpha(data, level_of_measurement="ordinal", value_domain=domain)
    assert krippendorff_alpha(tally, ordinal_difference) == pytest.approx(expected, abs=EXACT)


# A study's codings, against counting them one character at a time

SPANS = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda at: Span(at[0], min(at[0] + at[1], 41)))


@st.composite
def materials(draw: st.DrawFn, lengths: int = 3) -> CodedMaterial:
    """Up to four coders on a few sources; who has not worked on a source has no coding there."""
    coders = draw(st.integers(2, 4))
    worked = [
        sorted(draw(st.sets(st.integers(0, coders - 1), min_size=2))) for _ in range(draw(st.integers(1, lengths)))
    ]
    codings = [
        (source, 0, coder, *span)
        for source, there in enumerate(worked)
        for coder in there
        for span in draw(st.lists(SPANS, max_size=4))
    ]
    return CodedMaterial(tuple("abcd"[:coders]), worked, [41] * len(worked), None, codings)


def by_character(material: CodedMaterial) -> list[list[int | None]]:
    """For each unit of the texts each coder's choice: coded, not coded, or none, where she did not work."""
    found: list[list[int | None]] = []
    for source, there in enumerate(material.worked):
        divided = material.units[source] if material.units else [Span(at, at + 1) for at in range(41)]
        for unit in divided:
            coded = {c for s, _, c, start, end in material.codings if s == source and unit.overlaps(Span(start, end))}
            found.append([int(c in coded) if c in there else None for c in range(len(material.coders))])
    return found


def check(line: AgreementLine, material: CodedMaterial) -> None:
    choices = by_character(material)
    tally = tally_choices(choices, 2)
    value = {measure: figure.value for measure, figure in line.figures.items()}
    approx = {
        AgreementMeasure.ALPHA: krippendorff_alpha(tally),
        AgreementMeasure.AC1: gwet_ac1(tally),
        AgreementMeasure.PER_CENT: per_cent_agreement(tally),
    }
    for measure, expected in approx.items():
        if measure is AgreementMeasure.PER_CENT or value[measure] is not None:
            assert value[measure] == pytest.approx(expected, abs=EXACT), measure
        else:
            assert expected is None and line.figures[measure].reason
    kappas = []
    for pair in line.pairs:
        one, other = (material.coders.index(name) for name in (pair.one, pair.other))
        both = [(unit[one], unit[other]) for unit in choices if unit[one] is not None and unit[other] is not None]
        found = pair.figures[AgreementMeasure.KAPPA].value
        if len({choice for two in both for choice in two}) < 2:
            assert found is None
        else:
            expected = cohen_kappa_score(*zip(*both, strict=True), labels=[0, 1])
            assert found == pytest.approx(expected, abs=EXACT)
            kappas.append(expected)
    assert value[AgreementMeasure.KAPPA] == (pytest.approx(np.mean(kappas), abs=EXACT) if kappas else None)
    shared = {pair for there in material.worked for pair in combinations(there, 2)}
    assert len(line.pairs) == len(shared)
    assert line.units == len(choices)
    assert line.chosen == sum(any(unit) for unit in choices)


@settings(max_examples=examples(60), deadline=None)
@given(materials())
def test_a_code_is_as_counting_its_characters_gives_it(material: CodedMaterial) -> None:
    check(next(compare_codings(material, ONE_CODE, 1)), material)


@settings(max_examples=examples(40), deadline=None)
@given(materials(), st.lists(st.integers(1, 40), max_size=6, unique=True))
def test_sentences_and_turns_count_by_a_character_shared(material: CodedMaterial, cuts: list[int]) -> None:
    """Units with gaps between them: what lies in none counts for none."""
    edges = [0, *sorted(cuts), 41]
    divided = [Span(start, max(start + 1, end - 1)) for start, end in pairwise(edges)]
    by_unit = CodedMaterial(
        material.coders, material.worked, material.lengths, [divided] * len(material.worked), material.codings
    )
    check(next(compare_codings(by_unit, ONE_CODE, 1)), by_unit)


@settings(max_examples=examples(60), deadline=None)
@given(materials())
def test_unitising_alpha_is_what_its_equations_say(material: CodedMaterial) -> None:
    """Krippendorff, Mathet, Bouvry and Widlöcher (2016): coincidences as lengths of intersecting segments, equation 1;
    those expected, without a unit meeting itself, equation 4; alpha, equation 5a."""
    observed, margins, selves = defaultdict[tuple[bool, bool], float](float), Counter[bool](), Counter[bool]()
    for source, there in enumerate(material.worked):
        segments = {}
        for coder in there:
            mine = unitise_spans([Span(a, b) for s, _, c, a, b in material.codings if (s, c) == (source, coder)])
            edges = [0, *(edge for unit in mine for edge in unit), 41]
            gaps = [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
            segments[coder] = [(True, unit) for unit in mine] + [(False, gap) for gap in gaps]
            for coded, (a, b) in segments[coder]:
                selves[coded] += (b - a) ** 2 if coded else b - a
                margins[coded] += b - a
        for one, other in product(there, repeat=2):
            if one != other:
                for (c, g), (k, h) in product(segments[one], segments[other]):
                    observed[c, k] += max(0, min(g.end, h.end) - max(g.start, h.start)) / (len(there) - 1)
    total = sum(margins.values())
    expected = {c: total * (margins[c] ** 2 - selves[c]) / (total**2 - sum(selves.values())) for c in (True, False)}
    (line,) = compare_codings(material, ONE_CODE, 1)
    found = line.figures[AgreementMeasure.UNITISING].value
    if not (margins[True] and margins[False]):
        assert found is None
    else:
        agreed = sum(observed[c, c] for c in (True, False))
        assert found == pytest.approx(1 - (total - agreed) / (total - sum(expected.values())), abs=EXACT)


def test_one_long_unit_meets_another_by_chance_less_often_than_many_short_ones() -> None:
    """Units of one character each are but characters, and unitising alpha is then alpha by character."""
    long, short = [Span(0, 100)], [Span(at, at + 1) for at in range(0, 200, 2)]
    found = [
        unitising_alpha_disagreement(1800, 200, 20, 2 * count_self_pairs(unitise_spans(one), 1000)).agreement
        for one in (long, short)
    ]
    plain = measures.alpha_disagreement([[1780, 20], [20, 180]]).agreement
    assert found[1] == pytest.approx(plain, abs=EXACT)
    assert found[0] is not None and plain is not None and found[0] > plain


def stretches(spans: list[Span]) -> CodedStretches:
    flat = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return unite_stretches(flat[:, 0], flat[:, 1])


@given(st.lists(SPANS, max_size=12))
def test_numpy_unites_as_the_core_does(spans: list[Span]) -> None:
    found = stretches(spans)
    assert [Span(int(a), int(b)) for a, b in zip(found.starts, found.ends, strict=True)] == unitise_spans(spans)


@given(st.lists(SPANS, max_size=8), st.lists(SPANS, max_size=8))
def test_segments_meet_as_plain_comparing_says(one: list[Span], other: list[Span]) -> None:
    mine, theirs = unitise_spans(one), unitise_spans(other)
    found = measure_overlap(stretches(one), stretches(other))
    met = []
    for segment, across in [(x, theirs) for x in mine] + [(x, mine) for x in theirs]:
        common = [(min(segment.end, y.end) - max(segment.start, y.start), y) for y in across if segment.overlaps(y)]
        if common:
            best = max(common, key=lambda pair: pair[0])
            met.append((best[0], segment, best[1]))
    assert (found.segments, found.overlapping) == (len(mine) + len(theirs), len(met))
    assert found.exact == 2 * len(set(mine) & set(theirs))
    if met:
        shares = [common / (max(a.end, b.end) - min(a.start, b.start)) for common, a, b in met]
        apart = [(abs(a.start - b.start) + abs(a.end - b.end)) / 2 for _, a, b in met]
        assert found.shared == pytest.approx(np.mean(shares))
        assert found.boundary == pytest.approx(np.mean(apart))


# Resamples


def test_the_same_seed_gives_the_same_intervals_and_they_hold_the_value() -> None:
    chance = np.random.default_rng(5)
    codings = []
    for source in range(40):
        for at, later in chance.integers(0, (900, 30), (5, 2)).tolist():
            codings += [(source, 0, 0, at, at + 60), (source, 0, 1, at + later, at + 60)]
    material = CodedMaterial(("a", "b"), [[0, 1]] * 40, [1000] * 40, None, codings)
    once, again, other = (next(compare_codings(material, ONE_CODE, seed)) for seed in (1, 1, 2))
    assert once == again
    assert once.figures != other.figures
    for measure, figure in once.figures.items():
        assert figure.value == other.figures[measure].value
        assert figure.low is not None and figure.high is not None and figure.value is not None
        assert figure.low < figure.value < figure.high < figure.low + 0.2


def test_alike_sources_leave_no_doubt_and_one_source_no_interval() -> None:
    codings = [(source, 0, coder, 10 * coder, 50) for source in range(9) for coder in (0, 1)]
    alike = next(compare_codings(CodedMaterial(("a", "b"), [[0, 1]] * 9, [100] * 9, None, codings), ONE_CODE, 1))
    kappa = alike.figures[AgreementMeasure.KAPPA]
    assert kappa.low == kappa.high == pytest.approx(kappa.value)
    alone = next(compare_codings(CodedMaterial(("a", "b"), [[0, 1]], [100], None, codings[:2]), ONE_CODE, 1))
    assert alone.figures[AgreementMeasure.KAPPA].low is None
    assert alone.figures[AgreementMeasure.KAPPA].value == pytest.approx(kappa.value)


def halves(sources: int, coded: int) -> CodedMaterial:
    """Two coders on some sources, in the first of which they overlap by half, by more in each."""
    codings = [(at, 0, coder, 10 * coder + at, 60) for at in range(coded) for coder in (0, 1)]
    return CodedMaterial(("a", "b"), [[0, 1]] * sources, [100] * sources, None, codings)


@pytest.mark.parametrize(("sources", "coded", "given_"), [(4, 4, False), (5, 5, True), (40, 2, False), (40, 9, True)])
def test_an_interval_needs_at_least_five_sources_that_bear_on_it(sources: int, coded: int, given_: bool) -> None:
    kappa = next(compare_codings(halves(sources, coded), ONE_CODE)).figures[AgreementMeasure.KAPPA]
    assert kappa.value is not None
    assert (kappa.low is not None, kappa.high is not None) == (given_, given_)


def test_where_no_pair_varies_and_all_together_do_the_reason_is_true() -> None:
    """On the first source all is coded by both, on the second nothing."""
    material = CodedMaterial(("a", "b", "c"), [[0, 1], [0, 2]], [50, 50], None, [(0, 0, 0, 0, 50), (0, 0, 1, 0, 50)])
    figures = next(compare_codings(material, ONE_CODE)).figures
    assert figures[AgreementMeasure.ALPHA].value == 1
    assert figures[AgreementMeasure.KAPPA].value is None
    assert "in any pair" in figures[AgreementMeasure.KAPPA].reason


# Ratings


def ratings_of(raters: Sequence[str], code: int, school: int, bands: Sequence[int]) -> list[ComparedRating]:
    """The ratings of a cell, from each rater's band by its place; -1 where she gave none."""
    given = zip(raters, bands, strict=True)
    return [ComparedRating(code, school, rater, BAND_ORDER[band]) for rater, band in given if band >= 0]


def test_a_schools_cells_are_drawn_together() -> None:
    """What every school says twice is no surer for it."""
    bands = [(0, 0), (1, 1), (2, 1), (2, 2), (0, 1), (1, 1), (2, 2), (0, 0), (1, 2)]
    ratings = [
        rating for code in (0, 1) for at, pair in enumerate(bands) for rating in ratings_of("ab", code, at, pair)
    ]
    whole, once, again = compare_ratings(("a", "b"), ratings, [("B01", "Organisation"), ("B02", "Parents")])
    assert once.figures == again.figures
    for measure in (AgreementMeasure.LINEAR, AgreementMeasure.QUADRATIC, AgreementMeasure.PER_CENT):
        figure, twice = once.figures[measure], whole.figures[measure]
        assert figure.low is not None
        assert [twice.low, twice.high] == pytest.approx([figure.low, figure.high])


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(2, 4).flatmap(
    lambda raters: st.lists(st.lists(st.integers(-1, 3), min_size=raters, max_size=raters), min_size=1, max_size=14)
))  # fmt: skip
def test_ratings_are_as_the_libraries_give_them(bands: list[list[int]]) -> None:
    cells = [cell for cell in bands if sum(band >= 0 for band in cell) > 1]
    assume(cells)
    names = tuple("abcd"[: len(bands[0])])
    ratings = [rating for at, cell in enumerate(cells) for rating in ratings_of(names, 0, at, cell)]
    whole, line = compare_ratings(names, ratings, [("B01", "Organisation")], 1)
    assert whole.figures == line.figures
    value = {measure: figure.value for measure, figure in line.figures.items()}
    ordered = tally_choices([[band if 0 <= band < 3 else None for band in cell] for cell in cells], 3)
    named = tally_choices([[band if band >= 0 else None for band in cell] for cell in cells], 4)
    assert value[AgreementMeasure.PER_CENT] == pytest.approx(per_cent_agreement(named), abs=EXACT)
    for measure, tally, difference in (
        (AgreementMeasure.ORDINAL, ordered, ordinal_difference),
        (AgreementMeasure.ALPHA, named, nominal_difference),
    ):
        expected = krippendorff_alpha(tally, difference)
        assert value[measure] == (None if expected is None else pytest.approx(expected, abs=EXACT))
    for measure, name in ((AgreementMeasure.LINEAR, "linear"), (AgreementMeasure.QUADRATIC, "quadratic")):
        kappas = []
        for one, other in combinations(range(len(names)), 2):
            both = [(c[one], c[other]) for c in cells if 0 <= c[one] < 3 and 0 <= c[other] < 3]
            if len({band for two in both for band in two}) > 1:
                kappas.append(cohen_kappa_score(*zip(*both, strict=True), labels=[0, 1, 2], weights=name))
        assert value[measure] == (pytest.approx(np.mean(kappas), abs=EXACT) if kappas else None)
        assert kappas or line.figures[measure].reason
    assert line.left_out == sum(band == 3 for cell in cells for band in cell)


# Disagreements


@given(st.dictionaries(st.sampled_from("abc"), st.lists(SPANS, max_size=4), min_size=1))
def test_what_is_in_dispute_is_what_some_coded_and_others_did_not(coded: dict[str, list[Span]]) -> None:
    text = "x" * 41
    numbered = {who: [(span, place) for place, span in enumerate(spans)] for who, spans in coded.items()}
    found = find_disputed_stretches(numbered, text)
    for item in found:
        assert sorted([*item.by, *item.others]) == sorted(coded)
        for who, numbers in item.by.items():
            assert all(coded[who][number].overlaps(item.span) for number in numbers)
    for at in range(41):
        here = {who for who, spans in coded.items() if any(start <= at < end for start, end in spans)}
        items = [item for item in found if item.span.start <= at < item.span.end]
        assert [set(item.by) for item in items] == ([here] if 0 < len(here) < len(coded) else [])


def test_white_space_and_points_are_in_no_dispute() -> None:
    text = "One. Two."
    assert find_disputed_stretches({"a": [(Span(0, 4), 1)], "b": [(Span(0, 3), 2)]}, text) == []
    (item,) = find_disputed_stretches({"a": [(Span(0, 9), 1)], "b": [(Span(0, 4), 2)]}, text)
    assert (item.span, item.by, item.others) == (Span(5, 9), {"a": (1,)}, ("b",))
