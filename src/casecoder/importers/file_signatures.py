"""Tell what a file really is from its first bytes, whatever its name says."""

from enum import Enum

_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
"""What the first file in the package of an OpenDocument text holds."""


class DisguisedFormat(Enum):
    """A kind of file that often has another kind's suffix: what it is called, and what to do about it."""

    PDF = "a PDF", "Copy its text into a text file, or save the transcript it was made from as .docx or .txt."
    RTF = "an RTF document", "Open it in a word processor and save it as .docx or .txt."
    HTML = "a web page", "Open it in a browser or word processor and save it as .docx or .txt."
    ZIP = "a ZIP archive", "Unpack it and import the files it holds."
    OPEN = "an OpenDocument text (.odt)", "Open it in a word processor and save it as .docx."
    WORD = "a Word document", "Give it the suffix .docx."
    OLD_WORD = "an old Word document (.doc)", "Open it in a word processor and save it as .docx."
    LOCKED = "a document with a password", "Open it in Word, take the password away and save it as .docx."

    @property
    def noun(self) -> str:
        """Return what the file is, with an article."""
        return self.value[0]

    @property
    def remedy(self) -> str:
        """Return what the user can do."""
        return self.value[1]


def detect_disguised_format(data: bytes) -> DisguisedFormat | None:
    """Return the kind of file that the bytes are, or ``None`` if they may be text."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF"):
        return DisguisedFormat.PDF
    if head.startswith(rb"{\rtf"):
        return DisguisedFormat.RTF
    if head[:200].lower().startswith((b"<!doctype html", b"<html")):
        return DisguisedFormat.HTML
    if head.startswith(b"PK\x03\x04"):
        return _package(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        return DisguisedFormat.LOCKED if is_locked else DisguisedFormat.OLD_WORD
    return None


def _package(data: bytes) -> DisguisedFormat:
    """Return what kind of file a ZIP archive is."""
    if _OPEN_DOCUMENT in data[:200]:
        return DisguisedFormat.OPEN
    return DisguisedFormat.WORD if b"word/" in data else DisguisedFormat.ZIP
