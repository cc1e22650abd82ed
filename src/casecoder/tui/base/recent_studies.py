"""What the program remembers between two runs: the studies opened last."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import platformdirs

MOST_RECENT_STUDIES = 9
"""How many studies are remembered."""


@dataclass(slots=True)
class RecentStudies:
    """The state of the program, apart from any study.

    Parameters
    ----------
    recent:
        Paths of studies, the one opened last first.
    """

    recent: list[str] = field(default_factory=list)

    @classmethod
    def load(cls) -> "RecentStudies":
        """What was remembered; nothing if there is no file or it can't be read."""
        try:
            kept = json.loads(_file().read_text("utf-8"))
            recent = kept.get("recent", [])
        except (OSError, ValueError, AttributeError):  # a first run, or a file that something else broke
            return cls()
        if not isinstance(recent, list):
            return cls()
        return cls([path for path in recent if isinstance(path, str)][:MOST_RECENT_STUDIES])

    def opened(self, study: Path) -> None:
        """Put a study at the head of the list and keep it."""
        path = str(study.resolve())
        self.recent = [path, *(other for other in self.recent if other != path)][:MOST_RECENT_STUDIES]
        self.save()

    def save(self) -> None:
        """Keep this for the next run."""
        with suppress(OSError):  # a home that can't be written is no reason to stop work on a study
            _file().parent.mkdir(parents=True, exist_ok=True)
            _file().write_text(json.dumps(asdict(self), indent=1), "utf-8")


def _file() -> Path:
    return platformdirs.user_state_path("casecoder") / "remembered.json"
