"""The sample study, built once in a test run's process."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from casecoder.services.demo import build


@cache
def sample() -> Path:
    """The sample study's file. Tests that change it copy it first."""
    folder = Path(tempfile.mkdtemp(prefix="casecoder-sample-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    study = build(folder / "sample.casecoder")
    study.close()
    return study.path
