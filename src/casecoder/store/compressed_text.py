"""Text that a column keeps compressed: the texts of sources, and the history, which repeats a few names in every event.

A value is one byte that says how it was compressed, then the compressed bytes. There is one way so far: deflate with
a preset dictionary, without which a short text would hardly shrink. ``_DICTIONARY`` must never change, as what
was written with it could then not be read; another dictionary needs another first byte.
"""

import zlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, LargeBinary, TypeDecorator

_DEFLATED = b"\x01"
_DICTIONARY = (
    b'"interviewer": false, "label": "", "name": "", "participant_id": null, "pseudonym": "", "consent": "given", '
    b'"role": "learner", "kind": "interview", "filename": ".docx", "researcher": "", "second_coders": [], '
    b'"status": "unread", "title": "", "ref": "", [["source", null, {"case_id": "", "date": "20", "digest": "", '
    b'["speaker", null, {"id": "", ["participant", null, {"case_id": "", "body": "", "author": "", "written_at": "20", '
    b'[["rating", null, {"band": "amber", "case_id": "", "code_id": "", "fingerprint": {"coding:": ""}, "id": "", '
    b'"kind": "own", "number": , "rated_at": "20", "rater": "", "rationale": "", "reason": "", "settles": [], '
    b'"signed_at": null, "signed_by": ""}], ["citation", null, {"coding_number": , "rating_id": "'
    b" because about their they with have was were the parents teachers children that and when for you it to "
    b'[["coding", null, {"code_id": "01", "codebook_version_id": "01", "coder": "", "created_at": "2026-01-01T00:00:00.'
    b'000000+00:00", "direction": "supports", "end": , "id": "01", "note": "", "number": , "quote": "", '
    b'"revision_id": "01", "source_id": "01", "start": , "strength": null, "turn": }]]'
)


FAST = 1
"""The level of compression for the texts of sources: it takes a quarter of the time that the usual one does."""


def compress_text(text: str, level: int = zlib.Z_DEFAULT_COMPRESSION) -> bytes:
    """Return the text as a column keeps it."""
    deflate = zlib.compressobj(level, wbits=-zlib.MAX_WBITS, zdict=_DICTIONARY)
    return _DEFLATED + deflate.compress(text.encode()) + deflate.flush()


def decompress_text(data: bytes) -> str:
    """Return the text of a column's value; of a damaged value some text that no study ever held."""
    inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=_DICTIONARY)
    try:
        if data[:1] == _DEFLATED:
            text = inflate.decompress(memoryview(data)[1:]).decode()
            if inflate.eof:
                return text
    except (zlib.error, UnicodeDecodeError):
        pass
    return f"damaged: {data!r}"


class CompressedText(TypeDecorator[str]):
    """A column of text that is compressed on disk. SQL can't look into it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, level: int = zlib.Z_DEFAULT_COMPRESSION) -> None:
        super().__init__()
        self.level = level

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Compress what is written."""
        return None if value is None else compress_text(value, self.level)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], str | None]:
        """Decompress what is read; a text that another program put there is returned as it is."""

        def read(value: Any) -> str | None:
            return value if value is None or isinstance(value, str) else decompress_text(bytes(value))

        return read
