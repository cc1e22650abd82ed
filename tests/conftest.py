"""What every test stands on."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.demo_kit import FOLDER
from tests.examples import SMALL, WHOLE
from tests.speedups import make_quick

gc.set_threshold(50_000)  # as the program does where it starts
os.environ["XDG_CONFIG_HOME"] = os.devnull  # nobody's own settings: tests of settings name a folder
os.environ.pop("NO_COLOR", None)  # it would take the colours out of every snapshot
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what tests start is compiled once, as if installed
make_quick()
for profile, how_many in (("full", WHOLE), ("small", SMALL)):
    # how long an example takes says more of the machine than of the program
    settings.register_profile(
        profile, max_examples=how_many, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("small")  # unless --hypothesis-profile says otherwise

MEMORY = "/dev/shm"
ROOM = 4_000_000_000
"""Bytes."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the processes of a run share, also for matplotlib's list of fonts, which takes a second.

    Where there is a disk in memory with room, all that tests write goes there: a study is synced at each change.
    """
    if not hasattr(config, "workerinput"):
        roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
        if roomy and "TMPDIR" not in os.environ:
            os.environ["TMPDIR"], tempfile.tempdir = MEMORY, None
        os.environ[FOLDER] = os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="casecoder-tests-")


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every later search for garbage; it stays until the end."""
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program remembers, and its settings, are in a test's own folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
