"""Modules import each other in one direction, and a public name under ``src/`` means one thing."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMES_MAY_REPEAT = ("cli", "migrations")
"""Folders whose functions are named by commands and by Alembic."""


def module_name(path: Path, base: Path) -> str:
    """The dotted name of a file's module."""
    return ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")


def imported_names(tree: ast.Module) -> Iterator[str]:
    """The modules and names that a module imports anywhere, also inside functions and for types alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def import_graph(folder: Path) -> dict[str, set[str]]:
    """Each module of a folder with those of the folder that it imports."""
    trees = {module_name(path, folder.parent): ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")}

    def owner(name: str) -> str:
        return name if name in trees else name.rpartition(".")[0]

    return {name: {owner(imported) for imported in imported_names(tree)} & trees.keys() for name, tree in trees.items()}


@pytest.mark.parametrize("folder", ["src/casecoder", "benchmarks"])
def test_no_modules_import_each_other_in_a_circle(folder: str) -> None:
    graph = import_graph(ROOT / folder)
    assert any(graph.values())
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def public_definitions(*kinds: type[ast.stmt]) -> Iterator[tuple[str, Path]]:
    """The public classes or functions at the top of the modules under ``src/``, each with its file."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            name = getattr(node, "name", "_")
            if isinstance(node, kinds) and not name.startswith("_"):
                yield name, path.relative_to(ROOT)


def repeated(definitions: Iterator[tuple[str, Path]]) -> dict[str, list[str]]:
    """The names that several files define."""
    files: dict[str, list[str]] = defaultdict(list)
    for name, path in definitions:
        files[name].append(path.as_posix())
    return {name: paths for name, paths in files.items() if len(paths) > 1}


def test_no_public_class_name_is_defined_twice() -> None:
    assert not repeated(public_definitions(ast.ClassDef))


def test_no_public_function_name_is_defined_twice() -> None:
    functions = public_definitions(ast.FunctionDef, ast.AsyncFunctionDef)
    assert not repeated((name, path) for name, path in functions if not set(NAMES_MAY_REPEAT) & set(path.parts))


SHORTEST, LONGEST = 40, 400
"""Lines of a module that says nothing of its length. A docstring may give a reason after these words:"""
REASONS = ("Short because", "Long because")


def states_a_reason(source: str) -> bool:
    """Whether a paragraph of the module's docstring says why it is short or long."""
    paragraphs = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")
    return any(paragraph.startswith(REASONS) for paragraph in paragraphs)


def test_no_module_is_very_short_or_long_without_a_reason() -> None:
    modules = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")}
    odd = {
        path.relative_to(ROOT).as_posix(): source.count("\n")
        for path, source in modules.items()
        if path.name != "__init__.py" and "migrations" not in path.parts
        if not SHORTEST <= source.count("\n") <= LONGEST and not states_a_reason(source)
    }
    assert not odd
