"""What the program and its tests import is declared, what is declared is imported, and the lock files hold it."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OURS = {"casecoder", "tests", "benchmarks"}
TOOLS = {
    *("mypy", "ruff", "import-linter", "pandas-stubs", "types-pyyaml", "pre-commit", "uv"),
    *("pytest-asyncio", "pytest-xdist", "pytest-textual-snapshot"),
}
"""Packages of the development group that are run, read by mypy or loaded by pytest, so that nothing imports them."""


def declared(requirements: Iterable[str]) -> dict[str, Requirement]:
    """The requirements by the canonical name of their package."""
    read = map(Requirement, requirements)
    return {canonicalize_name(requirement.name): requirement for requirement in read}


PROGRAM = declared(PYPROJECT["project"]["dependencies"])
DEVELOPMENT = declared(PYPROJECT["dependency-groups"]["dev"])
BUILD = declared(PYPROJECT["dependency-groups"]["build"])


def modules_in(path: Path) -> Iterator[str]:
    """The top-level modules that a file imports anywhere, also inside functions and for types alone."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip":
            yield ast.literal_eval(node.args[0]).split(".")[0]


@cache
def packages_under(*folders: str) -> dict[str, str]:
    """The packages that the files of folders import, each with one file that does."""
    owners = packages_distributions()
    found: dict[str, str] = {}
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for module in modules_in(path):
            if module not in sys.stdlib_module_names and module not in OURS:
                found[canonicalize_name(owners.get(module, [module])[0])] = path.relative_to(ROOT).as_posix()
    return found


def test_what_the_program_imports_is_declared() -> None:
    assert {package: path for package, path in packages_under("src").items() if package not in PROGRAM} == {}


def test_what_the_program_declares_is_imported() -> None:
    assert set(PROGRAM) - set(packages_under("src")) == set()


def test_what_tests_and_benchmarks_import_is_declared() -> None:
    known = {*PROGRAM, *DEVELOPMENT, *BUILD}
    imported = packages_under("tests", "benchmarks")
    assert {package: path for package, path in imported.items() if package not in known} == {}


def test_what_is_declared_for_development_is_used() -> None:
    assert set(DEVELOPMENT) - TOOLS - set(packages_under("tests", "benchmarks")) == set()


@pytest.mark.parametrize(
    ("file", "wanted"),
    [("requirements.txt", {**PROGRAM, **BUILD}), ("requirements-dev.txt", {**PROGRAM, **DEVELOPMENT})],
)
def test_the_lock_files_pin_what_is_declared(file: str, wanted: dict[str, Requirement]) -> None:
    pins = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    locked = {(canonicalize_name(name), version) for name, version in pins}
    missing = {name for name in wanted if not any(name == pinned for pinned, _ in locked)}
    outside = {(name, pin) for name, pin in locked if name in wanted and pin not in wanted[name].specifier}
    assert (missing, outside) == (set(), set())


def test_hooks_run_the_locked_ruff_over_what_lint_checks() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    assert [" ".join(hook["entry"].split()[:2]) for hook in hooks] == [".venv/bin/ruff check", ".venv/bin/ruff format"]
    assert {hook["files"] for hook in hooks} == {"^(src|tests|benchmarks)/"}
    assert makefile.count("$(BIN)/ruff") == makefile.count("src tests benchmarks") == len(hooks)
