"""Zip archives without dates or chance order, so that the same document has the same bytes.

A module of its own, because it knows archives only and nothing of what is in them.
"""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST = "[Content_Types].xml"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


MemberRewriter = Callable[[bytes], Iterable[bytes]]
"""A function that takes the content of a member and returns its new content, piece by piece."""


def stabilise_zip(archive: bytes, rewriters: Mapping[str, MemberRewriter] | None = None) -> bytes:
    """Return an Office document's zip with its members in order of name and without dates.

    The content types come first, where readers that stream the file look for them.

    Parameters
    ----------
    rewriters:
        For some names, the function that changes the member. Each piece is compressed as it comes, so that a long
        member is never held whole.
    """
    made = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(made, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            info = ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0
            rewrite = (rewriters or {}).get(name)
            content = old.read(name)
            with new.open(info, "w") as member:
                for piece in rewrite(content) if rewrite else [content]:
                    member.write(piece)
    return made.getvalue()
