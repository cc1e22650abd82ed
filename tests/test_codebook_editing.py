"""A codebook is changed while coding: no coding is lost, each act is one event, and the file says the same."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casecoder.cli.main import main
from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.code_meanings import meaning_change
from casecoder.services.codebook import codebooks
from casecoder.services.codebook import second_look as look
from casecoder.services.codebook.code_merging import merge_codes, preview_merge
from casecoder.services.codebook.code_splitting import split_code
from casecoder.services.codebook.codebook_editing import (
    add_code,
    add_code_in,
    move_code,
    redefine_code,
    reinstate_code,
    rename_code,
    retire_code,
)
from casecoder.services.judging.rating import rate
from casecoder.services.judging.rating_rows import current_judgements
from casecoder.services.notes.memos import list_memos, write_memo
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.segments.coding import apply_codes, remove_coding
from casecoder.services.sources import study_listings
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODE, CodeRow
from tests.examples import examples
from tests.study_kit import CODER, INTERVIEW, contents, make_study

NOTICES, PAPER, SHOWS = "We post the notices there.", "then we send paper too.", "I show my mum. She likes it."
SOURCE = "P1-INT-01"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return make_study(tmp_path, INTERVIEW)


def code(study: StudyFile, quote: str, under: str, coder: str = CODER) -> int:
    return apply_codes(study, SOURCE, [under], quote=quote, coder=coder)[0].number


def codes(study: StudyFile) -> dict[str, CodeRow]:
    return {each.ref: each for each in study_listings.list_codes(study)}


def outline(study: StudyFile, book: str = "small") -> str:
    """The codes in force, children in brackets after their parent."""
    everything = [each for each in study_listings.list_codes(study, book) if not each.retired]

    def under(parent: object) -> str:
        parts = []
        for each in everything:
            if each.parent_id == parent:
                below = under(each.id)
                parts.append(each.ref + (f"({below})" if below else ""))
        return " ".join(parts)

    return under(None)


def by_code(study: StudyFile) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item in study_listings.list_segments(study):
        found.setdefault(item.code, []).append(item.number)
    return {ref: sorted(numbers) for ref, numbers in found.items()}


def refused(study: StudyFile, act: Callable[[], object], says: str) -> None:
    """The act is refused with these words, and leaves everything as it was."""
    before = contents(study)
    with pytest.raises(CaseCoderError, match=says):
        act()
    assert contents(study) == before


def reimport(study: StudyFile, folder: Path) -> None:
    """Bring every codebook's file back in; nothing may change."""
    before, acts = contents(study), len(history.read_history(study))
    for row in codebooks.list_codebooks(study):
        path = folder / f"{row['name']}-again.md"
        path.write_text(codebooks.export_codebook(study, str(row["name"])), encoding="utf-8")
        codebooks.install_codebook(study, str(path), coder=CODER)
    assert contents(study) == before
    assert len(history.read_history(study)) == acts


class TestAdding:
    def test_ids_go_on_where_the_codebook_leaves_off(self, study: StudyFile) -> None:
        made = [
            add_code(study, "small", name="More", coder=CODER),
            add_code(study, parent="B01", name="A", coder=CODER),
            add_code(study, parent="B02", name="B", coder=CODER),
            add_code(study, name="their words", coder=CODER),
            add_code(study, "in vivo", name="and more", coder=CODER),
        ]
        assert made == ["B04", "B01.2", "B02.1", "in-vivo-1", "in-vivo-2"]
        assert outline(study) == "B01(B01.1 B01.2) B02(B02.1) B03 B04"
        assert [row["title"] for row in codebooks.list_codebooks(study)] == ["A small codebook", "In vivo codes"]
        retire_code(study, "B04", coder=CODER)
        assert add_code(study, "small", name="More", coder=CODER) == "B05", "a retired code keeps its id"

    def test_it_is_in_the_file_with_all_that_is_said_of_it(self, study: StudyFile) -> None:
        add_code(
            study,
            parent="B01",
            name=" Two\nlines ",
            definition="What it is.\r\n",
            include="- this",
            exclude="that",
            example="“So.”",
            cues=["one; two", "one"],
            ref="X9",
            coder=CODER,
        )
        assert "### X9 Two lines\n\nWhat it is.\n\n**Include:**\n\n- this\n" in codebooks.export_codebook(
            study, "small"
        )
        assert codes(study)["X9"].cues == ["one", "two"]

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"name": " "}, "no name"),
            ({"name": "x", "ref": "b02"}, "B02 is taken by Parents"),
            ({"name": "x", "ref": "1st"}, "not a code's id"),
            ({"name": "x", "parent": "B77"}, "no code 'B77'"),
            ({"name": "x", "codebook": "big"}, "no codebook 'big'"),
            ({"name": "x", "codebook": "in-vivo", "parent": "B01"}, "in the codebook 'small'"),
            ({"name": "x", "codebook": "small", "definition": "# A heading"}, "without loss: the definition of B04"),
        ],
    )
    def test_what_can_not_be_is_refused(self, study: StudyFile, given: dict[str, str], says: str) -> None:
        before = contents(study)
        refused(study, lambda: add_code(study, coder=CODER, **given), says)
        assert contents(study) == before

    def test_a_code_made_within_another_act_can_be_used_in_it(self, study: StudyFile) -> None:
        with study.change("code", "In vivo", CODER) as change:
            ref = add_code_in(change, study, "small", name="Notices")
            fresh = change.session.scalars(select(CodeRow).where(CODE.c.ref == ref)).one()
            assert fresh.worded_in == 2
        assert history.undo(study, CODER) == "In vivo"
        assert ref not in codes(study)


class TestChanging:
    def test_a_code_is_renamed_and_keeps_its_id(self, study: StudyFile) -> None:
        number = code(study, PAPER, "B02")
        rename_code(study, "b02", "Families", coder=CODER)
        assert study_listings.list_segments(study)[0].code_name == "Families"
        assert by_code(study) == {"B02": [number]}
        assert "## B02 Families\n" in codebooks.export_codebook(study, "small")
        assert look.count_second_looks(study) == {}, "another name is no other meaning"

    def test_a_field_can_be_emptied_and_others_stay(self, study: StudyFile) -> None:
        redefine_code(study, "B01", coder=CODER, include="", example="“So.”", applies_to=["B02; B03"])
        held = codes(study)["B01"]
        assert (held.definition, held.include, held.example) == ("Who finds what.", "", "“So.”")
        assert held.applies_to == ["B02", "B03"]

    def test_saying_the_same_again_is_no_act(self, study: StudyFile) -> None:
        acts = len(history.read_history(study))
        redefine_code(study, "B01", coder=CODER, definition="Who finds what.\n")
        rename_code(study, "B01", "Organisation", coder=CODER)
        assert len(history.read_history(study)) == acts

    def test_introduction_and_front_matter_stay_as_they_are(self, study: StudyFile, tmp_path: Path) -> None:
        path = tmp_path / "small.md"
        text = codebooks.export_codebook(study, "small").replace("name: small\n", "name: small\nby: us\n")
        path.write_text(text.replace("# A small codebook\n", "# A small codebook\n\nRead *this* first.\n"))
        codebooks.install_codebook(study, str(path), coder=CODER)
        before = codebooks.export_codebook(study, "small")
        rename_code(study, "B03", "Hours", coder=CODER)
        assert codebooks.export_codebook(study, "small") == before.replace("B03 Time", "B03 Hours")
        assert "by: us" in before
        assert "Read *this* first." in before


class TestMoving:
    @pytest.mark.parametrize(
        ("given", "becomes"),
        [
            ({"parent": "B02"}, "B02(B01(B01.1)) B03"),
            ({"after": "B02"}, "B02 B01(B01.1) B03"),
            ({"parent": ""}, "B02 B03 B01(B01.1)"),
            ({"before": "B03"}, "B02 B01(B01.1) B03"),
        ],
    )
    def test_a_branch_moves_whole(self, study: StudyFile, given: dict[str, str], becomes: str) -> None:
        move_code(study, "B01", coder=CODER, **given)
        assert outline(study) == becomes

    def test_a_code_can_not_lie_under_itself_or_too_deep(self, study: StudyFile) -> None:
        refused(study, lambda: move_code(study, "B01", parent="B01.1", coder=CODER), "under it")
        refused(study, lambda: move_code(study, "B01", before="B01", coder=CODER), "the code itself")
        above = "B01.1"
        for _ in range(3):
            above = add_code(study, parent=above, name="deeper", coder=CODER)
        refused(study, lambda: add_code(study, parent=above, name="deepest", coder=CODER), "6 levels deep")

    def test_into_another_codebook_codings_and_second_looks_go_along(self, study: StudyFile) -> None:
        redefine_code(study, "B01.1", coder=CODER, definition="First.")
        old = code(study, NOTICES + " Nobody", "B01.1")
        redefine_code(study, "B01.1", coder=CODER, definition="Talk at work.")
        new = code(study, PAPER, "B01.1")
        vivo = add_code(study, name="paper", coder=CODER)
        move_code(study, "B01", parent=vivo, coder=CODER)
        assert (outline(study), outline(study, "in-vivo")) == ("B02 B03", "in-vivo-1(B01(B01.1))")
        assert by_code(study) == {"B01.1": sorted([old, new])}
        assert [item.number for item in look.codings_for_second_look(study)] == [old]
        assert check_study(study).faults == ()

    def test_a_codebook_may_lose_its_last_code_and_get_one_again(self, study: StudyFile, tmp_path: Path) -> None:
        vivo = add_code(study, name="their words", coder=CODER)
        number = code(study, PAPER, vivo)
        move_code(study, vivo, parent="B02", coder=CODER)
        assert outline(study) == "B01(B01.1) B02(in-vivo-1) B03"
        reimport(study, tmp_path)
        assert by_code(study) == {vivo: [number]}
        assert add_code(study, name="others", coder=CODER) == "in-vivo-2"
        assert "none" not in codebooks.export_codebook(study, "in-vivo")


class TestRetiring:
    def test_a_retired_branch_keeps_its_codings_and_leaves_the_file(self, study: StudyFile) -> None:
        number = code(study, PAPER, "B01.1")
        assert retire_code(study, "B01", coder=CODER) == ["B01", "B01.1"]
        assert outline(study) == "B02 B03"
        assert by_code(study) == {"B01.1": [number]}
        assert "B01" not in codebooks.export_codebook(study, "small")
        refused(study, lambda: code(study, SHOWS, "B01"), "retired")
        refused(study, lambda: retire_code(study, "B01", coder=CODER), "retired")

    def test_taken_up_again_it_stands_where_it_was(self, study: StudyFile) -> None:
        retire_code(study, "B01", coder=CODER)
        reinstate_code(study, "B01", coder=CODER)
        assert outline(study) == "B01 B02 B03"
        reinstate_code(study, "B01.1", coder=CODER)
        assert outline(study) == "B01(B01.1) B02 B03"
        assert look.count_second_looks(study) == {}
        refused(study, lambda: reinstate_code(study, "B01", coder=CODER), "in force")

    def test_without_its_parent_it_comes_back_at_the_top(self, study: StudyFile) -> None:
        retire_code(study, "B01", coder=CODER)
        reinstate_code(study, "B01.1", coder=CODER)
        assert set(outline(study).split()) == {"B01.1", "B02", "B03"}


class TestMerging:
    def test_the_preview_says_what_the_merge_then_does(self, study: StudyFile) -> None:
        one, two = code(study, PAPER, "B02"), code(study, SHOWS, "B02", "ben")
        double = code(study, PAPER, "B01")
        child = add_code(study, parent="B02", name="Grandparents", coder=CODER)
        redefine_code(study, "B03", coder=CODER, applies_to=["B02", "B01"])
        rating = rate(study, "P1", "B02", Band.AMBER, because="So.", cited=[one], rater=CODER)
        write_summary(study, "P1", "B02", "Parents look.", author=CODER)
        write_summary(study, "P1", "B01", "All is found.", author=CODER)
        write_memo(study, "code", "B02", "Is it one code?", author=CODER)
        before = contents(study)
        plan = preview_merge(study, "b02", "B01")
        assert contents(study) == before
        assert plan.codings == {CODER: 1, "ben": 1}
        assert (plan.doubled, plan.children, plan.parent) == (1, (child,), "B01")
        assert (plan.joined, plan.moved, plan.memos, plan.conditions) == (("P1",), (), 1, ("B03",))
        assert plan.kept_ratings == plan.stale_ratings == (rating.id,)
        assert "2 codings would move to B01 Organisation (by anna 1, ben 1)." in plan.sentences

        assert merge_codes(study, "B02", "B01", coder=CODER) == 2
        assert by_code(study) == {"B01": [one, two, double]}
        assert outline(study) == f"B01(B01.1 {child}) B03"
        assert codes(study)["B02"].retired
        assert codes(study)["B03"].applies_to == ["B01"]
        assert [memo.about for memo in list_memos(study, "code", "B01")] == ["B01"]
        with study.reading() as session:
            assert [judgement.id for judgement in current_judgements(session) if judgement.stale] == [rating.id]
        assert contents(study)["summary"][0][3] == "All is found.\n\nParents look."
        history.undo(study, CODER)
        assert contents(study) == before
        assert preview_merge(study, "B02", "B03").moved == ("P1",)

    def test_into_a_code_under_it_that_takes_its_place(self, study: StudyFile) -> None:
        number = code(study, PAPER, "B01")
        other = add_code(study, parent="B01", name="Other", coder=CODER)
        assert preview_merge(study, "B01", "B01.1").children == ("B01.1", other)
        assert preview_merge(study, "B01", "B01.1").parent == ""
        merge_codes(study, "B01", "B01.1", coder=CODER)
        assert outline(study) == f"B01.1 {other} B02 B03"
        assert by_code(study) == {"B01.1": [number]}

    def test_across_codebooks(self, study: StudyFile, tmp_path: Path) -> None:
        vivo = add_code(study, name="their words", coder=CODER)
        child = add_code(study, parent=vivo, name="some", coder=CODER)
        gone = add_code(study, parent=vivo, name="gone", coder=CODER)
        numbers = [code(study, PAPER, vivo), code(study, SHOWS, child), code(study, NOTICES + " Nobody", gone)]
        retire_code(study, gone, coder=CODER)
        merge_codes(study, vivo, "B02", coder=CODER)
        assert by_code(study) == {"B02": [numbers[0]], child: [numbers[1]], gone: [numbers[2]]}
        assert outline(study) == f"B01(B01.1) B02({child}) B03"
        held = codes(study)
        assert held[gone].parent_id == held["B02"].id
        assert look.count_second_looks(study) == {}
        assert check_study(study).faults == ()
        reimport(study, tmp_path)

    def test_a_code_is_not_merged_into_itself_or_a_retired_one(self, study: StudyFile) -> None:
        refused(study, lambda: preview_merge(study, "B01", "b01"), "into itself")
        retire_code(study, "B03", coder=CODER)
        refused(study, lambda: preview_merge(study, "B01", "B03"), "retired")
        refused(study, lambda: merge_codes(study, "B01", "B03", coder=CODER), "retired")


class TestSplitting:
    def test_the_chosen_codings_go_and_the_rest_stays(self, study: StudyFile) -> None:
        one, two = code(study, PAPER, "B02"), code(study, SHOWS, "B02")
        made = split_code(study, "B02", name="Children show", numbers=[two], coder=CODER)
        assert made == "B04"
        assert by_code(study) == {"B02": [one], "B04": [two]}
        assert outline(study) == "B01(B01.1) B02 B04 B03"
        assert split_code(study, "B02", name="Paper", numbers=[one], parent="B02", coder=CODER) == "B02.1"
        assert look.count_second_looks(study) == {}

    def test_only_codings_of_the_code_can_go(self, study: StudyFile) -> None:
        number = code(study, PAPER, "B02")
        refused(
            study, lambda: split_code(study, "B01", name="x", numbers=[number], coder=CODER), "E-0001 is not coded B01"
        )
        refused(study, lambda: split_code(study, "B01", name="x", numbers=[99], coder=CODER), "no coding E-0099")
        refused(study, lambda: split_code(study, "B01", name="x", numbers=[], coder=CODER), "No codings")


class TestSecondLook:
    def test_another_definition_marks_the_codings_made_before(self, study: StudyFile) -> None:
        old = code(study, PAPER, "B02")
        redefine_code(study, "B02", coder=CODER, definition="What families do.")
        new = code(study, SHOWS, "B02")
        assert look.count_second_looks(study) == {"B02": 1}
        assert [item.number for item in look.codings_for_second_look(study, "B02")] == [old]
        assert look.codings_for_second_look(study, "B01") == []
        assert meaning_change(study, old).changed == ["Definition"]
        assert meaning_change(study, old).then["Definition"] == "What families see."
        assert meaning_change(study, new).changed == []
        look.affirm_codings(study, [old], coder=CODER)
        assert look.codings_for_second_look(study) == []
        history.undo(study, CODER)
        assert look.count_second_looks(study) == {"B02": 1}
        history.undo(study, CODER)  # the coding made since
        history.undo(study, CODER)
        assert look.count_second_looks(study) == {}

    def test_so_does_a_new_version_of_the_file(self, study: StudyFile, tmp_path: Path) -> None:
        number = code(study, PAPER, "B02")
        path = tmp_path / "small.md"
        path.write_text(codebooks.export_codebook(study, "small").replace("families see", "families do"))
        codebooks.install_codebook(study, str(path), coder=CODER)
        assert look.count_second_looks(study) == {"B02": 1}
        look.recode_codings(study, [number], "B01", coder=CODER)
        assert (by_code(study), look.count_second_looks(study)) == ({"B01": [number]}, {})

    def test_what_can_not_be_judged_is_refused(self, study: StudyFile) -> None:
        refused(study, lambda: look.affirm_codings(study, [], coder=CODER), "No codings")
        refused(study, lambda: look.affirm_codings(study, [99], coder=CODER), "no coding E-0099")
        number = code(study, PAPER, "B02")
        retire_code(study, "B02", coder=CODER)
        refused(study, lambda: look.affirm_codings(study, [number], coder=CODER), "retired")
        refused(study, lambda: look.recode_codings(study, [number], "B02", coder=CODER), "retired")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    study = make_study(folder, INTERVIEW)
    code(study, NOTICES + " Nobody", "B01")
    code(study, SHOWS, "B02")
    for under in ("B01.1", "B02", "B03"):
        code(study, PAPER, under)
    add_code(study, name="their words", coder=CODER)
    code(study, SHOWS, "in-vivo-1", "ben")
    rate(study, "P1", "B02", Band.RED, because="Little.", cited=[2], rater=CODER)
    write_summary(study, "P1", "B03", "Time is saved.", author=CODER)
    study.close()
    return study.path


ACTS = ("add", "rename", "redefine", "move under", "move beside", "merge", "split", "retire", "reinstate", "affirm")


def carry_out(study: StudyFile, act: str, picks: tuple[int, int, int]) -> None:
    """Do something to codes picked by number; what is refused changes nothing."""
    refs = sorted(codes(study))
    one, two = refs[picks[0] % len(refs)], refs[picks[1] % len(refs)]
    numbers = by_code(study).get(one, [])[: picks[2] % 3]
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: add_code(study, parent=one if picks[2] % 2 else "", name=f"New {picks[2]}", coder=CODER),
        "rename": lambda: rename_code(study, one, f"Name {picks[2]}", coder=CODER),
        "redefine": lambda: redefine_code(study, one, coder=CODER, definition=f"Now {picks[2]}.", applies_to=[two]),
        "move under": lambda: move_code(study, one, parent=two if picks[2] % 4 else "", coder=CODER),
        "move beside": lambda: move_code(study, one, before=two, coder=CODER),
        "merge": lambda: merge_codes(study, one, two, coder=CODER),
        "split": lambda: split_code(study, one, name="Part", numbers=numbers, coder=CODER),
        "retire": lambda: retire_code(study, one, coder=CODER),
        "reinstate": lambda: reinstate_code(study, one, coder=CODER),
        "affirm": lambda: look.affirm_codings(
            study, [item.number for item in look.codings_for_second_look(study)], coder=CODER
        ),
    }
    acts[act]()


numbers_to_pick_by = st.integers(0, 999)
acts_to_do = st.lists(
    st.tuples(st.sampled_from(ACTS), st.tuples(numbers_to_pick_by, numbers_to_pick_by, numbers_to_pick_by)),
    min_size=3,
    max_size=9,
)


@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts_to_do)
def test_any_acts_keep_every_coding_and_can_be_undone(
    template: Path, acts: list[tuple[str, tuple[int, int, int]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = StudyFile.open(Path(shutil.copy(template, folder)))
        words = {item.number: (item.quote, item.start, item.coder) for item in study_listings.list_segments(study)}
        states = [contents(study)]
        for act, picks in acts:
            before = len(history.read_history(study))
            try:
                carry_out(study, act, picks)
            except CaseCoderError:
                assert contents(study) == states[-1]
                continue
            done = len(history.read_history(study)) - before
            assert done in {0, 1}
            assert {
                item.number: (item.quote, item.start, item.coder) for item in study_listings.list_segments(study)
            } == words
            if done:
                states.append(contents(study))
        assert check_study(study).faults == ()
        reimport(study, Path(folder))
        last = states.pop()
        for state in reversed(states):
            history.undo(study, CODER)
            assert contents(study) == state
        for _ in states:
            history.redo(study, CODER)
        assert contents(study) == last
        assert check_study(study).faults == ()
        study.close()


def test_somebody_elses_later_work_is_not_undone_from_under_her(study: StudyFile) -> None:
    made = add_code(study, "small", name="New", coder=CODER)
    number = code(study, PAPER, made, "ben")
    refused(study, lambda: history.undo(study, CODER), "later work rests on it")
    remove_coding(study, number, coder="ben")
    history.undo(study, CODER)
    assert made not in codes(study)


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(study: StudyFile, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call ``casecoder codebook``: the exit code, stdout and stderr."""
    code(study, PAPER, "B02")
    code(study, SHOWS, "B02")
    study.close()

    def called(command: str, *words: str) -> tuple[int, str, str]:
        typed = ["casecoder", "codebook", command, str(study.path), *words, "--coder", CODER]
        monkeypatch.setattr(sys, "argv", typed)
        try:
            main()
            ended: object = 0
        except SystemExit as stop:
            ended = stop.code
        return int(str(ended or 0)), *capfd.readouterr()

    return called


class TestCommands:
    def test_the_acts(self, study: StudyFile, call: Call) -> None:
        assert call("add", "Families", "--under", "B02", "--definition", "All of them.")[:2] == (0, "B02.1\n")
        assert call("rename", "B02.1", "The family")[0] == 0
        assert call("move", "B02.1", "--before", "B01")[0] == 0
        assert call("redefine", "B02", "--definition", "What they do.")[2].endswith("2 codings to look at again.\n")
        assert call("split", "B02", "Paper", "--coding", "E-0001")[1] == "B04\n"
        assert call("retire", "B01")[2] == "Retired: B01, B01.1.\n"
        assert call("reinstate", "B01.1")[0] == 0
        assert set(outline(study).split()) == {"B02.1", "B01.1", "B02", "B04", "B03"}
        assert by_code(study) == {"B02": [2], "B04": [1]}

    def test_a_merge_is_only_said_until_it_is_asked_for(self, study: StudyFile, call: Call) -> None:
        before = contents(study)
        ended, out, err = call("merge", "B02", "B03")
        assert (ended, contents(study)) == (0, before)
        assert "2 codings would move to B03 Time (by anna 2)." in out
        assert "--yes" in err
        assert call("merge", "B02", "B03", "--yes")[0] == 0
        assert by_code(study) == {"B03": [1, 2]}

    def test_the_second_look(self, study: StudyFile, call: Call) -> None:
        call("redefine", "B02", "--include", "paper")
        assert "E-0001  B02" in call("look", "--code", "B02")[1]
        assert "E-0002" not in call("look", "--affirm", "E-0001", "E-0002")[1]
        assert "No coding waits" in call("look")[2]
        assert look.codings_for_second_look(study) == []

    def test_calls_that_say_too_little_or_too_much(self, call: Call) -> None:
        assert call("move", "B01")[0] == 2
        assert call("move", "B01", "--before", "B02", "--after", "B03")[0] == 2
        assert call("redefine", "B01")[0] == 2
        assert call("retire", "B77")[0] == 1
