"""What a test run builds once, whatever number of processes it has: the sample study, and what is made of it."""

import fcntl
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from casecoder.services.demo import STUDY_FILENAME, build_demo_study

FOLDER = "CASECODER_TEST_RUN"
"""The variable that names a folder which all processes of a test run share; see ``conftest.py``."""


def once_a_run(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first process to ask for it fills, while the others wait."""
    folder = Path(os.environ[FOLDER])
    made = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = Path(tempfile.mkdtemp(dir=folder))
            make(half)
            half.rename(made)
    return made


@cache
def sample() -> Path:
    """The sample study's file. Tests that change it copy it first."""
    return once_a_run("sample", lambda folder: build_demo_study(folder / STUDY_FILENAME).close()) / STUDY_FILENAME
