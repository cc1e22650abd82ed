"""Decode a text file's bytes to its frozen text.

The encoding is found out, and what is no text is refused.
"""

import re

from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import freeze_text
from casecoder.importers.file_signatures import detect_disguised_format

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAVE_AS = "Open it in a text editor and save it as UTF-8."

_ACCENTED = "À-ÖØ-öø-ÿŠšŒœŽžŸ"
_CAPITALS = "À-ÖØ-ÞŠŒŽŸ"
_SYMBOLS = "¡¢£¥§©ª«®°±²³´µ¶·¹º»¼½¾¿–—‘’“”„†•…‰‹›€™\u00a0"
_NOT_WESTERN = re.compile(
    rf"""[^\x00-\x7f{_ACCENTED}{_SYMBOLS}]       # a character that English, French, German ... don't use
    | [a-zß-öø-ÿ][{_CAPITALS}]                    # a capital inside a word: a curly apostrophe of a Macintosh
    | [{_ACCENTED}]{{3}}                          # accents in a row: Cyrillic, Greek
    | [{_ACCENTED}]\d | [a-z]\d?[¡¢¥§«¿„‰][a-z]   # letters and signs as no one sets them
    | [a-z]‘|[a-z][•™®©†±µ¶°²³¹º·´][a-z]|£[a-z]
    | (?<!\w)[ÐÑÒÓÔÕ](?!\w)                       # a dash or quotation mark of a Macintosh
    """,
    re.VERBOSE,
)
_CONTROLS = [chr(code) for code in (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0))]
_LOOK_ALIKES = re.compile(r"cp125[478]|latin_1|iso8859_(?:1|3|9|10|13|14|15)|mac_(?:roman|iceland|turkish)|hp_roman8")
"""The codecs that charset-normalizer names where the text is Windows-1252, by far the commonest in UK schools."""


def decode_text_file(filename: str, data: bytes) -> tuple[str, str]:
    """Return the frozen text of a file and the codec that read it.

    A byte order mark decides; without one strict UTF-8 is tried, UTF-16 if every other byte is zero, then
    Windows-1252 if the outcome reads like a Western language, and at last whatever charset-normalizer finds.

    Parameters
    ----------
    filename:
        For messages.

    Raises
    ------
    CaseCoderError
        If the file is empty, is not text, is damaged, or its encoding can't be told.
    """
    raw, codec = decode_raw_text(filename, data)
    text = freeze_text(raw)
    if not text or text.isspace():
        raise CaseCoderError(f"{filename} is empty: it holds no words.", "Check that it is the right file.")
    if "\0" in text or sum(text.count(sign) for sign in _CONTROLS if sign in text) > max(2, len(text) // 50):
        raise _not_text_error(filename)
    return text, codec


def decode_raw_text(filename: str, data: bytes) -> tuple[str, str]:
    """Return the text of a file as it stands there, and the codec that read it, as :func:`decode_text_file` finds it.

    Raises
    ------
    CaseCoderError
        If it is not text, is damaged, or its encoding can't be told.
    """
    if (disguise := detect_disguised_format(data)) is not None:
        raise CaseCoderError(f"{filename} is {disguise.noun}, not a text file.", disguise.remedy)
    return _decode(filename, data)


def _decode(filename: str, data: bytes) -> tuple[str, str]:
    for mark, codec in _MARKS:
        if data.startswith(mark) and not (codec == "utf-32" and len(data) % 4):
            try:
                return data.decode(codec), codec
            except UnicodeDecodeError as error:
                message = f"{filename} is damaged: it says it is {codec.upper()} but byte {error.start} is not."
                raise CaseCoderError(message, _SAVE_AS) from error
    guess = _utf16_codec(data)
    if guess is None and b"\0" in data:
        raise _not_text_error(filename)
    try:
        return data.decode(guess or "utf-8"), guess or "utf-8"
    except UnicodeDecodeError:
        return _decode_legacy(filename, data)


def _utf16_codec(data: bytes) -> str | None:
    """Return the codec of UTF-16 without a mark if the bytes plainly are that: every other one zero, the rest not."""
    sample = data[:8192]
    first, second = sample[0::2], sample[1::2]
    if not second or len(data) % 2:
        return None
    if 2 * second.count(0) > len(second) and 20 * first.count(0) <= len(first):
        return "utf-16-le"
    if 2 * first.count(0) > len(first) and 20 * second.count(0) <= len(second):
        return "utf-16-be"
    return None


def _decode_legacy(filename: str, data: bytes) -> tuple[str, str]:
    for codec in ("cp1252", "mac_roman"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _reads_as_western(text):
            return text, codec
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    guesses = [best.encoding] if best is not None else []
    if best is not None and _LOOK_ALIKES.fullmatch(best.encoding):
        guesses = ["cp1252", best.encoding]
    for codec in guesses:
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            continue
    raise CaseCoderError(f"The encoding of {filename} can't be told.", _SAVE_AS)


def _reads_as_western(text: str) -> bool:
    """Return whether the characters beyond ASCII stand as they do in Western languages, with rare slips."""
    beyond = sum(character > "\x7f" for character in text)
    return 20 * len(_NOT_WESTERN.findall(text)) <= beyond


def _not_text_error(filename: str) -> CaseCoderError:
    return CaseCoderError(
        f"{filename} is not text: it holds bytes that no text has.",
        "Export the transcript from the program that made it, as .txt or .docx.",
    )
