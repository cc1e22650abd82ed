"""Two coders at the workbench, doing anything in any order: nothing is lost, and every act can be taken back."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band, Direction, SourceStatus
from casecoder.services import history
from casecoder.services.codebook import codebook_editing as editing
from casecoder.services.codebook import second_look
from casecoder.services.codebook.code_merging import merge_codes, preview_merge
from casecoder.services.codebook.code_splitting import split_code
from casecoder.services.codebook.in_vivo import code_in_vivo, code_name_from_words
from casecoder.services.judging.rating import rate
from casecoder.services.notes import memos
from casecoder.services.search import saved_queries
from casecoder.services.segments import coding, segment_editing
from casecoder.services.sources import correcting, reading_progress, review_list, speakers, study_listings
from casecoder.services.sources.amending import amend_source
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import EVENT
from tests.demo_kit import FOLDER
from tests.study_kit import INTERVIEW, add_source, contents, make_study

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("CASECODER_WORKBENCH_EXAMPLES", "8"))
"""How many stories are told; thousands when somebody has an evening."""
STEPS = 25

CODERS = st.sampled_from(["anna", "ben"])
PICK = st.integers(0, 99)
PLACE = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 90))
NAMED = INTERVIEW.replace("Mrs Okoro", "Mr Smith").replace("🙂", "Mr Smith signs them 👩‍👩‍👧 all.")
CORRECTIONS: dict[str, Callable[[str, int, int], str]] = {
    "insert": lambda text, at, size: text[:at] + "um, " * (size % 3 + 1) + text[at:],
    "paragraph": lambda text, at, size: f"INT: Number {size}. And then?\n\n" + text,
    "delete": lambda text, at, size: text[:at] + text[at + size :],
    "replace": lambda text, at, size: text[:at] + "quite other words"[:size] + text[at + size :],
    "swap": lambda text, at, size: text[at:] + "\n\n" + text[:at],
    "merge": lambda text, at, size: text.replace("\n\nMr Smith: ", " ", 1),
    "name": lambda text, at, size: text.replace("Mr Smith", "T1"),
    "unname": lambda text, at, size: text.replace("T1", "Mr Smith"),
    "wrap": lambda text, at, size: text[:at] + text[at:].replace(" ", "\n", size % 9),
    "crlf": lambda text, at, size: text.replace("\n", "\r\n"),
}


@cache
def _template() -> Path:
    """A study with two sources and some codings, which every story begins with."""
    folder = Path(tempfile.mkdtemp(dir=os.environ[FOLDER]))
    study = make_study(folder, NAMED)
    add_source(study, folder, INTERVIEW, "s1.txt", case="Secondary School 1", kind="focus group")
    coding.apply_codes(study, "P1-INT-01", ["B01", "B02"], quote="Nobody reads the board", coder="anna")
    coding.apply_codes(study, "P1-INT-01", ["B01.1"], quote="Some look. Most don’t.", coder="ben")
    study.close()
    return study.path


class Workbench(RuleBasedStateMachine):
    """What two coders may do. Each act is undone and redone at once before the next is done."""

    folder: str
    study: StudyFile

    @initialize()
    def begin(self) -> None:
        """Take a fresh study."""
        self.folder = tempfile.mkdtemp(prefix="casecoder-story-")
        self.study = open_study(str(shutil.copy(_template(), self.folder)))
        self.seen: dict[str, set[str]] = {}
        self.remember()

    def teardown(self) -> None:
        """Put the study away."""
        if hasattr(self, "study"):
            self.study.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    # What there is

    def codings(self) -> list[Evidence]:
        return sorted(study_listings.list_segments(self.study), key=lambda item: item.number)

    def number(self, pick: int) -> int:
        """One of the codings; one that there is not when there is none."""
        found = self.codings()
        return found[pick % len(found)].number if found else 1

    def source(self, pick: int) -> str:
        found = study_listings.list_sources(self.study)
        return found[pick % len(found)].ref

    def code(self, pick: int) -> str:
        with self.study.reading() as session:
            found = [code.ref for code in records.code_rows(session)]
        return found[pick % len(found)]

    def text(self, source: str) -> str:
        return study_listings.open_source(self.study, source).text

    def span(self, source: str, place: tuple[float, int]) -> Span:
        length = len(self.text(source))
        start = int(place[0] * length)
        return Span(start, min(length, start + place[1]))

    def label(self, source: str, pick: int) -> str:
        found = speakers.list_speakers(self.study, source)
        return found[pick % len(found)].name if found else "Nobody"

    def words(self) -> dict[str, str]:
        """What each coding and each memo on words is on."""
        found = {item.id: item.quote for item in self.codings()}
        for memo in memos.list_memos(self.study):
            if memo.target == "source" and memo.start is not None:
                found[str(memo.id)] = memo.quote
        return found

    def remember(self) -> None:
        for key, words in self.words().items():
            self.seen.setdefault(key, set()).add(words)

    # How an act is looked at

    def act(self, what: Callable[[], object], coder: str, *, may_go: Callable[[], Collection[int]] = tuple) -> None:
        """Do something, see what went, take it back and do it again."""
        before, there, acts = contents(self.study), {item.number for item in self.codings()}, self.acts()
        try:
            what()
        except CaseCoderError:
            assert contents(self.study) == before
            assert self.acts() == acts
            return
        after, now = contents(self.study), {item.number for item in self.codings()}
        assert there - now <= set(may_go())
        assert self.acts() - acts == (after != before)
        self.remember()
        if after != before:
            history.undo(self.study, coder)
            assert contents(self.study) == before
            history.redo(self.study, coder)
            assert contents(self.study) == after

    def acts(self) -> int:
        return len(history.read_history(self.study))

    @invariant()
    def holds(self) -> None:
        """The study is whole, and everything is on its words or on the review list."""
        assert check_study(self.study).faults == ()
        texts = {line.ref: self.text(line.ref) for line in study_listings.list_sources(self.study)}
        waiting = {item.number for item in review_list.list_review_items(self.study)}
        for item in self.codings():
            assert item.in_review == (item.number in waiting)
            assert item.in_review or texts[item.source][item.start : item.end] == item.quote

    # Coding

    @rule(coder=CODERS, source=PICK, first=PICK, second=PICK, place=PLACE, strength=st.sampled_from([None, 0, 1, 3]))
    def codes(
        self, coder: str, source: int, first: int, second: int, place: tuple[float, int], strength: int | None
    ) -> None:
        where = self.source(source)
        self.act(
            lambda: coding.apply_codes(
                self.study,
                where,
                [self.code(first), self.code(second)],
                span=self.span(where, place),
                coder=coder,
                strength=strength,
            ),
            coder,
        )

    @rule(coder=CODERS, sources=st.lists(PICK, min_size=1, max_size=4), code=PICK, place=PLACE)
    def codes_many(self, coder: str, sources: list[int], code: int, place: tuple[float, int]) -> None:
        refs = [self.source(each) for each in sources]
        places = [(ref, self.span(ref, ((place[0] + n / 7) % 1, place[1]))) for n, ref in enumerate(refs)]
        self.act(lambda: coding.apply_codes_to_many(self.study, places, [self.code(code)], coder=coder), coder)

    @rule(coder=CODERS, source=PICK, place=PLACE)
    def codes_in_vivo(self, coder: str, source: int, place: tuple[float, int]) -> None:
        where = self.source(source)
        span = self.span(where, place)
        name = code_name_from_words(self.text(where)[slice(*span)])
        self.act(lambda: code_in_vivo(self.study, where, span, name=name, coder=coder), coder)

    @rule(coder=CODERS, pick=PICK, place=PLACE)
    def moves_a_boundary(self, coder: str, pick: int, place: tuple[float, int]) -> None:
        number = self.number(pick)
        source = next((item.source for item in self.codings() if item.number == number), self.source(0))
        span = self.span(source, place)
        self.act(lambda: segment_editing.move_boundary(self.study, number, span, coder=coder), coder)

    @rule(coder=CODERS, pick=PICK, share=st.floats(0.2, 0.8), rejoins=st.booleans())
    def splits(self, coder: str, pick: int, share: float, rejoins: bool) -> None:
        found = self.codings()
        if found:
            item = found[pick % len(found)]
            at = item.start + int(share * (item.end - item.start))
            self.act(lambda: segment_editing.split_coding(self.study, item.number, at, coder=coder), coder)
            if rejoins:
                self.join([item.number, self.codings()[-1].number], coder)

    @rule(coder=CODERS, pick=PICK)
    def joins(self, coder: str, pick: int) -> None:
        found = self.codings()
        first = found[pick % len(found)] if found else None
        self.join([item.number for item in found if first and _kind(item) == _kind(first)][:3], coder)

    def join(self, numbers: list[int], coder: str) -> None:
        self.act(
            lambda: segment_editing.join_codings(self.study, numbers, coder=coder),
            coder,
            may_go=lambda: set(numbers) - {min(numbers)},
        )

    @rule(coder=CODERS, pick=PICK, direction=st.sampled_from(Direction), note=st.sampled_from(["", "Hm."]))
    def amends(self, coder: str, pick: int, direction: Direction, note: str) -> None:
        number = self.number(pick)
        self.act(lambda: coding.amend_coding(self.study, number, coder=coder, direction=direction, note=note), coder)

    @rule(coder=CODERS, pick=PICK)
    def removes(self, coder: str, pick: int) -> None:
        if pick % 3:
            return  # or there would be little left to work on
        number = self.number(pick)
        self.act(lambda: coding.remove_coding(self.study, number, coder=coder), coder, may_go=lambda: [number])

    @rule(coder=CODERS, pick=PICK, band=st.sampled_from([Band.AMBER, Band.NONE]))
    def rates(self, coder: str, pick: int, band: Band) -> None:
        found = self.codings()
        if found:
            item = found[pick % len(found)]
            cited = [item.number] if band is Band.AMBER else []
            self.act(
                lambda: rate(
                    self.study, item.case, item.code.split(".")[0], band, because="So.", cited=cited, rater=coder
                ),
                coder,
            )

    # The codebook

    @rule(coder=CODERS, parent=st.none() | PICK, name=st.sampled_from(["New", "Parents", "A | b: c"]))
    def adds_a_code(self, coder: str, parent: int | None, name: str) -> None:
        above = "" if parent is None else self.code(parent)
        self.act(lambda: editing.add_code(self.study, name=name, parent=above, coder=coder), coder)

    @rule(coder=CODERS, pick=PICK, words=st.sampled_from(["", "What they do.", "Two\n\nparagraphs."]))
    def redefines(self, coder: str, pick: int, words: str) -> None:
        code = self.code(pick)
        self.act(lambda: editing.redefine_code(self.study, code, definition=words, coder=coder), coder)
        self.act(lambda: editing.rename_code(self.study, code, f"Name {len(words)}", coder=coder), coder)

    @rule(coder=CODERS, pick=PICK, to=PICK, way=st.sampled_from(["parent", "before", "after"]))
    def moves_a_code(self, coder: str, pick: int, to: int, way: str) -> None:
        code, place = self.code(pick), {way: self.code(to)}
        self.act(lambda: editing.move_code(self.study, code, coder=coder, **place), coder)

    @rule(coder=CODERS, pick=PICK, into=PICK)
    def merges_codes(self, coder: str, pick: int, into: int) -> None:
        code, other = self.code(pick), self.code(into)
        said: list[int] = []

        def merge() -> None:
            said.append(preview_merge(self.study, code, other).total)
            assert merge_codes(self.study, code, other, coder=coder) == said[0]

        self.act(merge, coder)

    @rule(coder=CODERS, pick=PICK, every=st.integers(1, 2))
    def splits_a_code(self, coder: str, pick: int, every: int) -> None:
        code = self.code(pick)
        own = [item.number for item in self.codings() if item.code == code][::every]
        self.act(lambda: split_code(self.study, code, name="Part", numbers=own, coder=coder), coder)

    @rule(coder=CODERS, pick=PICK)
    def retires_or_reinstates(self, coder: str, pick: int) -> None:
        code = self.code(pick)
        with self.study.reading() as session:
            change = editing.reinstate_code if records.code_named(session, code).retired else editing.retire_code
        self.act(lambda: change(self.study, code, coder=coder), coder)

    @rule(coder=CODERS, pick=PICK, way=st.sampled_from(["affirm", "recode", "remove"]), code=PICK)
    def looks_again(self, coder: str, pick: int, way: str, code: int) -> None:
        waiting = [item.number for item in second_look.codings_for_second_look(self.study)] or [self.number(pick)]
        chosen = waiting[: pick % len(waiting) + 1]
        ways: dict[str, Callable[[], None]] = {
            "affirm": lambda: second_look.affirm_codings(self.study, chosen, coder=coder),
            "recode": lambda: second_look.recode_codings(self.study, chosen, self.code(code), coder=coder),
            "remove": lambda: second_look.remove_codings(self.study, chosen, coder=coder),
        }
        self.act(ways[way], coder, may_go=lambda: chosen if way == "remove" else ())

    # Speakers and sources

    @rule(coder=CODERS, source=PICK, pick=PICK, name=st.sampled_from(["", "T9", "INT", "Mrs X"]))
    def renames_a_speaker(self, coder: str, source: int, pick: int, name: str) -> None:
        where = self.source(source)
        label = self.label(where, pick)
        self.act(
            lambda: speakers.rename_speaker(self.study, where, label, name, coder=coder, everywhere=bool(pick % 2)),
            coder,
        )

    @rule(coder=CODERS, source=PICK, pick=PICK, into=PICK)
    def merges_speakers(self, coder: str, source: int, pick: int, into: int) -> None:
        where = self.source(source)
        labels = [self.label(where, pick)], self.label(where, into)
        self.act(lambda: speakers.merge_speakers(self.study, where, labels[0], into=labels[1], coder=coder), coder)

    @rule(coder=CODERS, source=PICK, pick=PICK, role=st.sampled_from(["", "teacher"]), asks=st.none() | st.booleans())
    def ties_a_speaker(self, coder: str, source: int, pick: int, role: str, asks: bool | None) -> None:
        where = self.source(source)
        label = self.label(where, pick)
        if asks is None:
            self.act(lambda: speakers.tie_speaker(self.study, where, label, role=role, coder=coder), coder)
        else:
            self.act(lambda: speakers.set_interviewer(self.study, where, label, asks, coder=coder), coder)

    @rule(coder=CODERS, source=PICK, status=st.sampled_from(SourceStatus))
    def marks_a_source(self, coder: str, source: int, status: SourceStatus) -> None:
        where = self.source(source)
        self.act(lambda: reading_progress.set_source_status(self.study, where, status, coder=coder), coder)

    @rule(
        coder=CODERS,
        source=PICK,
        case=st.sampled_from(["", "P1", "S1", "Primary School 7"]),
        kind=st.sampled_from(["", "observation", "interview"]),
    )
    def sets_a_source_right(self, coder: str, source: int, case: str, kind: str) -> None:
        where = self.source(source)
        self.act(lambda: amend_source(self.study, where, case=case, kind=kind, coder=coder), coder)

    # Correcting

    @rule(coder=CODERS, source=PICK, kind=st.sampled_from(sorted(CORRECTIONS)), place=PLACE)
    def corrects(self, coder: str, source: int, kind: str, place: tuple[float, int]) -> None:
        where = self.source(source)
        text = self.text(where)
        new = CORRECTIONS[kind](text, int(place[0] * len(text)), place[1])
        self.act(
            lambda: correcting.apply_correction(
                self.study, correcting.plan_correction(self.study, where, new), coder=coder
            ),
            coder,
        )

    @rule(coder=CODERS, old=st.sampled_from(["Mr Smith", "T1", "the", "INT"]), new=st.sampled_from(["T1", "Mr Smith"]))
    def replaces(self, coder: str, old: str, new: str) -> None:
        before = {item.number for item in review_list.list_review_items(self.study)}
        self.act(lambda: correcting.replace_throughout(self.study, old, new, coder=coder), coder)
        assert {item.number for item in review_list.list_review_items(self.study)} <= before

    @rule(coder=CODERS, pick=PICK, place=st.none() | PLACE, drops=st.booleans())
    def decides(self, coder: str, pick: int, place: tuple[float, int] | None, drops: bool) -> None:
        waiting = review_list.list_review_items(self.study)
        if not waiting:
            return
        item = waiting[pick % len(waiting)]
        span = None if place is None else self.span(item.source, place)
        if drops:
            self.act(
                lambda: review_list.drop_review_item(self.study, item.number, coder=coder),
                coder,
                may_go=lambda: [item.number],
            )
        else:
            self.act(lambda: review_list.accept_review_item(self.study, item.number, span, coder=coder), coder)

    # Notes, and the history

    @rule(coder=CODERS, thing=st.sampled_from(memos.MEMO_TARGETS), pick=PICK, place=st.none() | PLACE)
    def writes_a_memo(self, coder: str, thing: str, pick: int, place: tuple[float, int] | None) -> None:
        about = {
            "study": "",
            "case": "P1",
            "source": self.source(pick),
            "code": self.code(pick),
            "coding": str(self.number(pick)),
        }[thing]
        on_words = thing == "source" and place is not None
        start, end = self.span(about, place) if on_words and place else (None, None)
        body = f"See [[{self.code(pick)}]] and [[{self.source(pick)}]]."
        self.act(lambda: memos.write_memo(self.study, thing, about, body, author=coder, start=start, end=end), coder)

    @rule(coder=CODERS, name=st.sampled_from(["First", "second"]), query=st.sampled_from(["B01", "B02 and B03"]))
    def keeps_a_query(self, coder: str, name: str, query: str) -> None:
        self.act(lambda: saved_queries.save_query(self.study, name, "codings", query, author=coder), coder)

    @rule(coder=CODERS, redo=st.booleans(), times=st.integers(1, 3))
    def takes_back(self, coder: str, redo: bool, times: int) -> None:
        for _ in range(times):
            there, acts, before = {item.number for item in self.codings()}, self.acts(), contents(self.study)
            try:
                (history.redo if redo else history.undo)(self.study, coder)
            except CaseCoderError:
                assert contents(self.study) == before
                assert self.acts() == acts
                return
            assert there - {item.number for item in self.codings()} <= self.taken_by_the_newest()
            for key, words in self.words().items():
                assert words in self.seen[key], f"{key} is on words that nobody put it on: {words!r}"

    def taken_by_the_newest(self) -> set[int]:
        """The codings that the act which was just reversed had made, or had taken away."""
        events = EVENT
        with self.study.reading() as session:
            newest = session.connection().execute(select(events).order_by(events.c.number.desc()).limit(1)).one()
            reversed_act = select(events.c.changes).where(events.c.number == newest.reverses)
            images = json.loads(session.connection().execute(reversed_act).scalar_one())
        return {
            (before or after)["number"]
            for name, before, after in images
            if name == "coding" and (before is None or after is None)
        }


def _kind(item: Evidence) -> tuple[str, str, str]:
    return item.source, item.code, item.coder


TestWorkbench = Workbench.TestCase
TestWorkbench.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a story takes minutes, and it is short already
)
