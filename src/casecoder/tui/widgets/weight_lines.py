"""The evidence for a cell on a few lines, and all of it as a page to read."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.judging.proposing import Proposal
from casecoder.core.judging.weighing import Condition, Part, Place, Weight
from casecoder.core.transcripts.nearness import AT_OR_NEAR
from casecoder.core.transcripts.quotes import shorten
from casecoder.services.judging.weighing import propose_for
from casecoder.services.segments.catching_up import newest_act
from casecoder.store.study_file import StudyFile
from casecoder.tui.wording import band_name, counted, mark, one_line, plain

WIDE, TALL = 110, 32
"""From so many columns and lines of the screen on, the evidence is told in full."""


class WeightLines(Static):
    """How much evidence there is, and which band the rule proposes: two lines, or five where there is room.

    It is weighed in a thread, beside all schools of the study: with a million codings that takes a while.
    """

    DEFAULT_CSS = "WeightLines { height: auto; padding: 0 1; color: $text-muted; text-wrap: nowrap; }"

    class Weighed(Message):
        """What came of it, for the state of the study with this number."""

        def __init__(self, state: int, weighed: tuple[Weight, Proposal]) -> None:
            super().__init__()
            self.state, self.weighed = state, weighed

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.weighed: tuple[Weight, Proposal] | None = None
        self._state = -1

    def weigh(self, study: StudyFile, case: str, code: str) -> None:
        """Weigh a cell, if it has not been weighed since anything was changed."""
        state = newest_act(study)
        if state != self._state:
            self._state = state
            self.fit()
            self.run_worker(
                partial(self._work, study, case, code, state),
                thread=True,
                group="weigh",
                exclusive=True,
                exit_on_error=True,
                description="Weighing the evidence",
            )

    def _work(self, study: StudyFile, case: str, code: str, state: int) -> None:
        with suppress(CaseCoderError):  # the screen, which reads the same cell, says what is wrong
            self.post_message(self.Weighed(state, propose_for(study, case, code)))

    @on(Weighed)
    def _take(self, message: Weighed) -> None:
        if message.state == self._state:
            self.weighed = message.weighed
            self.fit()

    def fit(self) -> None:
        """Say it as the screen has room for."""
        width, height = self.app.size
        in_full = width >= WIDE and height >= TALL
        if self.weighed is None:
            lines: Iterable[str] = ["Weighing the evidence…", *[""] * (4 if in_full else 1)]
        else:
            weight, proposal = self.weighed
            lines = _in_full(weight, proposal) if in_full else (_in_short(weight), _proposed(weight, proposal))
        self.update(Content("\n").join(plain(shorten(one_line(line), max(20, width - 2))) for line in lines))


NOTHING = "Nothing is coded to it here."


def _in_short(weight: Weight) -> str:
    if not weight.whole.codings:
        return NOTHING
    codings = _places(weight)["codings"]
    return " · ".join(
        (
            f"Seen {_few(weight.seen, 'source')}",
            f"told {_few(weight.told)}",
            f"for {weight.whole.supporting}, against {weight.whole.countering}",
            f"{ordinal(codings)} of {codings.of} (median {codings.median:g})",
        )
    )


def _in_full(weight: Weight, proposal: Proposal) -> Iterator[str]:
    if not weight.whole.codings:
        yield NOTHING
    else:
        place, whole, at = _places(weight), weight.whole, _Ranks(weight)
        of = f"{ordinal(place['codings'])} of {place['codings'].of} schools (median {place['codings'].median:g})"
        yield (
            f"{counted(whole.codings, 'coding')}, {of} · for {whole.supporting}{at('supporting')}, against "
            f"{whole.countering}{at('countering')} · from {counted(whole.sources, 'source')}{at('sources')} of "
            f"{counted(len(weight.kinds), 'kind')}{at('kinds of source')}"
        )
        yield f"Seen {_of_kinds(weight, 'seen', seen=True)} · told {_of_kinds(weight, 'told', seen=False)}"
        known = counted(len(weight.roles.keys() - {None}), "role")
        yield f"{known}{at('roles')}: {_roles(weight)} · stage: {_stages(weight, at)}"
    yield f"Beside it: {_beside(weight.conditions) or 'no condition for success'}"
    yield _proposed(weight, proposal, beside=False)


def _proposed(weight: Weight, proposal: Proposal, *, beside: bool = True) -> str:
    """The band proposed; on a narrow screen with the stages and the conditions, on a wide one with what was missing."""
    band = f"{mark(proposal.band)} {band_name(proposal.band)}" if proposal.band else "no band"
    proposed = f"The rule proposes {band} (v: why)"
    if not beside:
        missing = [each.sentence for each in proposal.asked if not each.holds]
        return f"{proposed} · {' '.join(missing or proposal.reasons)}"
    staged = ", ".join(f"{stage.name.lower()} {number}" for stage, number in weight.stages.items() if number)
    near = ", ".join(f"{each.code} ({_many(each)})" for each in weight.conditions)
    return " · ".join(filter(None, [proposed, staged, f"beside: {near}" if near else ""]))


def _places(weight: Weight) -> dict[str, Place]:
    return {place.figure: place for place in weight.places}


class _Ranks:
    """Says in brackets where the school stands on a figure; nothing where it has none of it."""

    def __init__(self, weight: Weight) -> None:
        self._places = _places(weight)

    def __call__(self, figure: str) -> str:
        place = self._places[figure]
        return f" ({ordinal(place)})" if place.value else ""


def _few(part: Part, what: str = "") -> str:
    if not part.codings:
        return "0"
    return f"{part.codings} in {counted(part.sources, what) if what else part.sources}"


def _of_kinds(weight: Weight, figure: str, *, seen: bool) -> str:
    """How much was seen, or told, and in which kinds of source."""
    part = weight.seen if seen else weight.told
    kinds = [f"{kind.value} {_few(each)}" for kind, each in weight.kinds.items() if kind.is_seen is seen]
    return f"{part.codings}{_Ranks(weight)(figure)}" + (f": {', '.join(kinds)}" if kinds else "")


def _roles(weight: Weight) -> str:
    return ", ".join(f"{role.singular if role else 'nobody known to speak'} {n}" for role, n in weight.roles.items())


def _stages(weight: Weight, at: _Ranks) -> str:
    staged = [f"{stage.name.lower()} {n}{at(stage.name.lower())}" for stage, n in weight.stages.items()]
    return ", ".join([*staged, f"not said {weight.unsaid}"])


def _beside(conditions: Iterable[Condition]) -> str:
    return ", ".join(f"{each.code} {each.name} ({_many(each)})" for each in conditions)


def _many(condition: Condition) -> int:
    return len(condition.overlapping) + len(condition.near)


def ordinal(place: Place) -> str:
    """A rank as in a league table (``3rd``, ``=3rd`` where others share it); a dash where there is nothing to rank."""
    if not place.value:
        return "–"
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if 10 < place.rank % 100 < 14 else endings.get(place.rank % 10, "th")
    return f"{'=' if place.sharing > 1 else ''}{place.rank}{ending}"


def page(weight: Weight, proposal: Proposal) -> str:
    """All there is to say of the evidence for a cell, in Markdown."""
    return "\n".join(_page(weight, proposal))


def _page(weight: Weight, proposal: Proposal) -> Iterator[str]:
    band = f"{mark(proposal.band)} {band_name(proposal.band)}" if proposal.band else "No band"
    yield f"# The rule proposes: {band}\n\nIt only proposes: nothing is rated by it.\n"
    yield from (f"- {'✓' if each.holds else '✗'} {each.sentence}" for each in proposal.asked)
    yield "\n## What was seen, and what was told\n"
    for name, part, seen in (("Seen", weight.seen, True), ("Told", weight.told, False)):
        kinds = [f"{kind.value} {_kind(each)}" for kind, each in weight.kinds.items() if kind.is_seen is seen]
        yield f"- **{name}** {_kind(part)}" + (f": {'; '.join(kinds)}" if kinds else "")
    yield f"- **By role** {_roles(weight) or 'nobody'}"
    yield f"- **Stage**, of what supports it: {_stages(weight, _Ranks(weight))}"
    if weight.waiting:
        yield f"- {counted(weight.waiting, 'coding')} on the review list: not counted"
    if weight.withheld:
        yield f"- {counted(weight.withheld, 'coding')} of people without consent: counted, and not to be quoted"
    yield f"\n## Among the {counted(weight.places[0].of, 'school')} of the study\n\n```"
    yield f"{'':<16}{'here':>5}   {'rank':<12}{'median':>6}"
    yield from (f"{each.figure:<16}{each.value:>5}   {ordinal(each):<12}{each.median:>6g}" for each in weight.places)
    yield f"```\n\n## Conditions for success beside it\n\nNear is {AT_OR_NEAR}.\n"
    yield from (_condition(each) for each in weight.conditions)
    if not weight.conditions:
        yield "None is coded with it or near it in this school."


def _kind(part: Part) -> str:
    if not part.codings:
        return "0"
    against = f", {part.countering} against" if part.countering else ""
    return f"{part.codings} in {counted(part.sources, 'source')}{against}"


def _condition(condition: Condition) -> str:
    def ids(numbers: tuple[int, ...]) -> str:
        return ", ".join(map(coding_id, numbers))

    parts = [
        f"with it {ids(condition.overlapping)}" if condition.overlapping else "",
        f"near it {ids(condition.near)}" if condition.near else "",
        "named for this benefit in the code book" if condition.applies else "",
    ]
    return f"- {condition.code} {one_line(condition.name)}: {'; '.join(filter(None, parts))}"
