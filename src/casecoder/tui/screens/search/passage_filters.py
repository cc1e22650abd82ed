"""The keys that filter a list of passages by code, school, role and so on."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message

from casecoder.core.coding.code_query import QueryTerm, parse_code_query
from casecoder.core.coding.coding_filter import YES, CodingFilter
from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Direction, Phase, Role, SourceKind
from casecoder.services.search import retrieval
from casecoder.services.segments import code_choices
from casecoder.services.sources import study_listings
from casecoder.tui.base.background_jobs import BackgroundJobScreen
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.code_picker import CodePickerScreen, PickedCodes

ANY_VALUE = "any"
NOT_FILTERED = "no"


class PassageFilterScreen(BackgroundJobScreen):
    """A screen that lists the passages of a filter; :meth:`show_filter` shows those of another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "code", "Code", id="segments.code", tooltip="Only what one code has gathered"),
        Binding(
            "u",
            "children",
            "Children",
            show=False,
            id="segments.children",
            tooltip="With the code's children, or it alone",
        ),
        Binding("s", "school", "School", show=False, id="segments.school", tooltip="Only one school"),
        Binding("r", "role", "Role", show=False, id="segments.role", tooltip="Only people of one role"),
        Binding("k", "kind", "Kind", show=False, id="segments.kind", tooltip="Only one kind of source"),
        Binding(
            "d",
            "direction",
            "For/against",
            show=False,
            id="segments.direction",
            tooltip="Only what supports its code, only what counters it, or both",
        ),
        Binding("w", "coder", "Coder", show=False, id="segments.coder", tooltip="Only one coder's work"),
        Binding(
            "f",
            "more",
            "Filters",
            id="segments.filters",
            tooltip="Dates, strength, phase, source, second looks, the review list",
        ),
        Binding("0", "everything", "All", show=False, id="segments.all", tooltip="Drop the query and every filter"),
    ]

    class Coders(Message):
        """Sent when the names of all coders have been read."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    def __init__(self, coding_filter: CodingFilter) -> None:
        super().__init__()
        self.coding_filter = coding_filter
        self._coders: list[str] | None = None

    @abstractmethod
    def show_filter(self, coding_filter: CodingFilter) -> None:
        """List the passages of another filter."""

    def action_code(self) -> None:
        """Ask for a code, and list its passages."""
        choices = code_choices.list_code_choices(self.study)
        picker = CodePickerScreen(choices, about="See what which code has gathered?", for_coding=False)

        def picked(result: PickedCodes | None) -> None:
            if result is not None:
                single = self._single_code()
                alone = "!" if single is not None and single.alone else ""
                self.show_filter(replace(self.coding_filter, query=result.codes[0] + alone))

        self.app.push_screen(picker, picked)

    def action_children(self) -> None:
        """Include the children of the code, or leave them out."""
        single = self._single_code()
        if single is None:
            self.notify(
                "Choose one with c, or write B02! in the query.", title="No single code is chosen.", severity="warning"
            )
            return
        self.show_filter(replace(self.coding_filter, query=single.code + ("" if single.alone else "!")))

    def _single_code(self) -> QueryTerm | None:
        """Return the code of the query; ``None`` if the query is anything but one code."""
        try:
            query = parse_code_query(self.coding_filter.query)
        except CaseCoderError:
            return None
        return query if isinstance(query, QueryTerm) else None

    def action_school(self) -> None:
        """Ask for a school to filter by."""
        options = [(case.short, f"{case.short} {case.label}") for case in study_listings.list_cases(self.study)]
        self._choose("Which school?", options, lambda key: replace(self.coding_filter, case=key))

    def action_role(self) -> None:
        """Ask for a role to filter by."""
        options = [(role.value, role.plural) for role in Role]
        self._choose("Whose words?", options, lambda key: replace(self.coding_filter, role=key))

    def action_kind(self) -> None:
        """Ask for a kind of source to filter by."""
        options = [(kind.value, kind.value) for kind in SourceKind]
        self._choose("Which kind of source?", options, lambda key: replace(self.coding_filter, kind=key))

    def load_coders(self) -> None:
        """Read the names of all coders in a thread, to offer them later."""
        self.run_worker(
            self._read_coders,
            thread=True,
            group="coders",
            exclusive=False,
            exit_on_error=True,
            description="Looking who has coded",
        )

    def _read_coders(self) -> None:
        self.post_message(self.Coders(retrieval.list_coders(self.study)))

    @on(Coders)
    def _take_coders(self, message: Coders) -> None:
        self._coders = message.names

    def action_coder(self) -> None:
        """Ask for a coder to filter by."""
        if self._coders is None:
            self.notify("Ask again in a moment.", title="Still looking who has coded.", severity="warning")
            return
        options = [(coder, coder) for coder in self._coders]
        self._choose("Whose coding?", options, lambda key: replace(self.coding_filter, coder=key))

    def action_direction(self) -> None:
        """Filter by the next direction: supports, then counters, then both."""
        order = ["", Direction.SUPPORTS.value, Direction.COUNTERS.value]
        following = order[(order.index(self.coding_filter.direction) + 1) % len(order)]
        self.show_filter(replace(self.coding_filter, direction=following))

    def action_more(self) -> None:
        """Ask for the filters that have no key of their own."""
        coding_filter, day_hint = self.coding_filter, "any; a day looks like 2009-11-03"
        typed = (
            ("since", "Source from", day_hint),
            ("until", "Source to", day_hint),
            ("coded_since", "Coded from", day_hint),
            ("coded_until", "Coded to", day_hint),
            ("strength", "Strength", "any; the least that counts"),
            ("source", "Source", "any"),
        )
        fields = [
            FormField(name, label, getattr(coding_filter, name), can_be_empty=True, hint=hint)
            for name, label, hint in typed
        ]
        fields.append(
            FormField(
                "phase", "Phase", coding_filter.phase or ANY_VALUE, (ANY_VALUE, *(phase.value for phase in Phase))
            )
        )
        fields.append(FormField("outdated", "Second look", coding_filter.outdated or NOT_FILTERED, (NOT_FILTERED, YES)))
        fields.append(
            FormField("in_review", "Review list", coding_filter.in_review or NOT_FILTERED, (NOT_FILTERED, YES))
        )
        self.app.push_screen(FormScreen("Narrow the list", fields, self._apply_form))

    def _apply_form(self, values: dict[str, str]) -> bool:
        """Apply the filters of the form; return whether the study could read them."""
        coding_filter = replace(
            self.coding_filter, **{name: "" if v in {ANY_VALUE, NOT_FILTERED} else v for name, v in values.items()}
        )
        if self.attempt(partial(self._check_filter, coding_filter)) is None:
            return False
        self.show_filter(coding_filter)
        return True

    def _check_filter(self, coding_filter: CodingFilter) -> CodingFilter:
        """Return the filter, after looking up in the study what it names."""
        with self.study.reading() as session:
            retrieval.build_store_filter(session, coding_filter)
        return coding_filter

    def action_everything(self) -> None:
        """Drop the query and every filter."""
        self.show_filter(CodingFilter())

    def _choose(self, question: str, options: Sequence[tuple[str, str]], narrow: Callable[[str], CodingFilter]) -> None:
        def chosen(key: str | None) -> None:
            if key is not None:
                self.show_filter(narrow("" if key == ANY_VALUE else key))

        self.app.push_screen(ChooserScreen(question, [(ANY_VALUE, "Any"), *options]), chosen)
