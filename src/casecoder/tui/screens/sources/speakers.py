"""The speakers of a source: their names, participants and roles, and coding all that one says."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Role
from casecoder.services.segments import code_choices, coding
from casecoder.services.sources import amending, study_listings
from casecoder.services.sources import speakers as service
from casecoder.services.sources.speakers import SpeakerLine
from casecoder.tui.base.destinations import TranscriptPage
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.code_picker import CodePickerScreen, PickedCodes
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList

COLUMN_HEADINGS = f"  {'shown as':<20}{'who it is':<21}{'turns':>6}{'words':>7}{'codings':>9}  as typed"
THIS_SOURCE, ALL_OF_SCHOOL = "this source", "all of the school’s"
NEW_PARTICIPANT, NO_PARTICIPANT = "+", "-"
"""Choices beside the school's participants."""


class SpeakersScreen(StudyScreen):
    """The speakers of a source.

    Parameters
    ----------
    source_ref:
        The source's short id.
    """

    CSS_PATH = "speakers.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# Speakers

Who speaks in this source: how they are shown, which participant they are, how many turns they take, their share of
the words, and how many codings have their voice. The text itself stays as it was typed.

**r** shows a speaker under another name, here or in all of the school's sources. **space** marks speakers, and **m**
makes those marked one: the one under the cursor. **t** takes a merged speaker apart again. **p** says which participant
it is, **o** changes that participant's role, **i** says whether it is the interviewer, who gives no coding their
voice. **c** codes all that a speaker says, a coding for each turn, as one act. **Enter** goes to their first turn.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", key_display="␣", id="speakers.mark", tooltip="Mark this speaker, to merge"),
        Binding("m", "merge", "Merge", id="speakers.merge", tooltip="Make the marked speakers one"),
        Binding("r", "rename", "Rename", id="speakers.rename", tooltip="Show this speaker under another name"),
        Binding("p", "tie", "Person", id="speakers.tie", tooltip="Say which participant this speaker is"),
        Binding("o", "role", "Role", id="speakers.role", tooltip="Change the role of this speaker's participant"),
        Binding(
            "i",
            "interviewer",
            "Asks",
            id="speakers.interviewer",
            tooltip="Say that this speaker is the interviewer, or isn't",
        ),
        Binding("c", "code", "Code all", id="speakers.code", tooltip="Code every turn of this speaker, as one act"),
        Binding("t", "apart", "Apart", show=False, id="speakers.apart", tooltip="Take a merged speaker apart"),
    ]

    def __init__(self, source_ref: str) -> None:
        super().__init__()
        self._ref = source_ref
        self._case = ""
        self._speakers: dict[str, SpeakerLine] = {}
        self._marks: dict[str, None] = {}

    def compose(self) -> ComposeResult:
        """Lay out the title, the headings and the speakers."""
        yield Static(classes="screen-title", id="speakers-title", markup=False)
        yield Static(COLUMN_HEADINGS, classes="columns", markup=False)
        yield LongList(id="speakers")
        yield KeyLine(compact=True, show_command_palette=False)

    def refresh_study(self) -> None:
        """Read the speakers again."""
        found = self.attempt(partial(service.list_speakers, self.study, self._ref)) or []
        self._case = next((line.case for line in study_listings.list_sources(self.study) if line.ref == self._ref), "")
        self._speakers = {line.labels[0]: line for line in found}
        self._marks = {label: None for label in self._marks if label in self._speakers}
        title = f"Speakers · {self._ref} · {format_count(len(found), 'speaker')}"
        self.query_one("#speakers-title", Static).update(plain_content(one_line(title)))
        self.query_one(LongList).put(list(self._entries()))

    def _entries(self) -> Iterator[Option]:
        if not self._speakers:
            yield Option(Content("Nobody speaks in this source: its text names no speakers."), disabled=True)
        for label, line in self._speakers.items():
            yield Option(_entry(line, marked=label in self._marks), id=label)

    def _here(self) -> SpeakerLine | None:
        """Return the speaker under the cursor; say so if there is none."""
        option = self.query_one(LongList).highlighted_option
        if option is None or option.id not in self._speakers:
            self.notify("Its text names no speakers.", title="There is no speaker here.", severity="warning")
            return None
        return self._speakers[option.id]

    def _key_of(self, name: str) -> str:
        """Return the first label of the speaker with a name; it is the key of the entry."""
        return next((label for label, line in self._speakers.items() if line.name == name), "")

    def _apply_change(self, act: Callable[[], object], done: str) -> bool:
        """Do something to a speaker and show the result; return whether it was accepted."""
        if self.attempt(act, done) is None:
            return False
        self.refresh_study()
        return True

    @on(LongList.OptionSelected)
    def _open(self) -> None:
        line = self._here()
        if line is not None:
            self.go_to(TranscriptPage(self._ref, line.start))

    def action_mark(self) -> None:
        """Mark the speaker under the cursor, or unmark it."""
        line = self._here()
        if line is not None:
            if self._marks.pop(line.labels[0], line) is line:
                self._marks[line.labels[0]] = None
            self.query_one(LongList).put(list(self._entries()))

    def action_merge(self) -> None:
        """Merge the marked speakers into the one under the cursor."""
        line = self._here()
        if line is None:
            return
        others = [label for label in self._marks if label != line.labels[0]]
        if not others:
            self.notify("Mark them with space, then go to the one they are.", title="Merge whom?", severity="warning")
            return
        merge = partial(service.merge_speakers, self.study, self._ref, others, into=line.labels[0], coder=self.coder)
        if self._apply_change(merge, f"They are one speaker now, shown as {line.name}. ctrl+z takes it back."):
            self._marks.clear()
            self.refresh_study()
            self.query_one(LongList).go_to(self._key_of(line.name))

    def action_apart(self) -> None:
        """Split the speaker under the cursor into the labels as typed."""
        line = self._here()
        if line is not None and len(line.labels) == 1:
            self.notify("It is one label only.", title=f"{line.name} is not merged.", severity="warning")
        elif line is not None:
            act = partial(service.rename_speaker, self.study, self._ref, line.labels[0], "", coder=self.coder)
            labels_again = f"{format_count(len(line.labels), 'speaker')} again: {', '.join(line.labels)}."
            still = f" Each is still {line.participant}: p says who else." if line.participant else ""
            self._apply_change(act, labels_again + still)

    def action_rename(self) -> None:
        """Give the speaker under the cursor another name."""
        line = self._here()
        if line is not None:
            name = FormField("name", "Shown as", line.name, can_be_empty=True, hint="as typed")
            fields = (name, FormField("where", "In", THIS_SOURCE, (THIS_SOURCE, ALL_OF_SCHOOL)))
            self.app.push_screen(FormScreen(f"{line.name} in {self._ref}", fields, partial(self._rename, line)))

    def _rename(self, line: SpeakerLine, changed: dict[str, str]) -> bool:
        name, everywhere = changed.get("name", line.name), changed.get("where") == ALL_OF_SCHOOL
        if not changed:
            return True
        rename = partial(
            service.rename_speaker, self.study, self._ref, line.labels[0], name, coder=self.coder, everywhere=everywhere
        )
        return self._apply_change(rename, f"{line.name} is shown as {name or 'typed'}.")

    def action_tie(self) -> None:
        """Ask which participant the speaker under the cursor is."""
        line = self._here()
        if line is not None:
            people = [person for person in study_listings.list_participants(self.study) if person.case == self._case]
            options = [
                (person.pseudonym, f"{person.pseudonym} {person.role.singular} {person.note}") for person in people
            ]
            options += [(NEW_PARTICIPANT, "A new participant"), (NO_PARTICIPANT, "Nobody known")]
            self.app.push_screen(ChooserScreen(f"Who is {line.name}?", options), partial(self._tie, line))

    def _tie(self, line: SpeakerLine, chosen: str | None) -> None:
        if chosen == NEW_PARTICIPANT:
            roles = [(role.value, role.singular) for role in Role]
            self.app.push_screen(ChooserScreen(f"What is {line.name}?", roles), partial(self._tie_new, line))
        elif chosen is not None:
            self._tie_to(line, participant="" if chosen == NO_PARTICIPANT else chosen)

    def _tie_new(self, line: SpeakerLine, role: str | None) -> None:
        if role is not None:
            self._tie_to(line, role=role)

    def _tie_to(self, line: SpeakerLine, participant: str = "", role: str = "") -> None:
        tie = partial(
            service.tie_speaker,
            self.study,
            self._ref,
            line.labels[0],
            coder=self.coder,
            participant=participant,
            role=role,
        )
        pseudonym = self.attempt(tie)
        if pseudonym is not None:
            self.refresh_study()
            self.notify(f"{line.name} is {pseudonym or 'nobody known'}.", timeout=3)

    def action_role(self) -> None:
        """Change the role of the participant behind the speaker under the cursor."""
        line = self._here()
        if line is not None and not line.participant:
            self.notify("Say who it is with p.", title=f"{line.name} is no participant.", severity="warning")
        elif line is not None:
            roles = [(role.value, role.singular) for role in Role]
            self.app.push_screen(ChooserScreen(f"What is {line.participant}?", roles), partial(self._set_role, line))

    def _set_role(self, line: SpeakerLine, role: str | None) -> None:
        if role is not None:
            amend = partial(
                amending.amend_participant, self.study, self._case, line.participant, coder=self.coder, role=role
            )
            self._apply_change(amend, f"{line.participant} is a {role}, in all sources.")

    def action_interviewer(self) -> None:
        """Mark the speaker under the cursor as the interviewer, or as none."""
        line = self._here()
        if line is not None:
            yes = not line.interviewer
            act = partial(service.set_interviewer, self.study, self._ref, line.labels[0], yes, coder=self.coder)
            self._apply_change(act, f"{line.name} is {'' if yes else 'not '}the interviewer.")

    def action_code(self) -> None:
        """Ask for codes, and apply them to all that the speaker under the cursor says."""
        line = self._here()
        if line is None:
            return
        choices = code_choices.list_code_choices(self.study)
        if not choices:
            self.notify(
                "Bring one in with `casecoder codebook import`.", title="The study has no codebook.", severity="warning"
            )
            return
        spans = service.speaker_word_spans(self.study, self._ref, line.labels[0])
        about = f"Code all that {line.name} says: {format_count(len(spans), 'turn')}"
        picker = CodePickerScreen(choices, code_choices.recently_used_codes(self.study, self.coder), about)
        self.app.push_screen(picker, partial(self._code, [(self._ref, span) for span in spans]))

    def _code(self, places: list[tuple[str, Span]], picked: PickedCodes | None) -> None:
        if picked is None:
            return
        made = self.attempt(
            lambda: coding.apply_codes_to_many(
                self.study, places, picked.codes, coder=self.coder, direction=picked.direction, note=picked.note
            )
        )
        if made is not None:
            self.refresh_study()
            self.notify(f"{format_count(len(made), 'coding')} made. ctrl+z takes them back.", timeout=4)


def _entry(line: SpeakerLine, *, marked: bool) -> Content:
    who = "Interviewer" if line.interviewer else f"{line.participant} {line.role.singular}" if line.role else "–"
    typed = ", ".join(line.labels) if line.labels != (line.name,) else ""
    return plain_content(
        f"{'✓' if marked else ' '} {shorten_quote(line.name, 19):<20}{shorten_quote(who, 20):<21}"
        f"{line.turns:>6,}{line.words:>7.0%}{line.codings:>9,}  {one_line(typed)}"
    )
