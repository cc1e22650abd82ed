"""Reads back a Word document that casecoder wrote, also after somebody has worked on it."""

import io
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from casecoder.core.errors import CaseCoderError
from casecoder.core.verifying.printed_line import PrintedLine
from casecoder.core.verifying.report_document import (
    CLAIMS_PART,
    CLAIMS_XML_ROOT,
    ClaimList,
    FigureClaim,
    PictureClaim,
    QuoteClaim,
    RatingClaim,
    ReportDocument,
    ShownPicture,
)
from casecoder.importers.file_signatures import DisguisedFormat, detect_disguised_format
from casecoder.importers.word_document import BROKEN_FILE_ERRORS
from casecoder.services.verifying.report_text import PlacedPicture, ReportStyleNames, ReportTextReader

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])")
_MEGABYTE = 1_000_000
_MOST_BYTES = 300 * _MEGABYTE
_NOTE_PARTS = ("footnotes", "endnotes")


def read_report(filename: str, data: bytes) -> ReportDocument:
    """Read what stands in a report, and the list of what was printed in it.

    Raises
    ------
    CaseCoderError
        If it isn't a Word document, has a password, or is damaged.
    """
    _check_file(filename, data)
    _check_size(filename, data)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document = Document(io.BytesIO(data))
        reader = ReportTextReader(_styles(document))
        reader.read(document.element.body)
        for notes in _notes(document):
            reader.read(notes, of="notes")
        pictures = tuple(_shown_picture(document, drawn) for drawn in reader.drawn)
        claims = _claims(document)
    except (OpcError, *BROKEN_FILE_ERRORS) as error:
        if isinstance(error, ValueError) and "content type" in str(error):
            raise CaseCoderError(
                f"{filename} is a template or holds macros: it is a Word file of another kind.",
                "Open it in Word and save it as a Word document (.docx).",
            ) from error
        raise CaseCoderError(
            f"{filename} is damaged: part of the Word document is missing or broken.",
            "Open it in Word, let Word repair it, and save it again.",
        ) from error
    return ReportDocument(tuple(reader.blocks), claims, reader.tracked, pictures)


def _check_file(filename: str, data: bytes) -> None:
    if not data:
        raise CaseCoderError(f"{filename} is empty.", "Check that it was copied whole.")
    disguise = detect_disguised_format(data)
    if disguise in {DisguisedFormat.LOCKED, DisguisedFormat.OLD_WORD, DisguisedFormat.OPEN}:
        raise CaseCoderError(f"{filename} is {disguise.noun}, and can't be read.", disguise.remedy)
    if disguise is not DisguisedFormat.WORD:
        noun = disguise.noun if disguise else "no Word document"
        raise CaseCoderError(f"{filename} is {noun}.", "What can be verified is a .docx file that casecoder wrote.")


def _check_size(filename: str, data: bytes) -> None:
    """Refuse a file that unpacks to more than memory should hold."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist())
    except BadZipFile:
        return  # reading it will say that it is damaged
    if size > _MOST_BYTES:
        raise CaseCoderError(
            f"{filename} unpacks to {size / _MEGABYTE:,.0f} MB; a report has at most {_MOST_BYTES / _MEGABYTE:,.0f}.",
            "If it is a report with large pictures, let Word compress them.",
        )


def _styles(document: "Document") -> ReportStyleNames:
    """Return the names of the styles by their ids, and the levels of heading styles (the title’s is 0)."""
    names, levels, parents = {}, {}, {}
    for style in document.styles.element.iterchildren(f"{_W}style"):
        ref = style.get(f"{_W}styleId", "")
        name = style.find(f"{_W}name")
        parent = style.find(f"{_W}basedOn")
        names[ref] = "" if name is None else name.get(f"{_W}val", "")
        parents[ref] = "" if parent is None else parent.get(f"{_W}val", "")
        heading = _HEADING.fullmatch(names[ref].lower())
        if names[ref].lower() == "title" or heading:
            levels[ref] = int(heading[1]) if heading else 0
    for ref in names:
        for above in _style_line(ref, parents):
            if above in levels:
                levels.setdefault(ref, levels[above])
                break
    return ReportStyleNames(names, levels)


def _style_line(ref: str, parents: dict[str, str]) -> Iterator[str]:
    """Yield a style and those it is based on, each once even where they go in a circle."""
    seen: set[str] = set()
    while ref and ref not in seen:
        seen.add(ref)
        yield ref
        ref = parents.get(ref, "")


def _notes(document: "Document") -> Iterator[Any]:
    """Yield the footnotes and endnotes."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in _NOTE_PARTS:
            yield from parse_xml(relation.target_part.blob).iterchildren()


def _shown_picture(document: "Document", drawn: PlacedPicture) -> ShownPicture:
    """Return a picture with the digest of its file."""
    relation = document.part.rels.get(drawn.file)
    inside = relation is not None and not relation.is_external
    image = sha256(relation.target_part.blob).hexdigest() if relation is not None and inside else ""
    return ShownPicture(drawn.marks, image, drawn.cropped, drawn.alt, drawn.place)


def _claims(document: "Document") -> ClaimList | None:
    """Return the list of claims, from the part that Word keeps or from the one it doesn’t."""
    from docx.oxml import parse_xml

    for part in document.part.package.iter_parts():
        if str(part.partname) == CLAIMS_PART:
            return _parse_claims(part.blob)
        if str(part.partname).startswith("/customXml/item") and b"casecoder.org/claims" in part.blob:
            root = parse_xml(part.blob)
            if root.tag == CLAIMS_XML_ROOT:
                return _parse_claims(root.text or "")
    return None


def _parse_claims(text: str | bytes) -> ClaimList | None:
    """Parse a list of claims; ``None`` where somebody has written into it."""
    try:
        found = json.loads(text)
        return ClaimList(
            str(found["study"]),
            str(found["kind"]),
            str(found["state"]),
            tuple(QuoteClaim(*_read_texts(each, "id", "bookmark")) for each in found["quotes"]),
            tuple(
                FigureClaim(str(each["key"]), _number(each["value"]), *_read_texts(each, "text", "bookmark"))
                for each in found["figures"]
            ),
            tuple(
                RatingClaim(*_read_texts(each, "id", "case", "code", "band", "text", "bookmark"))
                for each in found["ratings"]
            ),
            {str(key): str(seal) for key, seal in found.get("texts", {}).items()},
            tuple(
                PrintedLine(str(under), int(table), tuple(str(words).split(" ")))
                for under, table, words in found.get("lines", ())
            ),
            tuple(_picture(each) for each in found.get("pictures", ())),
        )
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
        return None


def _picture(claim: dict[str, Any]) -> PictureClaim:
    key, name, alt, image, bookmark = _read_texts(claim, "key", "name", "alt", "image", "bookmark")
    figures = {str(place): int(value) for place, value in claim["figures"].items()}
    return PictureClaim(key, name, figures, tuple(alt.split()), image, bookmark)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _read_texts(claim: dict[str, object], *names: str) -> list[str]:
    return [str(claim[name]) for name in names]
