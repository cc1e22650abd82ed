"""Run the fast part of the suite on every Python from 3.11 that this machine has or can get.

``python -m tests.every_python`` gives each Python an environment of its own under ``build/pythons`` with the locked
packages, and ends with a line for each Python that it ran on or skipped. A Python that neither lies here nor can be
downloaded is skipped with the reason; no network is needed but the package index.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "pythons"
UV = Path(sys.executable).with_name("uv")
FAST = "not slow and not asyncio"
"""What is run: all tests of the ideas, the services and the commands, without those that start the application."""
PATIENCE = 300
"""Seconds that finding, downloading or installing may take."""
UNREACHABLE = re.compile(r"dns error|error sending request|client error|timed out|took longer")
"""What uv says when something can't be fetched."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one Python: ``passed``, ``failed`` or ``skipped``, and why."""

    python: str
    word: str
    why: str = ""

    def __str__(self) -> str:
        """The line that is printed at the end."""
        return f"Python {self.python}: {self.word}{f' ({self.why})' if self.why else ''}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call of uv printed, and whether it did what it was asked."""

    is_done: bool
    output: str

    @property
    def cause(self) -> str:
        """The last thing that uv names as the cause, on one line."""
        causes = re.findall(r"(?:cause|error): (.+)", self.output)
        lines = self.output.strip().splitlines()
        return str(causes[-1]) if causes else " ".join(lines[-1:])


def uv(*arguments: str) -> Answer:
    """Call uv; a call that takes longer than :data:`PATIENCE` has failed."""
    environment = {**os.environ, "PATH": _search_path(), "UV_HTTP_RETRIES": "1", "UV_HTTP_TIMEOUT": "60"}
    environment.pop("VIRTUAL_ENV", None)
    try:
        call = subprocess.run(
            [UV, "--color", "never", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(False, f"error: uv took longer than {PATIENCE} s")
    return Answer(call.returncode == 0, call.stdout if call.returncode == 0 else call.stderr)


def versions() -> list[str]:
    """Return the minor versions from the oldest that the project supports to the newest that uv knows as released."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    oldest = int(project["requires-python"].removeprefix(">=3."))
    known = uv("python", "list", "--only-downloads", "--output-format", "json")
    if not known.is_done:
        raise SystemExit(f"uv doesn't list the Pythons there are: {known.cause}")
    minors = {
        python["version_parts"]["minor"]
        for python in json.loads(known.output)
        if python["implementation"] == "cpython" and python["version"].replace(".", "").isdigit()
    }
    return [f"3.{minor}" for minor in sorted(minors) if minor >= oldest]


def try_python(version: str) -> Outcome:
    """Find or get one Python, install the locked packages for it, and run the fast part of the suite."""
    asked = ("python", "find", "--system", "--no-python-downloads", version)
    found = uv(*asked)
    if not found.is_done:
        fetched = uv("python", "install", "--no-bin", version)
        if not fetched.is_done:
            return Outcome(version, "skipped", f"none is here, and none can be downloaded: {fetched.cause}")
        found = uv(*asked)
    home = FOLDER / version
    python = home / "bin" / "python"
    for step in (
        ("venv", "--quiet", "--clear", "--python", found.output.strip(), str(home)),
        ("pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(ROOT / "requirements-dev.txt")),
    ):
        answer = uv(*step)
        if not answer.is_done:
            print(answer.output)
            word = "skipped" if UNREACHABLE.search(answer.output) else "failed"
            return Outcome(version, word, f"its packages can't be installed: {answer.cause}")
    exact = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.split()[-1]
    return Outcome(exact, "passed" if _run_fast_part(python) else "failed")


def _run_fast_part(python: Path) -> bool:
    """Whether the fast part passes; what pytest prints is printed."""
    call = [str(python), "-m", "pytest", "-p", "no:cacheprovider", "-m", FAST, "-n", "2", "--dist", "worksteal"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(call, cwd=ROOT, env=environment, check=False).returncode == 0


def _search_path() -> str:
    """The search path with the Pythons of pyenv at its head, which pyenv itself shows only if they are chosen."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    folders = sorted(str(folder) for folder in pyenv.glob("versions/3.*/bin"))
    return os.pathsep.join([*folders, os.environ.get("PATH", "")])


def main() -> int:
    """Run on all of them; the exit code is 1 if the suite failed on one, or ran on none."""
    outcomes = []
    for version in versions():
        print(f"--- Python {version}", flush=True)
        outcomes.append(try_python(version))
        print(outcomes[-1], flush=True)
    print("---", *outcomes, sep="\n")
    words = {outcome.word for outcome in outcomes}
    return int("failed" in words or "passed" not in words)


if __name__ == "__main__":
    sys.exit(main())
