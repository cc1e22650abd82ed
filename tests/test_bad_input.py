"""Any bytes, whatever they are given as, end in a sentence and not in a traceback."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.services.codebook import codebooks
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from tests.examples import examples
from tests.study_kit import CODEBOOK, CODER, INTERVIEW, contents, make_study

PIECES = st.sampled_from(
    [
        "---\n",
        "case: P1\n",
        "kind: interview\n",
        "date: 2010-01-01\n",
        "## B01 Name\n",
        "INT: So?\n",
        "Ms Ford: Yes.\n",
        "\n",
        "file,case\n",
        "a.txt,P1\n",
        '"',
        ",,,,\n",
        "**",
        "[",
        "(",
        "\t",
        ";",
        "🙂",
        "\u2028",
        "\x85",
        "é",
        "R1:",
        "00:01:02 ",
        "participant,role\n",
        "SM1,head\n",
        "SM1,emperor\n",
        "short: P1\n",
        "phase: primary\n",
        "# Title\n",
        "**Include:** x\n",
    ]
)
BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(PIECES, max_size=20).map(lambda pieces: "".join(pieces).encode()),
    st.lists(PIECES, max_size=12).map(lambda pieces: "".join(pieces).encode("utf-16")),
    st.tuples(st.lists(PIECES, max_size=12), st.binary(max_size=8)).map(
        lambda pair: "".join(pair[0]).encode() + pair[1]
    ),
)
QUIETLY = settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyFile:
    return make_study(tmp_path_factory.mktemp("study"), INTERVIEW)


def _document(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def _in_words(act: Callable[[], object]) -> None:
    try:
        act()
    except CaseCoderError as error:
        assert error.message.strip()
        assert "\n" not in error.message


@QUIETLY
@given(data=BYTES, name=st.sampled_from(["a.txt", "a.md", "a.docx", "P1-INT-01.markdown"]))
def test_any_bytes_as_a_transcript(
    study: StudyFile, tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("file") / name
    path.write_bytes(data)
    (item,) = plan_import([path], study, ImportOptions()).items
    assert bool(item.problem) != bool(item.transcript and item.ref)
    if item.transcript:
        assert item.transcript.original == data
    else:
        assert name in item.problem


@QUIETLY
@given(data=BYTES)
@example(data=b"")
@example(data=b"<w:document/>")
def test_any_bytes_inside_a_word_document(
    study: StudyFile, tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("file") / "a.docx"
    path.write_bytes(_document({"[Content_Types].xml": data, "word/document.xml": data, "_rels/.rels": data}))
    (item,) = plan_import([path], study, ImportOptions()).items
    assert "a.docx" in item.problem


@QUIETLY
@given(data=BYTES, sheet=st.sampled_from(["manifest.csv", "case.md", "participants.csv"]))
def test_any_bytes_as_a_sheet(
    study: StudyFile, tmp_path_factory: pytest.TempPathFactory, data: bytes, sheet: str
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    (folder / "a.txt").write_text("INT: So?\n\nMs Ford: Yes.\n")
    (folder / sheet).write_bytes(data)
    before = contents(study)
    _in_words(lambda: plan_import([folder], study, ImportOptions()))
    assert contents(study) == before


@QUIETLY
@given(
    data=st.one_of(BYTES, st.integers(0, len(CODEBOOK)).map(lambda at: (CODEBOOK[:at] + CODEBOOK[at + 1 :]).encode()))
)
def test_any_bytes_as_a_codebook(study: StudyFile, tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("book") / "book.md"
    path.write_bytes(data)
    _in_words(lambda: codebooks.install_codebook(study, str(path), coder=CODER))
    assert check_study(study).faults == ()


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, 200_000), junk=st.binary(min_size=1, max_size=64))
def test_a_study_with_bytes_overwritten(tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    made = _whole_study(tmp_path_factory)
    at %= len(made)
    path = folder / "study.casecoder"
    path.write_bytes(made[:at] + junk + made[at + len(junk) :])

    def look() -> None:
        study = open_study(path)
        try:
            check_study(study)
        finally:
            study.close()

    _in_words(look)


_BYTES: dict[str, bytes] = {}


def _whole_study(factory: pytest.TempPathFactory) -> bytes:
    if "study" not in _BYTES:
        study = make_study(factory.mktemp("whole"), INTERVIEW)
        study.close()
        _BYTES["study"] = study.path.read_bytes()
    return _BYTES["study"]


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "ä" * 60 + ".txt", "-x.txt", "a.b.c.TXT", "   .txt", "con.txt", "'; DROP TABLE.md"]
)
def test_odd_names_of_files_are_imported_under_them(tmp_path: Path, name: str) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "files").mkdir()
    made = make_study(tmp_path / "study")
    (tmp_path / "files" / name).write_text("INT: So?\n\nMs Ford: Yes.\n")
    report = run_import(made, plan_import([tmp_path / "files"], made, ImportOptions(case="P1")), CODER)
    assert report.imported == ["P1-INT-01"]
    assert study_listings.list_sources(made)[0].filename == name
    assert check_study(made).faults == ()
