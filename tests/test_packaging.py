"""The wheel holds all that the program needs, and the program finds it there."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

build = pytest.importorskip("hatchling.build", reason="hatchling is not installed")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call = [sys.executable, "-c", f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"]
    said = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    return folder / said.stdout.split()[-1]


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("folder", ["codebooks", "sample_cases"])
def test_the_wheel_holds_what_is_shipped_exactly(wheel: Path, folder: str) -> None:
    shipped = {
        f"casecoder/_data/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert shipped
    assert {name for name in names(wheel) if name.startswith(f"casecoder/_data/{folder}/")} == shipped


def test_the_wheel_holds_every_module_migration_and_style_sheet(wheel: Path) -> None:
    source = ROOT / "src"
    needed = {
        path.relative_to(source).as_posix()
        for path in (source / "casecoder").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert any(name.endswith(".tcss") for name in needed)
    assert any("migrations/versions/0001" in name for name in needed)
    assert "casecoder/py.typed" in needed  # so that whoever imports it gets its types
    assert needed <= names(wheel)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names(wheel)} == {"casecoder"}
    assert not any("__pycache__" in name or name.endswith(".casecoder") for name in names(wheel))


def test_the_command_and_the_licence_are_declared(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = next(name for name in archive.namelist() if name.endswith("/entry_points.txt"))
        assert "casecoder = casecoder.__main__:main" in archive.read(info).decode()
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_the_program_works_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    script = (
        "import casecoder, sys\n"
        f"assert casecoder.__file__.startswith({str(unpacked)!r}), casecoder.__file__\n"
        "from casecoder.services.codebook.codebooks import shipped_codebooks, shipped_folder\n"
        "from casecoder.services.studies import new_study\n"
        "new_study('made').close()\n"
        "print(shipped_folder('sample_cases'), *shipped_codebooks())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
    ).stdout.split()
    assert Path(said[0]).is_relative_to(unpacked)
    assert sum(path.is_dir() for path in Path(said[0]).iterdir()) == 12
    assert said[1] == "learning-platform-benefits"
    assert (tmp_path / "made.casecoder").is_file()


def test_the_version_is_the_same_everywhere() -> None:
    from casecoder import __version__

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__
