"""Narrowing a list of passages: the keys that choose a code, a school, a role and the like."""

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
    """A screen that lists what is wanted; :meth:`want` makes it want something else."""

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
        """The names of those who have coded are known."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    def __init__(self, wanted: CodingFilter) -> None:
        super().__init__()
        self.wanted = wanted
        self._coders: list[str] | None = None

    @abstractmethod
    def want(self, wanted: CodingFilter) -> None:
        """List something else."""

    def action_code(self) -> None:
        """Choose a code."""
        choices = code_choices.list_code_choices(self.study)
        picker = CodePickerScreen(choices, about="See what which code has gathered?", for_coding=False)

        def picked(result: PickedCodes | None) -> None:
            if result is not None:
                single = self._single()
                alone = "!" if single is not None and single.alone else ""
                self.want(replace(self.wanted, query=result.codes[0] + alone))

        self.app.push_screen(picker, picked)

    def action_children(self) -> None:
        """With or without the children of the code."""
        single = self._single()
        if single is None:
            self.notify(
                "Choose one with c, or write B02! in the query.", title="No single code is chosen.", severity="warning"
            )
            return
        self.want(replace(self.wanted, query=single.code + ("" if single.alone else "!")))

    def _single(self) -> QueryTerm | None:
        """The code that is asked for, if it is one and nothing else."""
        try:
            query = parse_code_query(self.wanted.query)
        except CaseCoderError:
            return None
        return query if isinstance(query, QueryTerm) else None

    def action_school(self) -> None:
        """Choose a school."""
        options = [(case.short, f"{case.short} {case.label}") for case in study_listings.list_cases(self.study)]
        self._choose("Which school?", options, lambda key: replace(self.wanted, case=key))

    def action_role(self) -> None:
        """Choose a role."""
        options = [(role.value, role.plural) for role in Role]
        self._choose("Whose words?", options, lambda key: replace(self.wanted, role=key))

    def action_kind(self) -> None:
        """Choose a kind of source."""
        options = [(kind.value, kind.value) for kind in SourceKind]
        self._choose("Which kind of source?", options, lambda key: replace(self.wanted, kind=key))

    def look_for_coders(self) -> None:
        """Find out who has coded, for when it is asked."""
        self.run_worker(
            self._look,
            thread=True,
            group="coders",
            exclusive=False,
            exit_on_error=True,
            description="Looking who has coded",
        )

    def _look(self) -> None:
        self.post_message(self.Coders(retrieval.list_coders(self.study)))

    @on(Coders)
    def _know_coders(self, message: Coders) -> None:
        self._coders = message.names

    def action_coder(self) -> None:
        """Choose a coder."""
        if self._coders is None:
            self.notify("Ask again in a moment.", title="Still looking who has coded.", severity="warning")
            return
        options = [(coder, coder) for coder in self._coders]
        self._choose("Whose coding?", options, lambda key: replace(self.wanted, coder=key))

    def action_direction(self) -> None:
        """Both directions, then supports only, then counters only."""
        order = ["", Direction.SUPPORTS.value, Direction.COUNTERS.value]
        following = order[(order.index(self.wanted.direction) + 1) % len(order)]
        self.want(replace(self.wanted, direction=following))

    def action_more(self) -> None:
        """Set the filters that have no key of their own."""
        wanted, day = self.wanted, "any; a day looks like 2009-11-03"
        typed = (
            ("since", "Source from", day),
            ("until", "Source to", day),
            ("coded_since", "Coded from", day),
            ("coded_until", "Coded to", day),
            ("strength", "Strength", "any; the least that counts"),
            ("source", "Source", "any"),
        )
        fields = [
            FormField(name, label, getattr(wanted, name), can_be_empty=True, hint=hint) for name, label, hint in typed
        ]
        fields.append(
            FormField("phase", "Phase", wanted.phase or ANY_VALUE, (ANY_VALUE, *(phase.value for phase in Phase)))
        )
        fields.append(FormField("outdated", "Second look", wanted.outdated or NOT_FILTERED, (NOT_FILTERED, YES)))
        fields.append(FormField("in_review", "Review list", wanted.in_review or NOT_FILTERED, (NOT_FILTERED, YES)))
        self.app.push_screen(FormScreen("Narrow the list", fields, self._take))

    def _take(self, values: dict[str, str]) -> bool:
        """Take up the filters of the form, unless the study can make nothing of them."""
        wanted = replace(
            self.wanted, **{name: "" if v in {ANY_VALUE, NOT_FILTERED} else v for name, v in values.items()}
        )
        if self.attempt(partial(self._check_filter, wanted)) is None:
            return False
        self.want(wanted)
        return True

    def _check_filter(self, wanted: CodingFilter) -> CodingFilter:
        """Return the filter, after looking up in the study what it names."""
        with self.study.reading() as session:
            retrieval.build_store_filter(session, wanted)
        return wanted

    def action_everything(self) -> None:
        """Drop the query and every filter."""
        self.want(CodingFilter())

    def _choose(self, question: str, options: Sequence[tuple[str, str]], want: Callable[[str], CodingFilter]) -> None:
        def chosen(key: str | None) -> None:
            if key is not None:
                self.want(want("" if key == ANY_VALUE else key))

        self.app.push_screen(ChooserScreen(question, [(ANY_VALUE, "Any"), *options]), chosen)
