"""The sample study, built once in a test run, whatever number of processes it has."""

import fcntl
import os
from functools import cache
from pathlib import Path

from casecoder.services.demo import STUDY, build

FOLDER = "CASECODER_TEST_RUN"
"""The variable that names a folder which all processes of a test run share; see ``conftest.py``."""


@cache
def sample() -> Path:
    """The sample study's file. Tests that change it copy it first."""
    folder = Path(os.environ[FOLDER])
    made, half = folder / "sample", folder / "half"
    with (folder / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half.mkdir()
            build(half / STUDY).close()
            half.rename(made)
    return made / STUDY
