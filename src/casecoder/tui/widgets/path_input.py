"""An input for a path that completes the typed text."""

from pathlib import Path

from textual.suggester import Suggester
from textual.widgets import Input


class PathSuggester(Suggester):
    """Completes a path from the files on the disk; a folder gets its slash."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the completed path, or ``None`` if no name fits."""
        return complete_path(value)


def complete_path(typed: str) -> str | None:
    """Return the typed path, completed to the first name in its folder that fits, or ``None`` if none does.

    Hidden names are offered only when their dot is typed.
    """
    folder, slash, begun = typed.rpartition("/")
    if not typed or typed == "~":
        return None
    try:
        names = sorted(Path((folder + slash) or ".").expanduser().iterdir())
    except (OSError, RuntimeError):  # no such folder, or no such user's home
        return None
    for path in names:
        if path.name.startswith(begun) and path.name != begun and path.name.startswith(".") == begun.startswith("."):
            return folder + slash + path.name + ("/" if path.is_dir() else "")
    return None


class PathInput(Input):
    """An input for a path. The right arrow accepts the completion."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id, suggester=PathSuggester(), compact=True)

    @property
    def path(self) -> Path | None:
        """Return the typed path without the quotes of a dragged file, or ``None`` if nothing is typed."""
        typed = self.value.strip().strip("'\"")
        return Path(typed).expanduser() if typed else None
