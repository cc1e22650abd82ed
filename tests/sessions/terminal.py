"""casecoder in tmux: keys in, what the terminal shows out."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("casecoder")
PATIENCE = 8.0
"""How long, in seconds, what was asked for may take to show."""


class Terminal:
    """A terminal of a given size with the program in it, on a tmux server of its own.

    Parameters
    ----------
    home:
        A folder that stands in for the researcher's: settings, pins and drafts go there.
    size:
        Columns and rows.
    variables:
        Further environment variables.
    """

    def __init__(self, home: Path, size: tuple[int, int], variables: dict[str, str]) -> None:
        self.size = size
        self.environment = os.environ | {
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "CASECODER_CODER": "field",
            "TERM": "xterm-256color",
            **variables,
        }
        self._server = f"casecoder-{os.getpid()}-{home.name}"

    def run(self, *arguments: str | Path) -> str:
        """What a command of casecoder prints."""
        done = subprocess.run([PROGRAM, *arguments], env=self.environment, text=True, capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(f"casecoder {' '.join(map(str, arguments))}: {done.stderr}")
        return done.stdout

    def open(self, study: Path) -> None:
        """Start the program on a study."""
        width, height = map(str, self.size)
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height, str(PROGRAM), "open", str(study))

    def close(self) -> None:
        """End the server, whatever still runs in it."""
        self._tmux("kill-server")

    def press(self, *keys: str) -> None:
        """Press keys, as tmux calls them."""
        for key in keys:
            self._tmux("send-keys", "--", key)
            time.sleep(0.03)

    def type(self, words: str) -> None:
        """Type words."""
        self._tmux("send-keys", "-l", "--", words)

    def see(self, words: str) -> None:
        """Wait until the terminal shows these words.

        Raises
        ------
        SystemExit
            If it doesn't in good time; with what it shows instead.
        """
        until = time.monotonic() + PATIENCE
        while words not in self.shown():
            if time.monotonic() > until:
                raise SystemExit(f"{words!r} does not show. This does:\n{self.shown()}")
            time.sleep(0.02)

    def shown(self, *how: str) -> str:
        """What the terminal shows now; with ``-e`` in its colours."""
        return self._tmux("capture-pane", "-p", *how)

    def _tmux(self, *arguments: str) -> str:
        command: Sequence[str] = ["tmux", "-L", self._server, *arguments]
        return subprocess.run(command, env=self.environment, text=True, capture_output=True, check=True).stdout
