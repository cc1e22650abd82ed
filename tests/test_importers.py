"""Reading files: bytes to text, Word documents, front matter, file names, manifests and case sheets."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import freeze_text
from casecoder.core.transcripts.transcript import Transcript, TurnKind
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.importers.file_names import guess_from_file_name, iso_date_or_none, title_from_file_name
from casecoder.importers.front_matter import read_metadata
from casecoder.importers.manifest_files import read_case_sheet, read_manifest, read_participant_list
from casecoder.importers.text_decoding import decode_text_file
from casecoder.importers.transcript_files import TRANSCRIPT_SUFFIXES, read_bytes_as_transcript, read_transcript
from tests.documents.word_files import word_of, word_of_xml
from tests.examples import examples

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TALK = "Interviewer: Why “Kestrel”?\n\nZoë: It’s £5 cheaper than a naïve café would charge – honestly…\n"


def said(read: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, read.text[turn.words : turn.end]) for turn in read.turns]


def refused(name: str, data: bytes) -> CaseCoderError:
    with pytest.raises(CaseCoderError) as caught:
        read_bytes_as_transcript(name, data)
    assert name in caught.value.message
    assert caught.value.hint
    return caught.value


# --- encodings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_reads_the_same(codec: str, newline: str) -> None:
    data = TALK.replace("\n", newline).encode(codec)
    read = read_bytes_as_transcript("talk.txt", data)
    assert read.text == TALK
    assert read.original == data
    assert freeze_text(data.decode(read.encoding)) == TALK


def test_byte_order_marks_of_the_other_end() -> None:
    assert decode_text_file("a.txt", b"\xfe\xff" + TALK.encode("utf-16-be"))[0] == TALK
    assert decode_text_file("a.txt", b"\x00\x00\xfe\xff" + TALK.encode("utf-32-be"))[0] == TALK


@pytest.mark.parametrize(
    "words",
    [
        "It’s £5.",
        "“Yes”",
        "Zoë: oui.",
        "A café – naïve?",
        "Siân",
        "‘Don’t,’ she said… “why?”",
        "£",
        "20 °C, ½ a pint, © 2009, café’s",
        "Mlle Guérin’s façade — très drôle",
        "señor, niño, mañana, Müller, Straße, Århus, Øre, œuvre",
        "Price: £4.50 • £3",
        "É, À LA CARTE, ÇA VA",
        "Lehrerin: Für die Größe, „schön“ und Übung",
    ],
)
def test_short_windows_1252_files(words: str) -> None:
    text, encoding = decode_text_file("short.txt", words.encode("cp1252"))
    assert (text, encoding) == (words, "cp1252")


def test_a_cyrillic_file_is_not_taken_for_western() -> None:
    words = "Интервью: Как вы используете платформу? Учитель: Каждый день, для домашних заданий и оценок. " * 3
    assert decode_text_file("ru.txt", words.encode("cp1251"))[0] == words


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (word_of(["Anna: hello"]), "Word"),
        (b"PK\x03\x04" + bytes(60), "ZIP"),
        (OLE + bytes(600), "Word"),
        (rb"{\rtf1\ansi\deff0 Anna: hello}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not text"),
        (bytes(range(1, 32)) * 9, "not text"),
        (b"Anna: hello\x00\x01\x02 and on", "not text"),
        ("Interviewer".encode("utf-16")[:-1], "damaged"),
    ],
    ids=range(12),  # not the bytes: a Word file is of another time each time
)
def test_what_is_no_text_says_what_it_is(data: bytes, what: str) -> None:
    assert what in refused("talk.txt", data).message


def test_an_odd_control_character_is_kept() -> None:
    assert decode_text_file("a.txt", b"Anna: well\x07 then, " + b"words " * 40)[0].startswith("Anna: well\x07")


@settings(max_examples=examples(300), deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda words: words.encode())))
@example(b"\xff\xfe")
@example(b"\x81\x8d\x8f\x90\x9d")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read = read_bytes_as_transcript("any.txt", data)
    except CaseCoderError as error:
        assert "any.txt" in error.message
    else:
        assert read.text == freeze_text(data.decode(read.encoding))
        assert "".join(read.text.split()) == "".join(
            "".join(read.text[turn.start : turn.end].split()) for turn in read.turns
        )


# --- files -------------------------------------------------------------------------------------


def test_reads_a_file_by_its_suffix(tmp_path: Path) -> None:
    for suffix in TRANSCRIPT_SUFFIXES:
        path = tmp_path / f"talk{suffix.upper()}"
        path.write_bytes(word_of(["Anna: hello", "Ben: hi"]) if suffix == ".docx" else b"Anna: hello\nBen: hi\n")
        read = read_transcript(path)
        assert (read.filename, read.speakers, read.original) == (path.name, ["Anna", "Ben"], path.read_bytes())


def test_another_suffix_lists_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "talk.pdf"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(CaseCoderError, match=r"talk\.pdf.*\.docx.*\.txt"):
        read_transcript(path)
    with pytest.raises(CaseCoderError, match=r"notes"):
        read_bytes_as_transcript("notes", b"words")


def test_a_path_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CaseCoderError, match=r"gone\.txt"):
        read_transcript(tmp_path / "gone.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(CaseCoderError, match=r"folder\.txt"):
        read_transcript(tmp_path / "folder.txt")


# --- front matter ------------------------------------------------------------------------------


def test_front_matter_is_metadata_and_one_note() -> None:
    front = (
        "---\nTitle: \"Interview: the 'head'\"\ndate: 2009-11-30\nPlatform since: 2007\nlink: http://x.org/a:b\n"
        "# a remark\nparticipant: [SM1, 'T, 1']\nthemes:\n  - homework\n  - \"parents\"\nempty:\nsaid: 'it''s'\n---"
    )
    read = read_bytes_as_transcript("p2.md", f"{front}\n\n**Interviewer:** Why?\n\n**Ann Lee:** Because.\n".encode())
    assert read.metadata == {
        "title": "Interview: the 'head'",
        "date": "2009-11-30",
        "platform since": "2007",
        "link": "http://x.org/a:b",
        "participant": "SM1; T, 1",
        "themes": "homework; parents",
        "empty": "",
        "said": "it's",
    }
    assert read.text[read.turns[0].start : read.turns[0].end] == front
    assert (read.turns[0].kind, read.turns[0].speaker) == (TurnKind.NOTE, None)
    assert said(read)[1:] == [("Interviewer", "Why?"), ("Ann Lee", "Because.")]


@pytest.mark.parametrize(
    "text",
    [
        "---\nInterviewer: Why?\nAnna: Because.\nInterviewer: Oh.\n---\nAnna: Yes.\n",
        "---\njust words\n---\n",
        "---\ntitle: never closed\n",
        "---\n---\n",
        "\n---\ntitle: not at the top\n---\n",
        "title: x\n---\n",
        "---\nnested:\n  key: value\n---\nwords\n",
        "--- \n- a list\n---\n",
        "---\nhttp://x\n---\n",
    ],
)
def test_what_is_not_front_matter_is_text(text: str) -> None:
    assert read_metadata(text) == ({}, 0)


@given(st.text(alphabet="-ab: \n#'\"[],", max_size=80))
def test_front_matter_never_fails(text: str) -> None:
    metadata, end = read_metadata(text)
    assert bool(metadata) == bool(end)
    assert end == 0 or end == len(text) or text[end - 1] == "\n"


# --- Word --------------------------------------------------------------------------------------


def word(body: str) -> Transcript:
    return read_bytes_as_transcript("talk.docx", word_of_xml(body))


def para(words: str, inner: str = "") -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r>{inner}</w:p>'


def cell(*paragraphs: str, props: str = "") -> str:
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl><w:tblPr/><w:tblGrid/>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_word_paragraphs_are_lines() -> None:
    data = word_of(["Interviewer: Why?", "", "Zoë: Because.", "And more.", "Interviewer: Oh."])
    read = read_bytes_as_transcript("talk.docx", data)
    assert read.text == "Interviewer: Why?\n\nZoë: Because.\nAnd more.\nInterviewer: Oh."
    assert said(read) == [("Interviewer", "Why?"), ("Zoë", "Because.\nAnd more."), ("Interviewer", "Oh.")]
    assert (read.encoding, read.original) == ("docx", data)


def test_word_headings_come_from_styles() -> None:
    data = word_of([("Title", "Observation"), "SETTING", ("Heading 1", "Lesson"), "09.10 Register: quiet.", "Then on."])
    read = read_bytes_as_transcript("obs.docx", data)
    assert [turn.kind.value for turn in read.turns] == ["heading", "note", "heading", "note", "note"]


def test_word_heading_by_a_style_based_on_one_or_by_outline_level() -> None:
    outline = '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Talk</w:t></w:r></w:p>'
    body_text = '<w:p><w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>All quiet.</w:t></w:r></w:p>'
    assert [turn.kind.value for turn in word(outline + body_text).turns] == ["heading", "note"]


def test_word_breaks_tabs_links_and_tracked_changes() -> None:
    read = word(
        "<w:p><w:r><w:t>Interviewer: One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t>"
        '<w:br w:type="page"/><w:noBreakHyphen/></w:r><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>'
        '<w:p><w:r><w:t xml:space="preserve">Anna: It is </w:t></w:r>'
        '<w:ins w:id="1" w:author="x"><w:r><w:t>now</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>never</w:delText></w:r></w:del>'
        '<w:moveFrom w:id="3" w:author="x"><w:r><w:t>moved</w:t></w:r></w:moveFrom>'
        "<w:sdt><w:sdtContent><w:r><w:t>!</w:t></w:r></w:sdtContent></w:sdt>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="4" w:author="x"/></w:rPr></w:pPr>'
        '<w:del w:id="5" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>'
        f"<w:sdt><w:sdtContent>{para('Interviewer: End.')}</w:sdtContent></w:sdt>"
    )
    assert read.text == "Interviewer: One\ntwo\tthree-link\nAnna: It is now!\nInterviewer: End."


def test_turns_typed_with_soft_breaks() -> None:
    read = word("<w:p><w:r><w:t>INT: One?</w:t><w:br/><w:t>Zoë: Two.</w:t><w:br/><w:t>INT: Oh.</w:t></w:r></w:p>")
    assert said(read) == [("INT", "One?"), ("Zoë", "Two."), ("INT", "Oh.")]


def test_names_as_word_headings() -> None:
    names: list[str | tuple[str, str]] = [
        ("Heading 2", "Interviewer"),
        "Why?",
        ("Heading 2", "Mrs Prentice"),
        "Because.",
        "And.",
    ]
    read = read_bytes_as_transcript("talk.docx", word_of([*names, *names]))
    assert said(read) == [("Interviewer", "Why?"), ("Mrs Prentice", "Because.\nAnd.")] * 2


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Speaker", "What was said"),
            ("Interviewer", "Why?"),
            ("Mrs Prentice", "Because: that."),
            ("Interviewer", "Oh."),
        ],
        [("Name", "Response"), ("Interviewer:", "Why?"), ("Mrs Prentice:", "Because: that."), ("Interviewer:", "Oh.")],
        [("Interviewer", "Why?"), ("Mrs Prentice", "Because: that."), ("Interviewer", "Oh.")],
    ],
)
def test_word_tables_of_speakers(rows: list[tuple[str, str]]) -> None:
    read = read_bytes_as_transcript("talk.docx", word_of([("Title", "Interview 3"), "At school."], rows))
    assert read.text.endswith("Interviewer: Why?\nMrs Prentice: Because: that.\nInterviewer: Oh.")
    assert said(read)[-3:] == [("Interviewer", "Why?"), ("Mrs Prentice", "Because: that."), ("Interviewer", "Oh.")]
    assert "Speaker" not in read.text and "Response" not in read.text


def test_word_table_with_times() -> None:
    rows = [
        ("Time", "Speaker", "Text"),
        ("00:00:02", "Mr Pascoe", "Is it going?"),
        ("[00:00:09]", "Interviewer", "Yes."),
    ]
    read = read_bytes_as_transcript("talk.docx", word_of([], rows))
    assert read.text == "[00:00:02] Mr Pascoe: Is it going?\n[00:00:09] Interviewer: Yes."
    assert [(turn.speaker, turn.at) for turn in read.turns] == [("Mr Pascoe", "00:00:02"), ("Interviewer", "00:00:09")]
    assert said(read)[0] == ("Mr Pascoe", "Is it going?")


def test_word_cells_of_several_paragraphs_and_rows_without_a_name() -> None:
    read = word(
        table(
            cell(para("Speaker")) + cell(para("Text")),
            cell(para("Hamza (Year 6)")) + cell(para("One."), para("INT: I said, then:"), para("three.")),
            cell(para("")) + cell(para("Four.")),
            cell(para("INT")) + cell(para("Five.")),
        )
        + para("After the table.")
    )
    assert read.text == "Hamza (Year 6): One.\nINT: I said, then:\nthree.\nFour.\nINT: Five.\nAfter the table."
    assert said(read) == [
        ("Hamza", "One.\nINT: I said, then:\nthree.\nFour."), ("INT", "Five."), (None, "After the table."),
    ]  # fmt: skip
    assert read.turns[0].descriptor == "Year 6"


def test_merged_word_cells_do_not_repeat() -> None:
    read = word(
        table(
            cell(para("Across"), props='<w:gridSpan w:val="2"/>') + cell(para("c")),
            cell(para("down"), props='<w:vMerge w:val="restart"/>') + cell(para("d")) + cell(para("e")),
            cell(para(""), props="<w:vMerge/>") + cell(para("f")) + cell(para("g"), para("h")),
        )
    )
    assert read.text == "Across\tc\ndown\td\te\n\tf\tg h"
    assert len(read.turns) == 3


def test_a_vertically_merged_speaker_goes_on_speaking() -> None:
    read = word(
        table(
            cell(para("Speaker")) + cell(para("Text")),
            cell(para("Anna"), props='<w:vMerge w:val="restart"/>') + cell(para("One.")),
            cell(para(""), props="<w:vMerge/>") + cell(para("Two.")),
        )
    )
    assert said(read) == [("Anna", "One.\nTwo.")]


def test_other_word_tables_stay_tables() -> None:
    rows = [("Group", "Accounts"), ("Parents", "471"), ("Teachers", "44")]
    read = read_bytes_as_transcript("review.docx", word_of(["Log-ins."], rows))
    assert read.text == "Log-ins.\nGroup\tAccounts\nParents\t471\nTeachers\t44"
    assert read.speakers == []


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_body() -> bytes:
    parts = parts_of(word_of(["Anna: hello"]))
    document = parts["word/document.xml"]
    parts["word/document.xml"] = document[: document.index(b"<w:body>")] + b"</w:document>"
    return zipped(**parts)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"%PDF-1.4\nstuff", "PDF"),
        (rb"{\rtf1\ansi}", "RTF"),
        (b"<!DOCTYPE html><html><body>hi</body></html>", "web page"),
        (b"<html><head>", "web page"),
        (OLE + bytes(600), "old Word"),
        (OLE + bytes(90) + "EncryptedPackage".encode("utf-16-le") + bytes(90), "password"),
        (b"Anna: hello", "not a Word"),
        (word_of(["hello"])[:2000], "damaged"),
        (zipped(hello=b"world"), "not a Word"),
        (zipped(**{"[Content_Types].xml": b"<not xml"}), "damaged"),
        (without_body(), "damaged"),
        (word_of([]), "no words"),
        (word_of(["  ", ""]), "no words"),
    ],
    ids=[
        "empty",
        "pdf",
        "rtf",
        "html",
        "html-without-doctype",
        "old-word",
        "password",
        "text",
        "cut-short",
        "a-zip",
        "bad-content-types",
        "no-body",
        "no-paragraph",
        "blank-paragraphs",
    ],
)
def test_what_is_no_word_file_says_what_it_is(data: bytes, what: str) -> None:
    assert what in refused("talk.docx", data).message


def test_a_word_file_without_one_of_its_parts() -> None:
    files = parts_of(word_of(["Anna: hello"]))
    for missing in ("word/document.xml", "[Content_Types].xml", "_rels/.rels"):
        kept = zipped(**{name: data for name, data in files.items() if name != missing})
        refused("talk.docx", kept)
    kept = zipped(**{name: data for name, data in files.items() if name != "word/styles.xml"})
    try:
        assert read_bytes_as_transcript("talk.docx", kept).text == "Anna: hello"
    except CaseCoderError as error:
        assert "damaged" in error.message  # either answer is right; a traceback is not


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_word_file_is_read_or_refused(at: int, damage: bytes) -> None:
    data = bytearray(WHOLE)
    at %= len(data)
    data[at : at + len(damage)] = damage
    try:
        read_bytes_as_transcript("talk.docx", bytes(data))
    except CaseCoderError as error:
        assert "talk.docx" in error.message


WHOLE = word_of(["Anna: hello", "Ben: hi"], [("Speaker", "Text"), ("Anna", "Hello again")])


# --- names of files ----------------------------------------------------------------------------


LONG_NAME = "Primary School 3 - focus group learners 12.01.2010.md"


@pytest.mark.parametrize(
    ("name", "case", "kind", "role", "participant", "date"),
    [
        ("P3-INT-02 headteacher.docx", "Primary School 3", "interview", "senior management", None, None),
        ("primary-3_interview_teacher_2010-01-12.txt", "Primary School 3", "interview", "teacher", None, "2010-01-12"),
        ("Primary 3 - FG learners 1.12.09.md", "Primary School 3", "focus group", "learner", None, "2009-12-01"),
        ("S1-OBS-01.txt", "Secondary School 1", "observation", None, None, None),
        ("20100112_S4_ICT-coordinator.docx", "Secondary School 4", None, "ICT coordinator", None, "2010-01-12"),
        ("s2-fg-01-teachers.txt", "Secondary School 2", "focus group", "teacher", None, None),
        ("p6-obs-01-year-2.txt", "Primary School 6", "observation", None, None, None),
        ("s6-rev-01-platform-review.md", "Secondary School 6", "platform review", None, None, None),
        ("Secondary 12 T2 interview 3rd Feb 2010.docx", "Secondary School 12", "interview", None, "T2", "2010-02-03"),
        ("P1 SM1 SM2 INT.txt", "Primary School 1", "interview", None, "SM1; SM2", None),
        ("fieldnotes 1-2-10.txt", None, "field note", None, None, "2010-02-01"),
        ("teaching-assistants-and-teachers_fg.txt", None, "focus group", None, None, None),
        ("interview.txt", None, "interview", None, None, None),
        ("chat with Anna 31.02.2010.txt", None, None, None, None, None),
        ("/home/me/S3/parent.docx", None, None, "parent", None, None),
        ("12345678.txt", None, None, None, None, None),
        ("", None, None, None, None, None),
    ],
)  # fmt: skip
def test_what_a_file_name_tells(
    name: str, case: str | None, kind: str | None, role: str | None, participant: str | None, date: str | None
) -> None:
    guess = guess_from_file_name(name)
    assert (guess.case, guess.kind, guess.role, guess.participant, guess.date) == (case, kind, role, participant, date)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2010-01-12", "2010-01-12"),
        ("12/01/2010", "2010-01-12"),
        ("1.2.10", "2010-02-01"),
        ("12 January 2010", "2010-01-12"),
        ("Tues 12th Jan 2010", None),
        ("31/02/2010", None),
        ("01/13/2010", None),
        ("", None),
    ],
)
def test_dates_are_day_first(typed: str, iso: str | None) -> None:
    assert iso_date_or_none(typed) == iso


# --- manifests ---------------------------------------------------------------------------------

HEADER = "file,case,kind,role,participant,date,title,researcher\n"


def manifest(folder: Path, text: str, codec: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text.encode(codec))
    return path


def test_a_manifest(tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        HEADER
        + 'a/one.txt,Primary School 1,interview,senior management,SM1; SM2,2009-11-24,"Head, with manager",R. L.\n'
        "\n,,,,,,,\nb.docx,S2,FG,,,12/01/2010,,\n",
    )
    first, second = read_manifest(path)
    assert (first.line, first.file, first.case, first.kind, first.role) == (
        2, "a/one.txt", "Primary School 1", SourceKind.INTERVIEW, Role.SENIOR_MANAGEMENT,
    )  # fmt: skip
    assert (first.participants, first.date, first.title, first.researcher) == (
        ("SM1", "SM2"), "2009-11-24", "Head, with manager", "R. L.",
    )  # fmt: skip
    assert (second.line, second.kind, second.role, second.participants, second.date) == (
        5, SourceKind.FOCUS_GROUP, None, (), "2010-01-12",
    )  # fmt: skip


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_manifest_as_spreadsheets_save_it(tmp_path: Path, codec: str, delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Filename", "School", "Type ", "PARTICIPANTS", "Colour", "Title"])
    writer.writerow(["café.txt", "P1", "obs", "T1;T2", "red; or, blue", "Zoë’s\nlesson"])
    writer.writerow(["b.txt", "P2", "interview", "", "", "£5"])
    first, second = read_manifest(manifest(tmp_path, out.getvalue(), codec))
    assert (first.file, first.case, first.kind, first.participants) == (
        "café.txt",
        "P1",
        SourceKind.OBSERVATION,
        ("T1", "T2"),
    )
    assert (first.title, second.title, second.line) == ("Zoë’s\nlesson", "£5", 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("case,kind\nP1,interview\n", r"manifest\.csv.*file"),
        (",,,\n", r"manifest\.csv.*file"),
        (HEADER + ",P1,interview,,,,,\n", r"line 2.*file"),
        (HEADER + "a.txt,P1,interveiw,,,,,\n", r"line 2.*interveiw"),
        (HEADER + "\na.txt,P1,,wizard,,,,\n", r"line 3.*wizard"),
        (HEADER + "a.txt,P1,,,,2010-02-31,,\n", r"line 2.*2010-02-31"),
        (HEADER + "a.txt,P1,,,,01/13/2010,,\n", r"line 2.*01/13/2010"),
        (HEADER + "a/b.txt,P1,,,,,,\nc.txt,,,,,,,\na\\B.txt,P1,,,,,,\n", r"line 4.*line 2"),
        (HEADER + "a.txt,P1,,,,,Head, with manager,R. L.\n", r"line 2.*9"),
        (HEADER + 'a.txt,"P1,,,,,,\n', r"line 2"),
        ("file,case,school\na.txt,P1,P1\n", r"school"),
        (HEADER, r"no files"),
    ],
)
def test_what_is_wrong_in_a_manifest_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CaseCoderError, match=message):
        read_manifest(manifest(tmp_path, text))


def test_a_case_sheet(tmp_path: Path) -> None:
    path = tmp_path / "case.md"
    path.write_text(
        "---\ncase: Primary School 1\nshort: P1\nphase: primary\nroll: 410\nplatform since: 2007\n---\n\n## The school"
        "\n\nOne paragraph.\n\n### Inside\n\nAnother.\n\n## The Learning Platform\n\nKestrel.\n\n## Else\n\nx\n",
        encoding="utf-8",
    )
    sheet = read_case_sheet(path)
    assert (sheet.label, sheet.short, sheet.phase) == ("Primary School 1", "P1", Phase.PRIMARY)
    assert sheet.attributes == {"roll": "410", "platform since": "2007"}
    assert sheet.about == "One paragraph.\n\n### Inside\n\nAnother."
    assert sheet.platform == "Kestrel."


def test_a_case_sheet_without_a_phase_or_sections(tmp_path: Path) -> None:
    path = tmp_path / "case.md"
    path.write_text("---\ncase: Secondary School 2\n---\n", encoding="utf-8")
    sheet = read_case_sheet(path)
    assert (sheet.short, sheet.phase, sheet.about, sheet.platform) == ("", Phase.SECONDARY, "", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## The school\n\nWords.\n", r"case\.md.*front matter"),
        ("---\nshort: P1\n---\n", r"case\.md.*case"),
        ("---\ncase: P1\nphase: tertiary\n---\n", r"case\.md.*tertiary"),
    ],
)
def test_what_is_wrong_in_a_case_sheet(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "case.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseCoderError, match=message):
        read_case_sheet(path)


def test_participants(tmp_path: Path) -> None:
    path = manifest(tmp_path, 'participant,role,name,note\nSM1,head,Speaker 2,"Woman, since 2004"\nL1,learner,Zoë,\n')
    first, second = read_participant_list(path)
    assert (first.line, first.participant, first.role, first.name, first.note) == (
        2, "SM1", Role.SENIOR_MANAGEMENT, "Speaker 2", "Woman, since 2004",
    )  # fmt: skip
    assert (second.name, second.role) == ("Zoë", Role.LEARNER)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("role,name\nlearner,Zoë\n", r"participant"),
        ("participant,role\nL1,learner\nl1,learner\n", r"line 3.*line 2"),
        ("participant,role\nL1,elf\n", r"line 2.*elf"),
        ("participant,role\n,learner\n", r"line 2.*participant"),
        ("participant,role\nL1,\n", r"line 2.*role"),
    ],
)
def test_what_is_wrong_among_participants(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CaseCoderError, match=message):
        read_participant_list(manifest(tmp_path, text))


# --- the sample schools ------------------------------------------------------------------------

SAMPLES = Path(__file__).parents[1] / "sample_cases"


def test_the_sample_schools_read_as_they_say() -> None:
    rows = read_manifest(SAMPLES / "manifest.csv")
    for folder in sorted(path.parent for path in SAMPLES.glob("*/case.md")):
        label = read_case_sheet(folder / "case.md").label
        heard = set()
        for row in (row for row in rows if row.case == label):
            read = read_transcript(SAMPLES / row.file)
            assert bool(read.speakers) == (row.kind is not None and not row.kind.is_seen), row.file
            heard |= {turn.speaker for turn in read.turns} | {f"{t.speaker} ({t.descriptor})" for t in read.turns}
            guess = guess_from_file_name(row.file)
            assert (guess.case, guess.kind) == (row.case, row.kind)
            assert guess.role in {row.role, None}, row.file
        missing = [
            person.name for person in read_participant_list(folder / "participants.csv") if person.name not in heard
        ]
        assert not missing, f"{folder.name}: nobody is called {missing}"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("S3-INT-01 elearning manager.txt", "Elearning manager"),
        ("Primary School 4 - interview deputy head 2009-11-02.docx", "Interview deputy head"),
        ("the-changelog-632.md", "the-changelog-632"),
        ("P1-INT-01.txt", "P1-INT-01"),
        ("year5 group.txt", "year5 group"),
    ],
)
def test_a_title_leaves_out_what_stands_beside_it(name: str, title: str) -> None:
    assert title_from_file_name(name) == title
