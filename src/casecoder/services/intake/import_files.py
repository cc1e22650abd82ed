"""Find the files of an import: those under the paths given, as far as manifests list them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casecoder.core.errors import CaseCoderError
from casecoder.importers.manifest_files import ManifestSource, read_manifest
from casecoder.importers.transcript_files import TRANSCRIPT_SUFFIXES

CASE_SHEET, PEOPLE_SHEET, MANIFEST = "case.md", "participants.csv", "manifest.csv"
"""Files in an imported folder that describe the others, and are no sources themselves."""


@dataclass(frozen=True, slots=True)
class FilesToImport:
    """The files to import.

    Each has the folder whose sheets describe it; ``rows`` are what a manifest says of them.

    ``left`` are the files that a manifest left out.
    """

    roots: dict[Path, Path] = field(default_factory=dict)
    rows: dict[Path, ManifestSource] = field(default_factory=dict)
    left: list[Path] = field(default_factory=list)


def find_files_to_import(paths: Sequence[Path], manifest: Path | None) -> FilesToImport:
    """Return the files under the paths given.

    Raises
    ------
    CaseCoderError
        If a path can't be read, or a manifest is wrong or names a file that is not there.
    """
    gathered = FilesToImport()
    for path in paths:
        try:
            start = path.expanduser().resolve(strict=True)
            found = _find_transcripts(start) if start.is_dir() else [start]
        except (OSError, RuntimeError) as error:  # too long a name, no permission; an unknown ~user
            said = "does not exist" if isinstance(error, FileNotFoundError) else f"can't be read: {error}"
            raise CaseCoderError(f"{path} {said}.", "Check the path.") from error
        root = start if start.is_dir() else start.parent
        listings = [manifest.expanduser()] if manifest else sorted(start.rglob(MANIFEST)) if start.is_dir() else []
        for listing in listings:
            found = _apply_manifest(found, listing, root if manifest else listing.parent, gathered)
        for each in found:
            gathered.roots.setdefault(each, root)
    return gathered


def _apply_manifest(found: list[Path], listing: Path, governed: Path, gathered: FilesToImport) -> list[Path]:
    """Return the files found, with those of the manifest's folder as the manifest lists them and in its order."""
    listed = _read_listed_files(listing)
    gathered.rows.update(listed)
    under = [path for path in found if path.is_relative_to(governed)]
    gathered.left.extend(path for path in under if path not in listed)
    return [path for path in found if path not in under] + [path for path in listed if path in under]


def _find_transcripts(folder: Path) -> list[Path]:
    """Return the files of a folder that can be transcripts."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix.lower() in TRANSCRIPT_SUFFIXES
        and path.name not in {CASE_SHEET, PEOPLE_SHEET, MANIFEST}
        and not path.name.startswith((".", "~$"))
    ]


def _read_listed_files(manifest: Path) -> dict[Path, ManifestSource]:
    """Read a manifest, and return its rows by the files they name."""
    rows = {(manifest.parent / row.file).resolve(): row for row in read_manifest(manifest)}
    missing = [(path, row) for path, row in rows.items() if not path.is_file()]
    if missing:
        names = ", ".join(f"{row.file} (line {row.line})" for _, row in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise CaseCoderError(
            f"{manifest} names {'a file that is' if len(missing) == 1 else 'files that are'} not there: {names}{more}.",
            "Paths in a manifest are relative to the manifest. Nothing was imported.",
        )
    return rows
