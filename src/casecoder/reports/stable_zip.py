"""The same bytes for the same document: zip archives without clocks or chance order."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST = "[Content_Types].xml"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def stabilise_zip(archive: bytes) -> bytes:
    """An Office document's zip rewritten with members in order of name and without dates.

    The content types come first, where readers that stream the file look for them.
    """
    made = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(made, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            info = ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0
            new.writestr(info, old.read(name))
    return made.getvalue()
