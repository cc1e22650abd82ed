"""Who a speaker is: the interviewer, somebody known, somebody new; and what names never show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casecoder.core.transcripts.speaker_roles import find_interviewer
from casecoder.core.vocabulary import Role
from casecoder.services.intake.import_plan import ImportOptions, plan_import
from casecoder.services.intake.importing import run_import
from casecoder.services.intake.planned_people import phase_from_label
from casecoder.services.sources import study_listings
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODER, make_study

PEOPLE = "participant,role,name,note\nSM1,head,Mrs Ford,\nT1,teacher,Mr Hall,\n"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[StudyFile]:
    (tmp_path / "study").mkdir()
    made = make_study(tmp_path / "study")
    yield made
    made.close()


def bring_in(study: StudyFile, folder: Path, *texts: str, sheets: str = "", **options: Any) -> list[str]:
    """Import texts as files of one school; returns their ids."""
    paths = []
    if sheets:
        (folder / "case.md").write_text("---\ncase: Primary School 1\nphase: primary\n---\n")
        (folder / "participants.csv").write_text(sheets)
    for text in texts:
        paths.append(folder / f"talk-{len(list(folder.iterdir()))}.txt")
        paths[-1].write_text(text)
    report = run_import(study, plan_import(paths, study, ImportOptions(case="Primary School 1", **options)), CODER)
    assert not report.failed
    return report.imported


def asking(study: StudyFile, ref: str) -> set[str]:
    return set(study_listings.open_source(study, ref).interviewers)


def people(study: StudyFile) -> dict[str, tuple[Role, int]]:
    return {person.pseudonym: (person.role, len(person.sources)) for person in study_listings.list_participants(study)}


def names(study: StudyFile) -> dict[str, str]:
    with study.reading() as session:
        return {person.pseudonym: person.name for person in records.participant_rows(session)}


@pytest.mark.parametrize("label", ["INT", "Int", "Interviewer", "I", "Q", "Researcher", "Moderator", "INT1"])
def test_an_interviewers_label_is_nobodys(study: StudyFile, tmp_path: Path, label: str) -> None:
    (ref,) = bring_in(study, tmp_path, f"{label}: So?\n\nMrs Ford: Well.\n\n{label}: And?\n\nMrs Ford: So so.\n")
    assert asking(study, ref) == {label}
    assert list(people(study).values()) == [(Role.OTHER, 1)]


@pytest.mark.parametrize("label", ["Okafor", "M. Okafor", "OKAFOR"])
def test_the_researchers_own_name_is_the_interviewers(study: StudyFile, tmp_path: Path, label: str) -> None:
    text = f"{label}: So?\n\nMrs Ford: Well.\n\n{label}: And?\n\nMrs Ford: So so.\n"
    (tmp_path / "talk-0.txt").write_text(text)
    (tmp_path / "manifest.csv").write_text("file,case,researcher\ntalk-0.txt,Primary School 1,M. Okafor\n")
    options = ImportOptions(manifest=tmp_path / "manifest.csv")
    report = run_import(study, plan_import([tmp_path / "talk-0.txt"], study, options), CODER)
    assert asking(study, report.imported[0]) == {label}


def test_the_one_label_that_a_list_of_people_lacks_is_the_interviewers(study: StudyFile, tmp_path: Path) -> None:
    (ref,) = bring_in(study, tmp_path, "Mr X: So?\n\nMrs Ford: Well.\n\nMr X: And?\n\nMr Hall: So so.\n", sheets=PEOPLE)
    assert asking(study, ref) == {"Mr X"}


def test_two_labels_that_the_list_lacks_are_nobody(study: StudyFile, tmp_path: Path) -> None:
    (ref,) = bring_in(study, tmp_path, "Mr X: So?\n\nMrs Ford: Well.\n\nMs Y: And?\n\nMr X: So so.\n", sheets=PEOPLE)
    assert asking(study, ref) == set()
    assert people(study) == {"SM1": (Role.SENIOR_MANAGEMENT, 1), "T1": (Role.TEACHER, 0)}


def test_somebody_on_the_list_is_never_the_interviewer(study: StudyFile, tmp_path: Path) -> None:
    sheet = PEOPLE.replace("Mr Hall", "Researcher")
    (ref,) = bring_in(study, tmp_path, "INT: So?\n\nResearcher: I am a teacher, really.\n", sheets=sheet)
    assert asking(study, ref) == {"INT"}
    assert people(study)["T1"] == (Role.TEACHER, 1)


def test_pseudonyms_go_by_role_and_number(study: StudyFile, tmp_path: Path) -> None:
    bring_in(
        study,
        tmp_path,
        "INT: So?\n\nMrs Ford (Headteacher): Yes.\n\nMr Hall (Teacher): No.\n\nMs Bell (Teacher): Well.\n\n"
        "Zoë (Year 6): I like it.\n\nSam (Year 5): Me too.\n\nMs Orr (Teaching assistant): Quite.\n\n"
        "Kim (Parent): Hm.\n",
    )
    assert {name: role for name, (role, _) in people(study).items()} == {
        "SM1": Role.SENIOR_MANAGEMENT,
        "T1": Role.TEACHER,
        "T2": Role.TEACHER,
        "L1": Role.LEARNER,
        "L2": Role.LEARNER,
        "O1": Role.OTHER,
        "PA1": Role.PARENT,
    }
    assert names(study)["T1"] == "Mr Hall"


def test_the_role_that_is_given_is_that_of_who_has_none(study: StudyFile, tmp_path: Path) -> None:
    bring_in(study, tmp_path, "INT: So?\n\nMrs Ford: Yes.\n\nZoë (Year 6): Me.\n", role="parent")
    assert people(study) == {"PA1": (Role.PARENT, 1), "L1": (Role.LEARNER, 1)}


def test_one_name_in_two_files_is_one_person(study: StudyFile, tmp_path: Path) -> None:
    bring_in(study, tmp_path, "INT: So?\n\nMrs Ford: One.\n", "INT: So?\n\nMRS FORD: Two.\n", role="teacher")
    assert people(study) == {"T1": (Role.TEACHER, 2)}
    bring_in(study, tmp_path, "INT: So?\n\nMrs Ford: Three.\n\nMr Hall: Here.\n", role="teacher")
    assert people(study) == {"T1": (Role.TEACHER, 3), "T2": (Role.TEACHER, 1)}


@pytest.mark.parametrize("label", ["R1", "P2", "Speaker 2", "Respondent", "Teacher", "Girl 1", "Pupil 3"])
def test_a_label_that_is_no_name_is_another_person_in_another_file(
    study: StudyFile, tmp_path: Path, label: str
) -> None:
    bring_in(study, tmp_path, f"INT: So?\n\n{label}: One.\n", f"INT: So?\n\n{label}: Two.\n", role="teacher")
    assert len(people(study)) == 2


@pytest.mark.parametrize(
    ("label", "role"), [("T3", Role.TEACHER), ("SM1", Role.SENIOR_MANAGEMENT), ("PA2", Role.PARENT)]
)
def test_a_label_that_is_a_pseudonym_is_the_persons(study: StudyFile, tmp_path: Path, label: str, role: Role) -> None:
    bring_in(study, tmp_path, f"INT: So?\n\n{label}: One.\n", f"INT: So?\n\n{label}: Two.\n")
    assert people(study) == {label: (role, 2)}


def test_a_name_in_two_schools_is_two_people(study: StudyFile, tmp_path: Path) -> None:
    for number in (1, 2):
        path = tmp_path / f"P{number}-INT-01.txt"
        path.write_text(f"INT: So?\n\nMrs Ford: School {number}.\n")
        run_import(study, plan_import([path], study, ImportOptions(role="teacher")), CODER)
    assert [(person.case, person.pseudonym) for person in study_listings.list_participants(study)] == [
        ("P1", "T1"),
        ("P2", "T1"),
    ]


def test_the_manifests_participant_is_the_one_who_answers(study: StudyFile, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("INT: So?\n\nMrs Ford: One.\n")
    (tmp_path / "b.txt").write_text("INT: So?\n\nJoan: Two.\n")
    (tmp_path / "manifest.csv").write_text(
        "file,case,role,participant\na.txt,Primary School 1,head,SM4\nb.txt,Primary School 1,head,SM4\n"
    )
    (tmp_path / "study").rename(tmp_path.parent / (tmp_path.name + "-study"))
    report = run_import(study, plan_import([tmp_path], study, ImportOptions()), CODER)
    assert len(report.imported) == 2
    assert people(study) == {"SM4": (Role.SENIOR_MANAGEMENT, 2)}


def test_what_is_listed_and_reported_names_nobody(study: StudyFile, tmp_path: Path) -> None:
    bring_in(study, tmp_path, "INT: So?\n\nMrs Ford: One.\n", role="teacher")
    assert "Ford" not in repr(study_listings.list_participants(study))


@pytest.mark.parametrize(
    ("label", "phase"),
    [
        ("Primary School 3", "primary"),
        ("Hill Infant School", "primary"),
        ("Secondary 1", "secondary"),
        ("Vale High School", "secondary"),
        ("The Beacon", "other"),
    ],
)
def test_a_schools_phase_is_in_its_label(label: str, phase: str) -> None:
    assert phase_from_label(label) == phase


def test_who_asks_the_questions_is_taken_for_the_interviewer_and_that_is_said(tmp_path: Path) -> None:
    talk = "".join(
        f"Speaker 1 00:0{n}:00\n{question}\n\nSpeaker 2 00:0{n}:20\nWell, it took us most of a year to get there.\n\n"
        for n, question in enumerate(("How did it start?", "And then?", "Who helped?", "I see."))
    )
    study = make_study(tmp_path)
    path = tmp_path / "talk.txt"
    path.write_text(talk, encoding="utf-8")
    (item,) = plan_import([path], study, ImportOptions(case="Primary School 1")).ready
    assert [(speaker.label, speaker.interviewer) for speaker in item.speakers] == [
        ("Speaker 1", True),
        ("Speaker 2", False),
    ]
    assert any("Speaker 1 asks the questions" in note for note in item.notes)


def test_nobody_is_taken_for_the_interviewer_where_two_people_ask() -> None:
    assert (
        find_interviewer({"A": ["Why?", "How?", "When?"], "B": ["What do you mean?", "No.", "Is it so, do you think?"]})
        is None
    )
    assert find_interviewer({"A": ["Why?", "How?", "When?"]}) is None
    assert find_interviewer({"A": ["Why?"], "B": ["Because it was there."]}) is None


def test_a_role_that_nothing_tells_is_pointed_out(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    path = tmp_path / "talk.txt"
    path.write_text(
        "INT: So?\n\nAda Moss: It went well.\n\nBen Orr (teaching assistant): It did.\n\nINT: And?\n\nAda Moss: Yes.\n",
        encoding="utf-8",
    )
    (item,) = plan_import([path], study, ImportOptions(case="Primary School 1")).ready
    (note,) = [note for note in item.notes if "role" in note]
    assert "Ada Moss" in note
    assert "Ben Orr" not in note
