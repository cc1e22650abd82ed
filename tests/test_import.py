"""Import: where what is known of a file comes from, what fails and what that leaves, and that it can be undone."""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Role, SourceKind
from casecoder.services import history
from casecoder.services.intake import importing
from casecoder.services.intake.import_plan import ImportOptions, ImportPlan, PlannedFile, plan_import
from casecoder.services.intake.importing import ImportReport, run_import
from casecoder.services.search import text_search
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.originals import read_originals
from casecoder.store.study_file import StudyFile
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, add_source, contents, make_study

TALK = "Interviewer: How do you use it?\n\nMrs Ford: {}\n"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[StudyFile]:
    (tmp_path / "study").mkdir()
    made = make_study(tmp_path / "study")
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str | bytes = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text if isinstance(text, bytes) else (text or TALK.format(f"I am in {name}.")).encode()
    path.write_bytes(data)
    return path


def plan(study: StudyFile, *paths: Path, **options: Any) -> ImportPlan:
    return plan_import(list(paths), study, ImportOptions(**options))


def one(study: StudyFile, path: Path, **options: Any) -> PlannedFile:
    (item,) = plan(study, path, **options).items
    return item


def bring_in(study: StudyFile, *paths: Path, **options: Any) -> ImportReport:
    return run_import(study, plan(study, *paths, **options), CODER)


# Where what is known of a file comes from


FRONT = (
    "---\ncase: Primary School 4\nkind: focus group\nrole: learner\ndate: 2010-01-04\ntitle: From the front\n---\n\n"
)
NAME = "P5-INT-02 headteacher 2010-01-05.md"
MANIFEST = (
    f"file,case,kind,role,date,title\n{NAME},Secondary School 6,platform review,parent,6/1/2010,From the manifest\n"
)


def _told(item: PlannedFile) -> tuple[object, ...]:
    assert not item.problem, item.problem
    return item.case, item.kind, item.role, item.date, item.title


def test_a_file_of_which_nothing_is_said_is_unassigned_and_noted(study: StudyFile, files: Path) -> None:
    item = one(study, write(files, "talk.txt"))
    assert _told(item) == ("Unassigned", SourceKind.INTERVIEW, None, "", "talk")
    assert any("which school" in note for note in item.notes)


def test_a_folder_that_is_named_like_a_school_names_the_case(study: StudyFile, files: Path) -> None:
    assert one(study, write(files, "primary-3/talk.txt").parent).case.casefold().replace("-", " ").startswith("primary")
    add_source(study, files, INTERVIEW, case="St Anne’s")
    assert one(study, write(files, "st anne’s/talk.txt").parent).case == "St Anne’s"


def test_a_folder_inside_a_schools_folder_is_still_the_schools(study: StudyFile, files: Path) -> None:
    write(files, "Primary School 3/interviews/head.txt")
    assert one(study, files).case == "Primary School 3"


def test_the_file_name_outranks_the_folder(study: StudyFile, files: Path) -> None:
    item = one(study, write(files, f"Primary School 3/{NAME}").parent)
    assert _told(item)[:4] == ("Primary School 5", SourceKind.INTERVIEW, Role.SENIOR_MANAGEMENT, "2010-01-05")
    assert item.ref == "P5-INT-02"


def test_the_front_matter_outranks_the_file_name(study: StudyFile, files: Path) -> None:
    item = one(study, write(files, NAME, FRONT + TALK))
    assert _told(item) == ("Primary School 4", SourceKind.FOCUS_GROUP, Role.LEARNER, "2010-01-04", "From the front")


def test_the_manifest_outranks_the_front_matter(study: StudyFile, files: Path) -> None:
    write(files, NAME, FRONT + TALK)
    write(files, "manifest.csv", MANIFEST)
    told = ("Secondary School 6", SourceKind.PLATFORM_REVIEW, Role.PARENT, "2010-01-06", "From the manifest")
    assert _told(one(study, files)) == told
    assert _told(one(study, files / NAME, manifest=files / "manifest.csv")) == told


def test_the_options_outrank_everything(study: StudyFile, files: Path) -> None:
    write(files, NAME, FRONT + TALK)
    write(files, "manifest.csv", MANIFEST)
    item = one(study, files, case="St Anne’s", kind="fg", role="governor", date="7 January 2010")
    assert _told(item)[:4] == ("St Anne’s", SourceKind.FOCUS_GROUP, Role.OTHER, "2010-01-07")


def test_a_case_may_be_given_by_its_short_id_before_the_study_has_it(study: StudyFile, files: Path) -> None:
    report = bring_in(study, write(files, "talk.txt"), case="P3")
    assert report.imported == ["P3-INT-01"]
    assert [(case.label, case.phase) for case in study_listings.list_cases(study)] == [("Primary School 3", "primary")]
    bring_in(study, write(files, "P3-INT-02.txt"))
    assert len(study_listings.list_cases(study)) == 1


SHEET = """\
---
case: Primary School 3
short: P3
phase: primary
pupils: 210
---

## The school

A *small* school.

## The learning platform

Bought in 2008.
"""
PEOPLE = "participant,role,name,note\nSM1,head,Mrs Ford,In post since 2004\nL1,pupil,Zoë,\n"


def test_a_schools_sheets_describe_it_and_its_people(study: StudyFile, files: Path) -> None:
    write(files, "case.md", SHEET)
    write(files, "participants.csv", PEOPLE)
    write(files, "talk.txt")
    assert bring_in(study, files).imported == ["P3-INT-01"]
    (case,) = study_listings.list_cases(study)
    assert (case.label, case.short, case.about, case.platform, case.attributes) == (
        "Primary School 3",
        "P3",
        "A *small* school.",
        "Bought in 2008.",
        {"pupils": "210"},
    )
    people = {person.pseudonym: (person.role, person.sources) for person in study_listings.list_participants(study)}
    assert people == {"SM1": (Role.SENIOR_MANAGEMENT, ("P3-INT-01",)), "L1": (Role.LEARNER, ())}


def test_a_list_of_people_counts_without_a_sheet_on_the_school(study: StudyFile, files: Path) -> None:
    write(files, "Primary School 3/participants.csv", PEOPLE)
    write(files, "Primary School 3/talk.txt")
    bring_in(study, files)
    assert {person.pseudonym for person in study_listings.list_participants(study)} == {"SM1", "L1"}


@pytest.mark.parametrize(
    ("sheet", "text", "said"),
    [
        ("case.md", "No front matter.", "case.md"),
        ("case.md", SHEET.replace("phase: primary", "phase: middling"), "middling"),
        ("case.md", SHEET.replace("short: P3", "short: ../../P3"), "short"),
        ("participants.csv", "participant,role,name\nSM1,emperor,Mrs Ford\n", "line 2.*emperor"),
    ],
)
def test_a_sheet_that_is_wrong_stops_the_import(
    study: StudyFile, files: Path, sheet: str, text: str, said: str
) -> None:
    write(files, "case.md", SHEET)
    write(files, "participants.csv", PEOPLE)
    write(files, sheet, text)
    write(files, "a.txt")
    write(files, "b.txt")
    with pytest.raises(CaseCoderError, match=said):
        plan(study, files)


def test_two_schools_with_one_short_id_are_refused(study: StudyFile, files: Path) -> None:
    write(files, "one/case.md", SHEET)
    write(files, "one/talk.txt")
    write(files, "two/case.md", SHEET.replace("Primary School 3", "St Anne’s"))
    write(files, "two/talk.txt")
    with pytest.raises(CaseCoderError, match="P3"):
        plan(study, files)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "séance"}, "'séance' is not a kind of source"),
        ({"role": "emperor"}, "'emperor' is not a role"),
        ({"date": "yesterday"}, "'yesterday' is not a date"),
        ({"date": "31/02/2010"}, "is not a date"),
    ],
)
def test_options_that_are_wrong_are_refused(study: StudyFile, files: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CaseCoderError, match=said):
        plan(study, write(files, "talk.txt"), **options)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("gone.txt,Primary School 1,interview", r"gone\.txt \(line 3\)"),
        ("b.txt,Primary School 1,séance", "line 3.*séance"),
        ("a.txt,Primary School 1,interview", "line 3.*already"),
        (",Primary School 1,interview", "line 3"),
    ],
)
def test_a_wrong_line_of_a_manifest_imports_nothing(study: StudyFile, files: Path, line: str, said: str) -> None:
    write(files, "a.txt")
    write(files, "b.txt")
    write(files, "manifest.csv", f"file,case,kind\na.txt,Primary School 1,interview\n{line}\n")
    before = contents(study)
    with pytest.raises(CaseCoderError, match=said):
        bring_in(study, files)
    assert contents(study) == before


def test_every_folder_may_have_a_manifest_of_its_own(study: StudyFile, files: Path) -> None:
    for school in ("one", "two"):
        write(files, f"{school}/a.txt")
        write(files, f"{school}/b.txt", TALK.format(f"B of {school}."))
        write(files, f"{school}/manifest.csv", f"file,case\nb.txt,School {school}\n")
    made = plan(study, files)
    assert [(item.path.name, item.case) for item in made.ready] == [("b.txt", "School one"), ("b.txt", "School two")]
    assert len(made.left) == 2


def test_files_that_a_manifest_leaves_out_are_left_and_named(study: StudyFile, files: Path) -> None:
    write(files, "a.txt")
    left = write(files, "b.txt")
    write(files, "manifest.csv", "file,case\na.txt,Primary School 1\n")
    made = plan(study, files)
    assert [item.path.name for item in made.ready] == ["a.txt"]
    assert made.left == [left]


def test_a_wrong_word_in_the_front_matter_fails_that_file_alone(study: StudyFile, files: Path) -> None:
    write(files, "a.md", FRONT.replace("focus group", "séance") + TALK)
    write(files, "b.txt")
    report = bring_in(study, files, case="Primary School 1")
    assert report.imported == ["P1-INT-01"]
    assert "séance" in report.failed[0][1]


# What fails, and what that leaves


BAD: Sequence[tuple[str, bytes, str]] = (
    ("old.doc", codecs.BOM_UTF8 + b"words", ".txt"),
    ("talk.pdf", b"%PDF-1.4 words", ".txt"),
    ("renamed.docx", b"%PDF-1.4 words", "PDF"),
    ("renamed.txt", b"%PDF-1.4 words", "PDF"),
    ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("older.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word"),
    ("binary.txt", bytes(range(256)) * 4, "not text"),
    ("empty.txt", b"", "empty"),
    ("blank.txt", b" \r\n\t\n", "no words"),
    ("empty.docx", b"", "empty"),
    ("cut.docx", b"PK\x03\x04word/", "damaged"),
)


@pytest.mark.parametrize(("name", "data", "said"), BAD, ids=[name for name, *_ in BAD])
def test_a_file_that_is_no_transcript_is_refused_and_named(
    study: StudyFile, files: Path, name: str, data: bytes, said: str
) -> None:
    item = one(study, write(files, name, data))
    assert name in item.problem
    assert said in f"{item.problem} {item.hint}"


def test_fifty_files_of_which_one_fails(study: StudyFile, files: Path) -> None:
    for number in range(49):
        write(files, f"talk-{number:02}.txt")
    bad = write(files, "talk-25-bad.txt", b"%PDF-1.4")
    report = bring_in(study, files, case="Primary School 1")
    assert len(report.imported) == len(study_listings.list_sources(study)) == 49
    assert [(path, "PDF" in why) for path, why in report.failed] == [(bad, True)]
    assert check_study(study).faults == ()


def test_nothing_to_import_is_said(study: StudyFile, files: Path) -> None:
    with pytest.raises(CaseCoderError, match="nothing to import"):
        plan(study, files)
    with pytest.raises(CaseCoderError, match="does not exist"):
        plan(study, files / "gone.txt")
    with pytest.raises(CaseCoderError, match="too long"):
        plan(study, files / ("x" * 300))


def test_a_preview_writes_nothing(study: StudyFile, files: Path) -> None:
    write(files, "talk.txt")
    study.close()
    before = study.path.read_bytes()
    preview = open_study(study.path)
    assert plan(preview, files).ready
    preview.close()
    assert study.path.read_bytes() == before
    assert [path.name for path in study.path.parent.iterdir() if "-wal" in path.name or "-shm" in path.name] == []


def test_the_same_file_is_not_imported_twice(study: StudyFile, files: Path) -> None:
    path, twin = write(files, "talk.txt", TALK), write(files, "twin.txt", TALK)
    assert [item.already for item in plan(study, path, twin).items] == ["", "C1-INT-01"]
    bring_in(study, path)
    item = one(study, path)
    assert item.already == "C1-INT-01"
    assert bring_in(study, path).imported == []


def test_the_same_text_in_another_file_is_noted_and_imported(study: StudyFile, files: Path) -> None:
    bring_in(study, write(files, "talk.txt", TALK))
    item = one(study, write(files, "windows.txt", TALK.replace("\n", "\r\n")))
    assert any("C1-INT-01" in note for note in item.notes)
    assert bring_in(study, files / "windows.txt").imported == ["C1-INT-02"]


def test_a_plan_that_others_overtook_fails_in_words(study: StudyFile, files: Path) -> None:
    mine, theirs = plan(study, write(files, "a.txt")), plan(study, write(files, "b.txt"))
    assert run_import(study, theirs, "ben").imported == ["C1-INT-01"]
    before = contents(study)
    report = run_import(study, mine, "anna")
    assert report.imported == []
    assert "already" in report.failed[0][1]
    assert contents(study) == before
    assert check_study(study).faults == ()


def test_a_file_name_that_is_no_unicode_is_imported(study: StudyFile, files: Path) -> None:
    path = Path(str(files) + "/" + b"caf\xe9.txt".decode("utf-8", "surrogateescape"))
    path.write_text(TALK)
    assert bring_in(study, path).failed == []
    (source,) = study_listings.list_sources(study)
    assert source.filename.startswith("caf")
    assert source.filename.encode()


def test_short_ids_go_on_after_the_last_and_take_the_number_in_a_name(study: StudyFile, files: Path) -> None:
    for name in ("P1-INT-02 head.txt", "P1-INT-01 teacher.txt", "P1 interview more.txt", "P1-INT-02 again.txt"):
        write(files, name)
    made = {item.path.name: item.ref for item in plan(study, files).items}
    assert made["P1-INT-01 teacher.txt"] == "P1-INT-01"
    assert len(set(made.values())) == 4
    assert set(made.values()) == {"P1-INT-01", "P1-INT-02", "P1-INT-03", "P1-INT-04"}


# What is kept, and undone


@pytest.mark.parametrize(
    "data",
    [
        TALK.encode(),
        codecs.BOM_UTF8 + TALK.replace("\n", "\r\n").encode(),
        TALK.format("Café – “no”").encode("cp1252"),
        codecs.BOM_UTF16_LE + TALK.format("Café 🙂").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TALK.format("Café 🙂").encode("utf-16-be"),
        TALK.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "bom and crlf", "cp1252", "utf-16-le", "utf-16-be", "old mac"],
)
def test_the_bytes_are_kept_exactly_and_the_text_is_read(study: StudyFile, files: Path, data: bytes) -> None:
    report = bring_in(study, write(files, "talk.txt", data))
    with study.reading() as session:
        assert [original for _, original in read_originals(session.connection())] == [data]
    text = study_listings.open_source(study, report.imported[0]).text
    assert "\r" not in text
    assert "\ufeff" not in text
    assert text.startswith("Interviewer: How do you use it?\n\nMrs Ford: ")


@settings(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=300))
def test_any_text_goes_in_and_comes_back(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    made = make_study(folder)
    raw = f"INT: So?\n\nMs Ford: Well {words}"
    (ref,) = bring_in(made, write(folder, "talk.txt", raw.encode())).imported
    source = study_listings.open_source(made, ref)
    for char in "\x85\u2028\u2029":
        raw = raw.replace(char, "\n")
    assert source.text == raw
    assert check_study(made).faults == ()
    made.close()


def test_undo_and_redo_of_an_import_bring_back_everything(study: StudyFile, files: Path) -> None:
    write(files, "case.md", SHEET)
    write(files, "participants.csv", PEOPLE)
    write(files, "talk.txt", TALK.format("The reading record went home."))
    before = contents(study)
    bring_in(study, files)
    after = contents(study)
    source = study_listings.open_source(study, "P3-INT-01")
    assert [hit.source for hit in text_search.search_texts(study, "reading record").hits] == ["P3-INT-01"]
    history.undo(study)
    assert contents(study) == before
    assert text_search.search_texts(study, "reading record").hits == []
    history.redo(study)
    assert contents(study) == after
    assert study_listings.open_source(study, "P3-INT-01") == source
    assert [hit.source for hit in text_search.search_texts(study, "reading record").hits] == ["P3-INT-01"]
    assert check_study(study).faults == ()


def test_a_file_may_be_imported_anew_after_its_import_was_undone(study: StudyFile, files: Path) -> None:
    path = write(files, "talk.txt", TALK.format("The reading record went home."))
    bring_in(study, path)
    history.undo(study)
    assert bring_in(study, path, case="Primary School 2").imported == ["P2-INT-01"]
    assert [hit.source for hit in text_search.search_texts(study, "reading record").hits] == ["P2-INT-01"]
    assert check_study(study).faults == ()


def test_an_import_adds_to_a_school_what_a_later_sheet_says_of_it(study: StudyFile, files: Path) -> None:
    bring_in(study, write(files, "first.txt"), case="Primary School 3")
    write(files, "more/case.md", SHEET)
    write(files, "more/second.txt")
    bring_in(study, files / "more")
    (case,) = study_listings.list_cases(study)
    assert case.about == "A *small* school."
    history.undo(study)
    assert study_listings.list_cases(study)[0].about == ""


def test_an_import_that_is_stopped_keeps_the_files_that_were_done(
    study: StudyFile, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_FILES", 2)
    for number in range(4):
        write(files, f"talk-{number}.txt")

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(study, plan(study, files), CODER, stop)
    assert len(study_listings.list_sources(study)) == 2
    assert check_study(study).faults == ()
    assert len(bring_in(study, files).imported) == 2
