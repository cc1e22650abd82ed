"""Keep the bytes of imported files: not at all where the frozen text gives them back exactly, else compressed."""

import codecs
import hashlib
import zlib
from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, insert, select

from casecoder.core.transcripts.transcript import Transcript
from casecoder.store.tables import ORIGINAL, REVISION

AS_BYTES, AS_ZLIB = "bytes", "zlib"
"""The values of ``kept_as`` for bytes that are kept as they are, and for bytes that are compressed."""

_FROM_TEXT = {
    "text": ("", "\n"),
    "text crlf": ("", "\r\n"),
    "text bom": ("\ufeff", "\n"),
    "text bom crlf": ("\ufeff", "\r\n"),
}
"""The values of ``kept_as`` for bytes that are left out, each with the text before the frozen text and its line end."""

_SAME_BYTES = select(ORIGINAL.c.digest).where(ORIGINAL.c.digest == bindparam("digest"))


def add_original(connection: Connection, transcript: Transcript) -> str:
    """Keep a file's bytes, unless the study has them already. Return their SHA-256."""
    digest = transcript.original_digest
    if connection.execute(_SAME_BYTES, {"digest": digest}).first() is None:
        kept_as, data = pack_original(transcript.original, transcript.text, transcript.encoding)
        connection.execute(insert(ORIGINAL), {"digest": digest, "kept_as": kept_as, "data": data})
    return digest


def pack_original(original: bytes, text: str, encoding: str) -> tuple[str, bytes]:
    """Return how a file's bytes are kept and what has to be stored for it.

    Parameters
    ----------
    text, encoding:
        The frozen text of the file and the codec that read it.
    """
    for kept_as in _FROM_TEXT:
        if _encode(text, encoding, kept_as) == original:
            return kept_as, b""
    packed = zlib.compress(original)
    return (AS_ZLIB, packed) if len(packed) < len(original) else (AS_BYTES, original)


def unpack_original(kept_as: str, data: bytes, text: str, encoding: str) -> bytes | None:
    """Return a file's bytes from what :func:`pack_original` gave; ``None`` if they can't be had from it."""
    if kept_as == AS_BYTES:
        return data
    if kept_as == AS_ZLIB:
        try:
            return zlib.decompress(data)
        except zlib.error:
            return None
    return None if data else _encode(text, encoding, kept_as)


def read_originals(connection: Connection) -> Iterator[tuple[str, bytes | None]]:
    """Read the bytes of every imported file by their SHA-256; ``None`` for those that the study has lost.

    Several texts may come from one file, read by several versions of casecoder: the bytes come from one that gives
    the right SHA-256.
    """
    columns = (ORIGINAL.c.digest, ORIGINAL.c.kept_as, ORIGINAL.c.data, REVISION.c.text, REVISION.c.encoding)
    joined = ORIGINAL.outerjoin(REVISION, REVISION.c.original == ORIGINAL.c.digest)
    latest, found = "", None
    for digest, kept_as, data, text, encoding in connection.execute(
        select(*columns).select_from(joined).order_by(ORIGINAL.c.digest)
    ):
        if latest and digest != latest:
            yield latest, found
            found = None
        latest = digest
        if found is None:
            original = unpack_original(kept_as, data, text or "", encoding or "")
            found = original if original is not None and hashlib.sha256(original).hexdigest() == digest else None
    if latest:
        yield latest, found


def _encode(text: str, encoding: str, kept_as: str) -> bytes | None:
    """Return the text as a file's bytes; ``None`` where the codec or the way of keeping does not give any."""
    try:
        before, line_end = _FROM_TEXT[kept_as]
        codec = codecs.lookup(encoding)
        return codec.encode(before + text.replace("\n", line_end))[0]
    except (LookupError, UnicodeEncodeError):
        return None
