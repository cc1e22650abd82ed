"""Charts of a matrix: its figures, and how often each band was given in each of its rows."""

from collections import Counter

from casecoder.core.outputs.chart import Chart, ChartSeries, ChartShape
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixRow
from casecoder.core.vocabulary import NO_RATING_HOLDS, Band


def matrix_figures_chart(matrix: Matrix, key: str) -> Chart:
    """Chart a matrix of whole numbers: a label for each row, a series for each column.

    Parameters
    ----------
    key:
        What they are counted again by.
    """
    series = []
    for column in matrix.columns:
        cells = [matrix.cell(row, column) for row in matrix.rows]
        series.append(ChartSeries(column.label, tuple(int(_number(cell)) for cell in cells)))
        if any(cell.against for cell in cells):
            series.append(ChartSeries(f"{column.label}, against", tuple(cell.against for cell in cells)))
    labels = tuple(map(_label, matrix.rows))
    return Chart(
        ChartShape.CELLS, matrix.heading, "Code", matrix.measure.heading, labels, tuple(series), matrix.heading, key=key
    )


def _number(cell: MatrixCell) -> float:
    return cell.value if isinstance(cell.value, int | float) else 0


def matrix_bands_chart(matrix: Matrix) -> Chart:
    """Chart in how many schools each band holds for each benefit; the last series are those without one."""
    given = {row.id: Counter(matrix.cell(row, column).value for column in matrix.columns) for row in matrix.rows}
    names: dict[Band | None, str] = {**{band: band.label for band in Band}, None: NO_RATING_HOLDS}
    series = tuple(ChartSeries(name, tuple(given[row.id][band] for row in matrix.rows)) for band, name in names.items())
    title = "In how many schools each benefit has which rating"
    details = []
    for row in matrix.rows:
        found = [f"{name} {many}" for band, name in names.items() if (many := given[row.id][band])]
        details.append(f"{_label(row)}: {', '.join(found)}.")
    rated = any(band is not None for counts in given.values() for band in counts)
    return Chart(
        ChartShape.BARS,
        title,
        "Benefit",
        "Schools",
        tuple(map(_label, matrix.rows)),
        series if rated else (),
        f"{title}. {' '.join(details)}",
        "Nothing has been rated yet.",
        "bands",
    )


def _label(row: MatrixRow) -> str:
    return f"{row.id} {row.label}"
