"""How a study keeps files, texts and history small, and gives all of them back exactly."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.frozen_text import freeze_text
from casecoder.importers.transcript_files import read_bytes_as_transcript
from casecoder.services.study_check import check_study
from casecoder.store.compressed_text import compress_text, decompress_text
from casecoder.store.originals import pack_original, read_originals, unpack_original
from casecoder.store.tables import ORIGINAL
from tests.study_kit import INTERVIEW, make_study

CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman", "docx", "")
LINES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\v\u2028\ufeff\x85"))


@given(LINES, st.sampled_from(CODECS), st.sampled_from(CODECS))
def test_a_file_is_given_back_byte_for_byte(raw: str, written_in: str, read_as: str) -> None:
    try:
        original = raw.encode(written_in)
    except (LookupError, UnicodeEncodeError):
        original = raw.encode()
    kept_as, data = pack_original(original, freeze_text(raw), read_as)
    assert unpack_original(kept_as, data, freeze_text(raw), read_as) == original


@given(st.binary(), LINES, st.sampled_from(CODECS))
def test_bytes_that_have_nothing_to_do_with_the_text_are_given_back(original: bytes, text: str, codec: str) -> None:
    kept_as, data = pack_original(original, text, codec)
    assert unpack_original(kept_as, data, text, codec) == original


@pytest.mark.parametrize(
    ("data", "kept_as"),
    [
        (INTERVIEW.encode(), "text"),
        (INTERVIEW.replace("\n", "\r\n").encode(), "text crlf"),
        (b"\xef\xbb\xbf" + INTERVIEW.encode(), "text bom"),
        (INTERVIEW.replace("\n", "\r\n").encode("utf-8-sig"), "text bom crlf"),
        (INTERVIEW.encode("utf-16"), "text"),
        (INTERVIEW.replace("\n\n", "\r\n\n").encode(), "zlib"),
    ],
)
def test_a_file_that_the_text_gives_back_is_not_kept_beside_it(data: bytes, kept_as: str) -> None:
    read = read_bytes_as_transcript("talk.txt", data)
    found, kept = pack_original(data, read.text, read.encoding)
    assert found == kept_as
    assert (kept == b"") == (kept_as != "zlib")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_compressed_text_is_given_back(text: str) -> None:
    assert decompress_text(compress_text(text)) == text


@given(st.binary())
def test_a_damaged_text_is_no_text_of_a_study(data: bytes) -> None:
    assert isinstance(decompress_text(data), str)


def test_the_dictionary_of_the_history_never_changes() -> None:
    """What earlier versions wrote with it can be read only with it."""
    written = bytes.fromhex("01c3164470bb0d912df7cbd70346782c00")
    assert decompress_text(written) == json.dumps([["coding", None, {"number": 1, "quote": "No."}]])


def test_the_study_gives_back_the_bytes_that_were_imported(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW.replace("\n", "\r\n"))
    with study.reading() as session:
        ((digest, original),) = read_originals(session.connection())
    assert original == INTERVIEW.replace("\n", "\r\n").encode()
    assert digest == hashlib.sha256(original).hexdigest()


def test_a_file_that_was_lost_is_reported(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    with study.transaction() as connection:
        connection.execute(ORIGINAL.update().values(kept_as="text crlf"))
    assert any("original" in fault for fault in check_study(study).faults)


def test_a_study_takes_little_more_than_the_text_it_holds(tmp_path: Path) -> None:
    text = "\n\n".join(f"{speaker}: {_words(number)}." for number in range(4000) for speaker in ("INT", "Ann"))
    study = make_study(tmp_path, text)
    study.close()
    assert study.path.stat().st_size < 2.5 * len(text.encode())


def _words(number: int) -> str:
    """Sixty words that differ from those of the other turns."""
    return " ".join(hashlib.sha256(f"{number} {place}".encode()).hexdigest()[:5] for place in range(0, 60))
