"""The studies opened last, kept in a file from one run to the next."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import platformdirs

MOST_RECENT_STUDIES = 9
"""How many studies are remembered."""


@dataclass(slots=True)
class RecentStudies:
    """The list of the studies opened last.

    Parameters
    ----------
    recent:
        Paths of studies, the one opened last first.
    """

    recent: list[str] = field(default_factory=list)

    @classmethod
    def load(cls) -> "RecentStudies":
        """Read the list from its file; it is empty if there is no file or it can't be read."""
        try:
            kept = json.loads(_file().read_text("utf-8"))
            recent = kept.get("recent", [])
        except (OSError, ValueError, AttributeError):  # a first run, or a damaged file
            return cls()
        if not isinstance(recent, list):
            return cls()
        return cls([path for path in recent if isinstance(path, str)][:MOST_RECENT_STUDIES])

    def opened(self, study: Path) -> None:
        """Put a study at the head of the list, and save the list."""
        path = str(study.resolve())
        self.recent = [path, *(other for other in self.recent if other != path)][:MOST_RECENT_STUDIES]
        self.save()

    def save(self) -> None:
        """Write the list to its file."""
        with suppress(OSError):  # work on a study goes on when the home folder can't be written
            _file().parent.mkdir(parents=True, exist_ok=True)
            _file().write_text(json.dumps(asdict(self), indent=1), "utf-8")


def _file() -> Path:
    return platformdirs.user_state_path("casecoder") / "remembered.json"
