"""A school's page: its description, sources, participants, ratings, summaries and memos."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from sqlalchemy import select
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.vocabulary import Consent, Phase, Role, SourceStatus
from casecoder.services.judging import rating
from casecoder.services.notes import memos
from casecoder.services.notes.summaries_and_descriptions import write_case_description
from casecoder.services.sources import amending, study_listings
from casecoder.services.sources.study_listings import ParticipantLine
from casecoder.store import records
from casecoder.store.tables import SUMMARY, CaseRow, SummaryRow
from casecoder.tui.base.destinations import ExportPage, MemosPage, RatingPage, SegmentsPage, TranscriptPage
from casecoder.tui.base.screen_text import format_count, markdown_content, one_line, plain_content, standing_mark
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading

ABOUT_ENTRY, PLATFORM_ENTRY, MEMOS_ENTRY = "about", "platform", "memos"
SOURCE_PREFIX, CELL_PREFIX, PERSON_PREFIX = "source:", "cell:", "person:"
"""The prefixes of the keys of entries for sources, cells and participants; an id follows."""


class SchoolScreen(StudyScreen):
    """The page of one school.

    Parameters
    ----------
    case:
        The school's short id.
    """

    CSS_PATH = "school.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# A school

What the school is and how it uses its platform (both go into its case study), its sources, who took part, and
each benefit with its rating and summary. **Enter** opens: a source its transcript, a benefit its rating desk, a
text the text for writing, a participant their role, pseudonym and note. **e** sets right the school's label and
phase, **x** writes its case study. **j** joins two participants who are one person, **d** takes away one who is heard
nowhere. Memos that are on the school, or link to it (`[[P3]]`), stand at the end.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "write('about')", "About", id="school.about", tooltip="Write what the school is"),
        Binding("p", "write('platform')", "Platform", id="school.platform", tooltip="Write how it uses its platform"),
        Binding("l", "list", "List", id="school.list", tooltip="All coded quotes of this school"),
        Binding("e", "edit", "Edit", id="school.edit", tooltip="Set right the school's label and phase"),
        Binding("x", "export", "Export", id="school.export", tooltip="Write the school's case study"),
        Binding("m", "memos", "Memos", id="school.memos", tooltip="Notes on this school, and those that link to it"),
        Binding("j", "join", "Join", show=False, id="school.join", tooltip="Make this participant one with another"),
        Binding(
            "d", "drop", "Drop", show=False, id="school.drop", tooltip="Take away a participant who is heard nowhere"
        ),
    ]

    def __init__(self, case: str) -> None:
        super().__init__()
        self._short = case
        self._school: CaseRow | None = None
        self._participants: dict[str, ParticipantLine] = {}

    def compose(self) -> ComposeResult:
        """Lay out the title and the list."""
        yield Static(classes="screen-title", id="school-title", markup=False)
        yield LongList(id="school")
        yield KeyLine(compact=True)

    def refresh_study(self) -> None:
        """Read the school again."""
        found = [case for case in study_listings.list_cases(self.study) if case.short == self._short]
        if not found:
            self.query_one("#school-title", Static).update(plain_content(f"{self._short} is no longer in the study"))
            self.query_one(LongList).put([])
            return
        self._school = school = found[0]
        self.query_one("#school-title", Static).update(plain_content(one_line(f"{school.short} · {school.label}")))
        self.query_one(LongList).put(
            [*_list_texts(school), *self._sources(), *self._people(), *self._cells(school), *self._memos()]
        )

    def go_to_cell(self, case: str, code: str) -> None:
        """Put the cursor on the benefit whose desk was left."""
        if case == self._short:
            self.query_one(LongList).go_to(CELL_PREFIX + code)

    def _sources(self) -> Iterator[Option]:
        found = [source for source in study_listings.list_sources(self.study) if source.case == self._short]
        done = sum(source.status is SourceStatus.DONE for source in found)
        yield list_heading(f"Sources ({done} of {len(found)} done)")
        for source in found:
            coded = f"{format_count(source.codings, 'coding')}  {source.status.glyph} {source.status}"
            line = f"{source.ref}  {source.kind}  {source.date}  {coded}  {source.title}"
            yield Option(plain_content(one_line(line)), id=SOURCE_PREFIX + source.ref)

    def _people(self) -> Iterator[Option]:
        people = [person for person in study_listings.list_participants(self.study) if person.case == self._short]
        self._participants = {person.pseudonym: person for person in people}
        yield list_heading(f"Participants ({len(people)})")
        for person in people:
            consent = "" if person.consent == Consent.GIVEN else f"  consent {person.consent}"
            line = f"{person.pseudonym:<5} {person.role.singular}  {', '.join(person.sources)}  {person.note}{consent}"
            yield Option(plain_content(one_line(line)), id=PERSON_PREFIX + person.pseudonym)

    def _memos(self) -> Iterator[Option]:
        found = memos.list_memos(self.study, "case", self._short)
        yield list_heading(f"Memos ({len(found)})")
        lines = [f"{'→ ' if memo.linked else ''}On {memo.on}: {shorten_quote(memo.body, 200)}" for memo in found]
        yield Option(plain_content("\n".join(lines) or "Press m to write one."), id=MEMOS_ENTRY)

    def _cells(self, school: CaseRow) -> Iterator[Option]:
        with self.study.reading() as session:
            written = session.scalars(select(SummaryRow).where(SUMMARY.c.case_id == school.id)).all()
            bodies = {summary.code_id: summary.body for summary in written}
            books = [book.name for book in records.codebook_rows(session)]
            grids = [rating.read_rating_grid(session, book, self.coder) for book in books]
        for grid in grids:
            yield list_heading(grid.title)
            for code in grid.codes:
                cell = grid.cells[code.ref, school.short]
                stale = "!" if cell.standing.is_stale else ""
                line = f"{standing_mark(cell.standing)}{stale} {code.ref} {code.name} "
                line += f"({format_count(cell.codings, 'coding')})"
                first = plain_content(line, "bold")
                body = bodies.get(code.id, "").strip()
                yield Option(
                    Content("\n").join([first, markdown_content(body)]) if body else first, id=CELL_PREFIX + code.ref
                )

    @on(LongList.OptionSelected)
    def _open(self, event: LongList.OptionSelected) -> None:
        chosen = event.option.id or ""
        if chosen.startswith(SOURCE_PREFIX):
            self.go_to(TranscriptPage(chosen.removeprefix(SOURCE_PREFIX)))
        elif chosen.startswith(CELL_PREFIX):
            self.go_to(RatingPage(self._short, chosen.removeprefix(CELL_PREFIX)))
        elif chosen.startswith(PERSON_PREFIX):
            self._edit_person(self._participants[chosen.removeprefix(PERSON_PREFIX)])
        elif chosen == MEMOS_ENTRY:
            self.action_memos()
        elif chosen in {ABOUT_ENTRY, PLATFORM_ENTRY}:
            self.action_write(chosen)

    def _edit_person(self, person: ParticipantLine) -> None:
        fields = (
            FormField("rename", "Pseudonym", person.pseudonym),
            FormField("role", "Role", person.role, tuple(Role)),
            FormField("note", "Note", person.note, can_be_empty=True),
            FormField("consent", "Consent", person.consent, tuple(Consent)),
        )
        title = f"{self._short} {person.pseudonym}"
        self.app.push_screen(FormScreen(title, fields, partial(self._amend_person, person.pseudonym)))

    def _amend_person(self, pseudonym: str, changed: dict[str, str]) -> bool:
        """Keep the changes of a participant; return whether they were accepted."""
        amend = partial(amending.amend_participant, self.study, self._short, pseudonym, coder=self.coder)
        return not changed or self._apply_change(
            lambda: amend(
                role=changed.get("role", ""),
                rename=changed.get("rename", ""),
                note=changed.get("note"),
                consent=changed.get("consent", ""),
            ),
            f"{changed.get('rename', pseudonym)} is set right.",
        )

    def _apply_change(self, act: Callable[[], object], done: str) -> bool:
        """Do something and show the result; return whether it was accepted."""
        if self.attempt(act) is None:
            return False
        self.refresh_study()
        self.call_after_refresh(self.notify, done)
        return True

    def _current_participant(self) -> ParticipantLine | None:
        """Return the participant under the cursor; say so if there is none."""
        option = self.query_one(LongList).highlighted_option
        person = self._participants.get((option.id or "").removeprefix(PERSON_PREFIX)) if option else None
        if person is None:
            self.notify("Go to one in the list first.", title="There is no participant here.", severity="warning")
        return person

    def action_join(self) -> None:
        """Merge the participant under the cursor into another, whose pseudonym and role are kept."""
        person = self._current_participant()
        if person is None:
            return
        others = [other for other in self._participants.values() if other is not person]
        if not others:
            self.notify(f"{self._short} has no other participant.", title="Join with whom?", severity="warning")
            return
        options = [(other.pseudonym, f"{other.pseudonym} {other.role.singular} {other.note}") for other in others]
        chooser = ChooserScreen(f"{person.pseudonym} is the same person as?", options)
        self.app.push_screen(chooser, partial(self._join, person))

    def _join(self, person: ParticipantLine, other: str | None) -> None:
        if other is not None:
            join = partial(
                amending.merge_participants, self.study, self._short, person.pseudonym, into=other, coder=self.coder
            )
            self._apply_change(join, f"{person.pseudonym} is {other} now. ctrl+z takes it back.")

    def action_drop(self) -> None:
        """Remove the participant under the cursor, unless some source has words of theirs."""
        person = self._current_participant()
        if person is not None:
            drop = partial(amending.remove_participant, self.study, self._short, person.pseudonym, coder=self.coder)
            self._apply_change(drop, f"{person.pseudonym} is taken away. ctrl+z brings them back.")

    def action_write(self, part: str) -> None:
        """Write the description of the school, or of its platform."""
        from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen

        if self._school is not None:
            what = "what the school is" if part == ABOUT_ENTRY else "how it uses its platform"
            text = self._school.about if part == ABOUT_ENTRY else self._school.platform
            title = f"{self._school.label}: {what} (Markdown)"
            self.app.push_screen(ProseEditorScreen(title, text, partial(self._keep, part, self._school)))

    def _keep(self, part: str, school: CaseRow, text: str) -> None:
        about = text if part == ABOUT_ENTRY else school.about
        platform = text if part == PLATFORM_ENTRY else school.platform
        write_case_description(self.study, self._short, coder=self.coder, about=about, platform=platform)

    def action_list(self) -> None:
        """Go to the school's coded quotes."""
        self.go_to(SegmentsPage(case=self._short))

    def action_export(self) -> None:
        """Go to the export of the school's case study."""
        self.go_to(ExportPage(self._short, case_study=True))

    def action_edit(self) -> None:
        """Change the name and the phase of the school."""
        if self._school is not None:
            fields = (
                FormField("label", "Label", self._school.label),
                FormField("phase", "Phase", self._school.phase, tuple(Phase)),
            )
            self.app.push_screen(FormScreen(f"{self._short} {self._school.label}", fields, self._amend))

    def _amend(self, changed: dict[str, str]) -> bool:
        """Keep the changes of the school; return whether they were accepted."""
        amend = partial(amending.amend_case, self.study, self._short, coder=self.coder, **changed)
        return not changed or self._apply_change(amend, f"{self._short} is set right.")

    def action_memos(self) -> None:
        """Go to the memos on this school."""
        self.go_to(MemosPage("case", self._short))


def _list_texts(school: CaseRow) -> Iterator[Option]:
    yield list_heading("About the school")
    yield Option(markdown_content(school.about.strip() or "Nothing written yet: press a to write it."), id=ABOUT_ENTRY)
    yield list_heading("Its platform")
    yield Option(
        markdown_content(school.platform.strip() or "Nothing written yet: press p to write it."), id=PLATFORM_ENTRY
    )
    if school.attributes:
        yield list_heading("Attributes")
        lines = "\n".join(f"{name}: {value}" for name, value in school.attributes.items())
        yield Option(plain_content(lines), id="attributes")
