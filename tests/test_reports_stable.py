"""The same input makes the same bytes, in every process; colours tell in grey; nothing heavy loads early."""

import os
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest

from casecoder.core.vocabulary import Band
from casecoder.reports.band_legend import LEGEND_ENTRIES
from casecoder.reports.stable_zip import stabilise_zip

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]

_HASHES = """
import hashlib, time
time.time = lambda: float({clock})
from casecoder.core.outputs.matrix import MatrixMeasure
from casecoder.reports.csv_text import evidence_csv, matrix_csv
from casecoder.reports.html_page import matrix_html
from casecoder.reports.markdown_text import matrix_markdown
from casecoder.reports.word.case_study import case_study_docx
from casecoder.reports.word.matrix import matrix_docx
from casecoder.reports.matrix_workbook import matrix_xlsx
from tests.documents.report_inputs import case_study, matrix
made = [case_study_docx(case_study())]
for measure in (MatrixMeasure.RAG, MatrixMeasure.COVERAGE):
    for write in (matrix_docx, matrix_xlsx, matrix_html, matrix_markdown, matrix_csv, evidence_csv):
        made.append(write(matrix(measure)))
for data in made:
    print(hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest())
"""

_LATE = """
import sys
import casecoder.reports.csv_text, casecoder.reports.html_page, casecoder.reports.markdown_text
import casecoder.reports.word, casecoder.reports.matrix_workbook
import casecoder.reports.pictures.chart_picture, casecoder.reports.pictures.heatmap
heavy = ("docx", "lxml", "xlsxwriter", "markdown_it", "pandas", "matplotlib", "PIL")
print([name for name in heavy if name in sys.modules])
"""


def run(code: str, **settings: str) -> str:
    """What a fresh interpreter prints."""
    environment = {**os.environ, **settings}
    call = [sys.executable, "-c", code]
    return subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def test_every_output_is_the_same_bytes_in_another_process_on_another_day() -> None:
    first = run(_HASHES.format(clock=1_000_000_000), PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    second = run(_HASHES.format(clock=1_700_000_000), PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
    assert first == second
    assert len(set(first.split())) == 12  # the list of evidence is the same for both measures


def test_writers_load_their_libraries_only_when_they_write() -> None:
    assert run(_LATE).strip() == "[]"


def test_a_rewritten_archive_has_neither_clock_nor_chance_order() -> None:
    archives = []
    for names, year in ((("b", "[Content_Types].xml", "a"), 2001), (("a", "b", "[Content_Types].xml"), 2020)):
        made = BytesIO()
        with ZipFile(made, "w") as archive:
            for name in names:
                archive.writestr(ZipInfo(name, (year, 1, 1, 0, 0, 0)), f"the words of {name}")
        archives.append(stabilise_zip(made.getvalue()))
    assert archives[0] == archives[1]
    with ZipFile(BytesIO(archives[0])) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "a", "b"]
        assert archive.read("a") == b"the words of a"


def lightness(colour: str) -> float:
    """CIE L* of a colour, 0 (black) to 100 (white)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return float(116 * luminance ** (1 / 3) - 16)


def test_bands_tell_apart_in_grey_and_black_reads_on_all_of_them() -> None:
    shades = [lightness(LEGEND_ENTRIES[band].fill) for band in (Band.GREEN, Band.AMBER, Band.RED, Band.NONE)]
    assert all(darker + 6 < lighter for darker, lighter in pairwise(shades))
    assert shades[0] > 60  # black on it has a contrast above 7 : 1
    assert len(
        {key.glyph for key in LEGEND_ENTRIES.values()} | {key.letter for key in LEGEND_ENTRIES.values()}
    ) == 2 * len(LEGEND_ENTRIES)
