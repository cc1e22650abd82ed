"""The command line: every command end to end, its exit codes, and what goes where."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from casecoder.cli.console_output import opening_study
from casecoder.cli.main import main
from casecoder.services import history as history_service
from casecoder.services.judging.rating import open_rating_desk
from casecoder.services.studies import open_study
from tests.study_kit import INTERVIEW, contents, make_study


@dataclass(frozen=True)
class Said:
    """What a call of casecoder came to."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The output as JSON."""
        rows: list[dict[str, Any]] = json.loads(self.out)
        return rows


Run = Callable[..., Said]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call casecoder as its script does, in this process."""
    monkeypatch.setenv("CASECODER_CODER", "anna")

    def call(*words: object, code: int = 0) -> Said:
        monkeypatch.setattr(sys, "argv", ["casecoder", *map(str, words)])
        try:
            main()
            ended: object = 0
        except SystemExit as stop:
            ended = stop.code
        said = Said(int(str(ended or 0)), *capfd.readouterr())
        assert said.code == code, said
        assert "Traceback" not in said.err
        if code:
            assert said.err.strip(), "it failed without a word"
        return said

    return call


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study").mkdir()
    made = make_study(tmp_path / "study", INTERVIEW)
    made.close()
    return made.path


@pytest.fixture
def coded(run: Run, study: Path) -> Path:
    run("code", study, "P1-INT-01", "--quote", "Nobody reads the board", "--code", "B01", "B02", "--note", "Strong.")
    run("code", study, "P1-INT-01", "--quote", "Most don’t.", "--code", "B02", "--counters", "--coder", "ben")
    return study


def same(path: Path) -> dict[str, object]:
    study = open_study(path)
    try:
        return {**contents(study), "events": [line.number for line in history_service.read_history(study)]}
    finally:
        study.close()


def test_a_study_from_beginning_to_end(run: Run, tmp_path: Path) -> None:
    study = tmp_path / "schools.casecoder"
    files = tmp_path / "interviews"
    files.mkdir()
    (files / "P3-INT-02 headteacher.txt").write_text(INTERVIEW)
    (files / "P3-FG-01 learners.md").write_text("INT: So?\n\nSam (Year 5): I like it.\n\nZoë (Year 6): I do too.\n")
    assert run("new", tmp_path / "schools").out.strip() == str(study)
    shown = run("import", study, files, "--preview")
    assert "P3-INT-02" in shown.out
    assert run("sources", study).out == ""
    assert run("import", study, files).out.split() == ["P3-FG-01", "P3-INT-02"]
    first = run("code", study, "P3-INT-02", "--quote", "Nobody reads the board", "--code", "B01").out.split()
    (coding,) = first
    assert run("search", study, '"reads the board"', "--json").rows[0]["source"] == "P3-INT-02"
    rated = run("rate", study, "P3", "B01", "amber", "--because", "Early.", "--evidence", coding)
    assert rated.out.strip() == "R-0001"
    run("summary", study, "P3", "B01", "--text", "It is *early*.")
    assert run("matrix", study, "--cells", "rag", "--out", tmp_path / "rag.md").out.strip() == str(tmp_path / "rag.md")
    assert run("report", study, "--case", "P3", "--out", tmp_path / "p3.docx").out.strip() == str(tmp_path / "p3.docx")
    assert "Amber" in (tmp_path / "rag.md").read_text() or "A" in (tmp_path / "rag.md").read_text()
    assert "Undone" in run("undo", study).err
    assert "Redone" in run("redo", study).err
    assert "the study is whole" in run("check", study).err


def test_listings_are_json_when_asked(run: Run, coded: Path) -> None:
    assert [row["id"] for row in run("cases", coded, "--json").rows] == ["P1"]
    assert [row["ref"] for row in run("sources", coded, "--json").rows] == ["P1-INT-01"]
    assert {row["role"] for row in run("participants", coded, "--json").rows} == {"other", "learner"}
    assert [row["code"] for row in run("segments", coded, "--json").rows] == ["B01", "B02", "B02"]
    assert run("history", coded, "--limit", "2", "--json").rows[0]["coder"] == "ben"
    assert run("codebook", "list", coded, "--json").rows[0]["name"] == "small"
    assert run("check", coded, "--json").rows[0]["faults"] == []
    assert {row["name"] for row in run("codebook", "list", "--json").rows} >= {"learning-platform-benefits"}


@pytest.mark.parametrize("command", ["cases", "sources", "participants", "segments"])
def test_an_empty_listing_is_empty_data(run: Run, tmp_path: Path, command: str) -> None:
    make_study(tmp_path).close()
    study = tmp_path / "study.casecoder"
    assert run(command, study, "--json").rows == []
    said = run(command, study)
    assert said.out == ""
    assert said.err


def test_data_goes_to_stdout_and_narration_to_stderr(run: Run, coded: Path) -> None:
    said = run("code", coded, "P1-INT-01", "--quote", "I show my mum", "--code", "B02")
    assert said.out == "E-0004\n"
    assert "Parents" in said.err
    assert run("undo", coded).out == ""


@pytest.mark.parametrize("words", [("--code", "B01", "B02"), ("--code", "B01", "--code", "B02"), ("--code", "B01,B02")])
def test_several_codes_may_follow_one_option(run: Run, study: Path, words: tuple[str, ...]) -> None:
    assert run("code", study, "P1-INT-01", "--quote", "Some look.", *words).out.split() == ["E-0001", "E-0002"]
    assert [row["code"] for row in run("segments", study, "--json").rows] == ["B01", "B02"]


def test_several_codings_may_follow_one_option(run: Run, coded: Path) -> None:
    run("rate", coded, "P1", "B02", "red", "--because", "Little.", "--evidence", "E-0002", "e3", "--coder", "lead")
    assert "2 codings" in run("rate", coded, "P1", "B02", "r", "--evidence", "2,3", "--because", "Little.").err


def test_several_codebooks_may_follow_one_option(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "s", "--codebook", "conditions-for-success", "learning-platform-benefits")
    names = [row["name"] for row in run("codebook", "list", tmp_path / "s", "--json").rows]
    assert names == ["conditions-for-success", "learning-platform-benefits"]


def test_segments_are_filtered(run: Run, coded: Path) -> None:
    def ids(*words: str) -> list[object]:
        return [row["id"] for row in run("segments", coded, *words, "--json").rows]

    assert ids("--code", "b02") == ["E-0002", "E-0003"]
    assert ids("--direction", "counters") == ["E-0003"]
    assert ids("--coder", "ben") == ["E-0003"]
    assert ids("--case", "primary school 1", "--role", "learner") == []
    assert ids("--kind", "interview", "--phase", "primary", "--source", "talk") == ["E-0001", "E-0002", "E-0003"]


def test_a_place_may_be_coded_and_uncoded(run: Run, study: Path) -> None:
    run("code", study, "P1-INT-01", "--span", "0:3", "--code", "B01")
    assert [(row["start"], row["end"], row["quote"]) for row in run("segments", study, "--json").rows] == [
        (0, 3, "INT")
    ]
    run("uncode", study, "E-0001")
    assert run("segments", study, "--json").rows == []


def test_a_codebook_goes_in_and_out(run: Run, study: Path, tmp_path: Path) -> None:
    markdown = run("codebook", "export", study, "small").out
    changed = tmp_path / "changed.md"
    changed.write_text(markdown.replace("Minutes saved", "Minutes won"))
    run("codebook", "check", changed)
    run("codebook", "import", study, changed)
    assert run("codebook", "export", study, "small").out == changed.read_text()
    assert run("codebook", "export", study, "small", "--version", "1").out == markdown
    assert "Minutes won" in run("codebook", "show", study, "B03").out
    assert run("codebook", "show", study, "small").out.strip() == changed.read_text().strip()
    run("codebook", "export", study, "small", "--out", tmp_path / "out.md")
    assert (tmp_path / "out.md").read_text() == changed.read_text()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "html", "md", "docx"])
@pytest.mark.parametrize("cells", ["count", "rag"])
def test_a_matrix_is_written_in_every_format(run: Run, coded: Path, tmp_path: Path, ending: str, cells: str) -> None:
    written = run("matrix", coded, "--cells", cells, "--out", tmp_path / f"m.{ending}").out.split("\n")[:-1]
    assert written[0] == str(tmp_path / f"m.{ending}")
    assert all(Path(path).stat().st_size for path in written)
    once = Path(written[0]).read_bytes()
    run("matrix", coded, "--cells", cells, "--out", tmp_path / f"m.{ending}")
    assert Path(written[0]).read_bytes() == once


def test_the_codings_behind_a_csv_matrix_are_listed_on_request(run: Run, coded: Path, tmp_path: Path) -> None:
    out, beside = tmp_path / "m.csv", tmp_path / "m-evidence.csv"
    plain = run("matrix", coded, "--out", out)
    assert plain.out == f"{out}\n" and not beside.exists()
    assert "--evidence writes the codings behind the cells to m-evidence.csv" in plain.err
    listed = run("matrix", coded, "--out", out, "--evidence")
    assert listed.out == f"{out}\n{beside}\n"
    assert "m-evidence.csv lists the codings behind the cells" in listed.err
    assert "E-0001" in beside.read_text(encoding="utf-8")
    other = run("matrix", coded, "--out", tmp_path / "m.xlsx", "--evidence")
    assert other.out == f"{tmp_path / 'm.xlsx'}\n" and "only .csv" in other.err
    run("matrix", coded, "--out", tmp_path / "m.png", "--evidence", code=2)
    assert not (tmp_path / "m.png").exists()


def test_every_schools_report_goes_into_a_folder(run: Run, coded: Path, tmp_path: Path) -> None:
    written = run("report", coded, "--all", "--out", tmp_path / "new" / "reports").out.split()
    assert [Path(path).name for path in written] == ["case-study-p1.docx"]
    assert Path(written[0]).is_file()


def test_a_summary_may_come_from_a_file(run: Run, study: Path, tmp_path: Path) -> None:
    (tmp_path / "words.md").write_text("It is *early*.")
    run("summary", study, "P1", "B01", "--file", tmp_path / "words.md")
    with opening_study(str(study)) as kept:
        assert open_rating_desk(kept, "P1", "B01").summary == "It is *early*."
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\xff")
    run("summary", study, "P1", "B01", "--file", tmp_path / "bad.md", code=1)


@pytest.mark.parametrize(
    "words",
    [
        ("sources", "gone.casecoder"),
        ("sources", "STUDY/x"),
        ("code", "STUDY", "P9", "--quote", "x", "--code", "B01"),
        ("code", "STUDY", "P1-INT-01", "--quote", "not there", "--code", "B01"),
        ("code", "STUDY", "P1-INT-01", "--quote", "Some look.", "--code", "B77"),
        ("code", "STUDY", "P1-INT-01", "--span", "5:99999", "--code", "B01"),
        ("code", "STUDY", "P1-INT-01", "--span", "9:5", "--code", "B01"),
        ("uncode", "STUDY", "E-9999"),
        ("uncode", "STUDY", "nonsense"),
        ("uncode", "STUDY", "9" * 30),
        ("rate", "STUDY", "P1", "B01", "purple", "--because", "x"),
        ("rate", "STUDY", "P7", "B01", "none", "--because", "x"),
        ("rate", "STUDY", "P1", "B01", "green", "--because", "x"),
        ("rate", "STUDY", "P1", "B01", "none", "--because", " "),
        ("rate", "STUDY", "P1", "B01", "red", "--because", "x", "--evidence", "E-0999"),
        ("segments", "STUDY", "--role", "emperor"),
        ("segments", "STUDY", "--case", "Atlantis"),
        ("search", "STUDY", ""),
        ("search", "STUDY", '"'),
        ("import", "STUDY", "gone.txt"),
        ("import", "STUDY", "x" * 300),
        ("import", "STUDY", "~nobody/x"),
        ("new", "STUDY"),
        ("new", "no/such/folder/s"),
        ("new", "~nobody/x"),
        ("new", "postgresql://host/db"),
        ("open", "gone.casecoder"),
        ("open", "STUDY"),
        ("codebook", "check", "gone.md"),
        ("codebook", "show", "STUDY", "B77"),
        ("codebook", "import", "STUDY", "gone"),
        ("codebook", "export", "STUDY", "gone"),
        ("codebook", "export", "STUDY", "small", "--version", "9"),
        ("codebook", "export", "STUDY", "small", "--version", "9" * 30),
        ("matrix", "STUDY", "--out", "no/such/folder/m.csv"),
        ("matrix", "STUDY", "--out", "m.csv", "--codebook", "gone"),
        ("report", "STUDY", "--case", "P9", "--out", "x.docx"),
        ("history", "STUDY", "--limit", "9" * 30),
        ("redo", "STUDY"),
        ("undo", "STUDY", "--coder", "nobody"),
        ("demo", "STUDY"),
        ("summary", "STUDY", "P1", "B77", "--text", "x"),
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_what_is_wrong_with_input_or_study_is_a_1_and_changes_nothing(
    run: Run, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    before, listed = same(study), sorted(tmp_path.rglob("*"))
    said = run(*(word.replace("STUDY", str(study)) for word in words), code=1)
    assert said.err.startswith("casecoder: ")
    assert said.out == ""
    assert same(study) == before
    assert sorted(tmp_path.rglob("*")) == listed


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("sources",),
        ("sources", "STUDY", "--nonsense"),
        ("code", "STUDY", "P1-INT-01", "--code", "B01"),
        ("code", "STUDY", "P1-INT-01", "--quote", "a", "--span", "1:2", "--code", "B01"),
        ("code", "STUDY", "P1-INT-01", "--span", "some", "--code", "B01"),
        ("code", "STUDY", "P1-INT-01", "--quote", "x"),
        ("code", "STUDY", "P1-INT-01", "--span", "0:" + "9" * 5000, "--code", "B01"),
        ("rate", "STUDY", "P1", "B01", "none"),
        ("matrix", "STUDY"),
        ("matrix", "STUDY", "--out", "m.pdf"),
        ("matrix", "STUDY", "--out", "m"),
        ("matrix", "STUDY", "--out", "m.csv", "--cells", "colour"),
        ("report", "STUDY", "--out", "x.docx"),
        ("report", "STUDY", "--all", "--case", "P1", "--out", "x"),
        ("report", "STUDY", "--case", "P1", "--out", "x.pdf"),
        ("history", "STUDY", "--limit", "0"),
        ("search", "STUDY", "x", "--limit", "many"),
        ("import", "STUDY"),
        ("summary", "STUDY", "P1", "B01"),
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_what_is_wrong_with_the_call_is_a_2_and_changes_nothing(
    run: Run, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = same(study)
    assert run(*(word.replace("STUDY", str(study)) for word in words), code=2).out == ""
    assert same(study) == before


def test_without_a_terminal_the_application_says_so(run: Run, study: Path) -> None:
    assert "needs a terminal" in run(code=1).err
    assert "needs a terminal" in run("open", study, code=1).err


@pytest.mark.parametrize("name", ["with space", "étude 🙂", "study.v2", "what?", "100%", "a#b", "-dash"])
def test_odd_names_of_studies_work(run: Run, tmp_path: Path, name: str) -> None:
    path = run("new", tmp_path / name).out.rstrip("\n")
    assert Path(path).is_file()
    assert run("codebook", "list", tmp_path / name, "--json").rows
    assert [each.name for each in tmp_path.iterdir()] == [Path(path).name]


def test_a_tilde_is_the_home_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    run("new", "~/mine")
    assert (tmp_path / "mine.casecoder").is_file()
    run("sources", "~/mine.casecoder")
    run("sources", "~/mine")


def test_output_that_cannot_be_written_is_said_and_what_was_there_stays(run: Run, coded: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("mine")
    for out in ("folder.csv", "file/m.csv", "gone/m.csv"):
        assert str(tmp_path / out) in run("matrix", coded, "--out", tmp_path / out, code=1).err
    run("report", coded, "--all", "--out", tmp_path / "file", code=1)
    run("report", coded, "--all", "--out", tmp_path / "file" / "below", code=1)
    assert (tmp_path / "file").read_text() == "mine"
    assert not list(tmp_path.glob(".*")), "something half-written was left"


def test_an_import_of_which_a_file_fails_is_a_1_and_keeps_the_others(run: Run, study: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("INT: So?\n\nMs Ford: A.\n")
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.4")
    said = run("import", study, tmp_path / "a.txt", tmp_path / "b.txt", "--case", "P2", code=1)
    assert said.out == "P2-INT-01\n"
    assert "b.txt was not imported" in said.err
    assert "PDF" in said.err


def test_bytes_that_are_no_text_are_refused(run: Run, study: Path) -> None:
    before = same(study)
    wrong = os.fsdecode(b"caf\xe9")
    run("code", study, "P1-INT-01", "--quote", "Some look.", "--code", "B01", "--note", wrong, code=1)
    run("code", study, "P1-INT-01", "--quote", wrong, "--code", "B01", code=1)
    run("rate", study, "P1", "B01", "none", "--because", wrong, code=1)
    run("search", study, wrong, code=1)
    run("summary", study, "P1", "B01", "--text", wrong, code=1)
    assert same(study) == before


def test_check_fails_on_a_broken_study_and_says_where(run: Run, coded: Path) -> None:
    study = open_study(coded)
    with study.transaction() as connection:
        connection.exec_driver_sql("UPDATE coding SET quote = 'x' WHERE number = 1")
    study.close()
    said = run("check", coded, code=1)
    assert "E-0001" in said.out
    assert run("check", coded, "--json", code=1).rows[0]["faults"]


def test_the_coder_is_the_option_then_the_environment_then_the_login(
    run: Run, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def coder(*words: str) -> object:
        run("code", study, "P1-INT-01", "--quote", "Some look.", "--code", "B01", *words)
        return run("history", study, "--limit", "1", "--json").rows[0]["coder"]

    assert coder("--coder", "zoë") == "zoë"
    assert coder() == "anna"
    monkeypatch.setenv("CASECODER_CODER", " ")
    monkeypatch.setenv("LOGNAME", "lara")
    assert coder() == "lara"


def test_undo_takes_nothing_back_that_another_did(run: Run, coded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ben coded last; whoever is named by the environment is not recorded as him."""
    monkeypatch.setenv("CASECODER_CODER", "cleo")
    run("undo", coded, code=1)
    monkeypatch.setenv("CASECODER_CODER", "anna")
    run("undo", coded)
    newest = run("history", coded, "--limit", "1", "--json").rows[0]
    assert (newest["coder"], newest["kind"]) == ("anna", "undo")
    monkeypatch.delenv("CASECODER_CODER")
    run("undo", coded)
    assert run("history", coded, "--limit", "1", "--json").rows[0]["coder"] == "ben"


def test_help_and_version(run: Run) -> None:
    assert run("--version").out.startswith("casecoder ")
    shown = run("--help").out
    for command in (
        "open",
        "demo",
        "new",
        "import",
        "cases",
        "sources",
        "participants",
        "codebook",
        "code",
        "segments",
        "search",
        "rate",
        "matrix",
        "report",
        "history",
        "undo",
        "redo",
        "check",
    ):
        assert f" {command} " in shown
        assert run(command, "--help").out


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("large")
    study = make_study(folder, INTERVIEW + "Ms Ford: There is much to tell.\n\n" * 3000)
    study.close()
    yield study.path


@pytest.mark.slow
@pytest.mark.parametrize("words", [["search", "STUDY", "much", "--limit", "5000"], ["history", "STUDY"], ["--help"]])
def test_a_reader_that_goes_away_is_no_trouble(large: Path, words: list[str]) -> None:
    call = [sys.executable, "-m", "casecoder", *(str(large) if word == "STUDY" else word for word in words)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@pytest.mark.slow
def test_every_command_works_in_a_bare_environment(study: Path) -> None:
    call = [sys.executable, "-m", "casecoder", "search", str(study), "café"]
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    said = subprocess.run(call, capture_output=True, stdin=subprocess.DEVNULL, env=bare, check=True)
    assert "café" in said.stdout.decode()
