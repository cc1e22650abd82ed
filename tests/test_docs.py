"""The README says what is so: its commands and options exist, and every command is in it."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from casecoder.cli.main import app

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
ROOT: Any = typer.main.get_command(app)


def _commands(group: Any = ROOT, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= _commands(command, (*path, name))
        else:
            found[*path, name] = command
    return found


COMMANDS = _commands()
LINES = [line for block in re.findall(r"```\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
TYPED = [line for line in LINES if line.startswith("casecoder ")]


@pytest.mark.parametrize("line", TYPED)
def test_a_command_in_the_readme_exists_with_its_options(line: str) -> None:
    words = shlex.split(line)[1:]
    path = tuple(words[:2]) if tuple(words[:2]) in COMMANDS else tuple(words[:1])
    command = COMMANDS[path]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_in_the_readme_and_explains_itself(path: tuple[str, ...]) -> None:
    assert f"casecoder {' '.join(path)}" in README
    assert COMMANDS[path].help


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
