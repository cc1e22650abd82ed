"""Agreement of coders and raters, and their disagreements, as CSV and Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from casecoder.core.judging.agreement_results import (
    NO_FIGURE,
    Agreement,
    AgreementFigure,
    AgreementLine,
    AgreementMeasure,
    AgreementSubject,
    CoderPair,
    SegmentOverlap,
)
from casecoder.core.phrases import join_with_and
from casecoder.reports.csv_text import format_csv
from casecoder.reports.markdown_text import escape_markdown

_HEADINGS = (
    "code", "name", "measure", "coder", "other_coder", "value", "low", "high", "why_none", "worked_on", "units",
    "chosen", "left_out", "segments", "overlapping", "exact", "shared", "boundary",
)  # fmt: skip


def agreement_csv(agreement: Agreement) -> str:
    """Return a line for each figure: of all coders, then of each pair, with how their segments overlap."""
    return format_csv(_HEADINGS, [_fields(*item) for line in agreement.lines for item in _figures(agreement, line)])


def _figures(
    agreement: Agreement, line: AgreementLine
) -> Iterator[tuple[Agreement, AgreementLine, AgreementMeasure, AgreementFigure, CoderPair | None]]:
    """Yield every figure of a line, first those of all coders, then those of each pair."""
    for measure, figure in line.figures.items():
        yield agreement, line, measure, figure, None
    for pair in line.pairs:
        for measure, figure in pair.figures.items():
            yield agreement, line, measure, figure, pair


def _fields(
    agreement: Agreement,
    line: AgreementLine,
    measure: AgreementMeasure,
    figure: AgreementFigure,
    pair: CoderPair | None,
) -> list[str | float]:
    """Return the fields of a figure, in the order of the headings."""
    numbers = [_number(number) for number in (figure.value, figure.low, figure.high)]
    overlap = pair.overlap if pair else line.overlap
    return [
        line.id, line.name, measure.value, pair.one if pair else "", pair.other if pair else "", *numbers,
        figure.reason, pair.shared if pair else agreement.compared, line.units, line.chosen, line.left_out,
        *([""] * 5 if agreement.on is AgreementSubject.RATINGS else _overlap_fields(overlap)),
    ]  # fmt: skip


def _overlap_fields(overlap: SegmentOverlap) -> list[str | float]:
    """Return the fields about the overlap of segments."""
    shared, boundary = _number(overlap.shared), _number(overlap.boundary)
    return [overlap.segments, overlap.overlapping, overlap.exact, shared, boundary]


def _number(value: float | None) -> str | float:
    """Return a number to nine places, which every machine computes alike."""
    return "" if value is None else round(value, 9) + 0.0


def agreement_markdown(agreement: Agreement, headings: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()) -> str:
    """Return the figures as tables, the disagreements if there are headings for them, and how all was counted."""
    of = f"{agreement.on}, by {agreement.unit}" if agreement.unit else str(agreement.on)
    parts = [
        f"# {escape_markdown(agreement.study)}",
        f"How far {escape_markdown(join_with_and(agreement.coders))} agree on {of}.",
    ]
    names = ["Code", *(measure.short for measure in agreement.measures)]
    parts.append(_table(names, [_line(agreement, line) for line in agreement.lines]))
    parts.append(
        "\n".join(f"- **{measure.short}**: {escape_markdown(measure.heading)}" for measure in agreement.measures)
    )
    if len(agreement.coders) > 2:
        parts += ["## Two by two", _table(*_pairs(agreement))]
    if agreement.on is AgreementSubject.CODINGS:
        pairs = ", all pairs together" if len(agreement.coders) > 2 else ""
        parts += [f"## How the segments meet{pairs}", _table(*_segments(agreement))]
    if headings:
        places = _table(headings, [list(map(escape_markdown, row)) for row in rows])
        parts += ["## Where they disagree", places if rows else "Nowhere."]
    return (
        "\n\n".join(
            [*parts, "## How it was counted", *map(escape_markdown, agreement.notes), escape_markdown(agreement.state)]
        )
        + "\n"
    )


def _line(agreement: Agreement, line: AgreementLine) -> list[str]:
    """Return the cells of the line of a code."""
    figures = (_format_figure(line.figures[measure], measure) for measure in agreement.measures)
    return [escape_markdown(f"{line.id} {line.name}"), *figures]


def _format_figure(figure: AgreementFigure, measure: AgreementMeasure) -> str:
    """Return a figure with the reason why it has no value, if it has none."""
    return figure.whole(measure) + (f" ({figure.reason})" if figure.reason else "")


def _pairs(agreement: Agreement) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of the table of pairs."""
    given = {measure for line in agreement.lines for pair in line.pairs for measure in pair.figures}
    shown = [measure for measure in agreement.measures if measure in given]
    rows = [
        [escape_markdown(line.id or line.name), escape_markdown(f"{pair.one}, {pair.other}"), str(pair.shared)]
        + [_format_figure(pair.figures[measure], measure) for measure in shown]
        for line in agreement.lines
        for pair in line.pairs
    ]
    return ["Code", "Pair", "Sources" if agreement.unit else "Cells", *(measure.short for measure in shown)], rows


def _segments(agreement: Agreement) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of the table of overlapping segments."""
    rows = []
    for line in agreement.lines:
        meets = line.overlap
        shared = NO_FIGURE if meets.shared is None else f"{meets.shared:.0%}"
        apart = NO_FIGURE if meets.boundary is None else f"{meets.boundary:.1f}"
        rows.append(
            [escape_markdown(line.id), str(meets.segments), str(meets.overlapping), str(meets.exact), shared, apart]
        )
    heads = ["Code", "Segments", "Overlapping", "Same boundaries", "Shared of both", "Boundaries apart, characters"]
    return heads, rows


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (headings, ["---"] * len(headings), *rows))
