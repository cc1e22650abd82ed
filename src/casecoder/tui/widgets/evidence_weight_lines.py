"""The weight of the evidence for a cell: a few lines on the desk, and a page with every figure."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.judging.evidence_weight import CodedCondition, EvidenceCount, EvidenceWeight, SchoolRank
from casecoder.core.judging.rating_rule import BandProposal
from casecoder.core.transcripts.nearness import NEARNESS_DEFINITION
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.services.judging.weighing import propose_band
from casecoder.services.segments.changes_since import newest_act_number
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.screen_text import band_mark, band_name, format_count, one_line, plain_content

WIDE_SCREEN, TALL_SCREEN = 110, 32
"""The columns and lines of a screen that shows the evidence in full."""


class EvidenceWeightLines(Static):
    """The amount of evidence and the band that the rule proposes, on two lines or on five.

    A thread weighs it beside all schools of the study, as this takes seconds with a million codings.
    """

    DEFAULT_CSS = "EvidenceWeightLines { height: auto; padding: 0 1; color: $text-muted; text-wrap: nowrap; }"

    class Weighed(Message):
        """Sent when a cell has been weighed, with the number of the study's state."""

        def __init__(self, state: int, weighed: tuple[EvidenceWeight, BandProposal]) -> None:
            super().__init__()
            self.state, self.weighed = state, weighed

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.weighed: tuple[EvidenceWeight, BandProposal] | None = None
        self._state = -1

    def weigh(self, study: StudyFile, case: str, code: str) -> None:
        """Weigh a cell, unless it was weighed since the last change."""
        state = newest_act_number(study)
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
        with suppress(CaseCoderError):  # the screen reads the same cell and reports the error
            self.post_message(self.Weighed(state, propose_band(study, case, code)))

    @on(Weighed)
    def _take(self, message: Weighed) -> None:
        if message.state == self._state:
            self.weighed = message.weighed
            self.fit()

    def fit(self) -> None:
        """Show as many lines as fit the screen."""
        width, height = self.app.size
        in_full = width >= WIDE_SCREEN and height >= TALL_SCREEN
        if self.weighed is None:
            lines: Iterable[str] = ["Weighing the evidence…", *[""] * (4 if in_full else 1)]
        else:
            weight, proposal = self.weighed
            lines = _in_full(weight, proposal) if in_full else (_in_short(weight), _proposed(weight, proposal))
        self.update(
            Content("\n").join(plain_content(shorten_quote(one_line(line), max(20, width - 2))) for line in lines)
        )


NOTHING_CODED = "Nothing is coded to it here."


def _in_short(weight: EvidenceWeight) -> str:
    if not weight.whole.codings:
        return NOTHING_CODED
    codings = _places(weight)["codings"]
    return " · ".join(
        (
            f"Seen {_few(weight.seen, 'source')}",
            f"told {_few(weight.told)}",
            f"for {weight.whole.supporting}, against {weight.whole.countering}",
            f"{format_rank(codings)} of {codings.of} (median {codings.median:g})",
        )
    )


def _in_full(weight: EvidenceWeight, proposal: BandProposal) -> Iterator[str]:
    if not weight.whole.codings:
        yield NOTHING_CODED
    else:
        place, whole, at = _places(weight), weight.whole, _Ranks(weight)
        of = f"{format_rank(place['codings'])} of {place['codings'].of} schools (median {place['codings'].median:g})"
        yield (
            f"{format_count(whole.codings, 'coding')}, {of} · for {whole.supporting}{at('supporting')}, against "
            f"{whole.countering}{at('countering')} · from {format_count(whole.sources, 'source')}{at('sources')} of "
            f"{format_count(len(weight.kinds), 'kind')}{at('kinds of source')}"
        )
        yield f"Seen {_of_kinds(weight, 'seen', seen=True)} · told {_of_kinds(weight, 'told', seen=False)}"
        known = format_count(len(weight.roles.keys() - {None}), "role")
        yield f"{known}{at('roles')}: {_roles(weight)} · stage: {_stages(weight, at)}"
    yield f"Beside it: {_beside(weight.conditions) or 'no condition for success'}"
    yield _proposed(weight, proposal, beside=False)


def _proposed(weight: EvidenceWeight, proposal: BandProposal, *, beside: bool = True) -> str:
    """Return the line of the proposed band, with stages and conditions, or on a wide screen what was missing."""
    band = f"{band_mark(proposal.band)} {band_name(proposal.band)}" if proposal.band else "no band"
    proposed = f"The rule proposes {band} (v: why)"
    if not beside:
        missing = [each.sentence for each in proposal.tests if not each.holds]
        return f"{proposed} · {' '.join(missing or proposal.reasons)}"
    staged = ", ".join(f"{stage.name.lower()} {number}" for stage, number in weight.stages.items() if number)
    near = ", ".join(f"{each.code} ({_many(each)})" for each in weight.conditions)
    return " · ".join(filter(None, [proposed, staged, f"beside: {near}" if near else ""]))


def _places(weight: EvidenceWeight) -> dict[str, SchoolRank]:
    return {place.figure: place for place in weight.ranks}


class _Ranks:
    """Gives the rank of the school on a figure in brackets; nothing where its figure is 0."""

    def __init__(self, weight: EvidenceWeight) -> None:
        self._places = _places(weight)

    def __call__(self, figure: str) -> str:
        place = self._places[figure]
        return f" ({format_rank(place)})" if place.value else ""


def _few(part: EvidenceCount, what: str = "") -> str:
    if not part.codings:
        return "0"
    return f"{part.codings} in {format_count(part.sources, what) if what else part.sources}"


def _of_kinds(weight: EvidenceWeight, figure: str, *, seen: bool) -> str:
    """Return how much was seen or told, and in which kinds of source."""
    part = weight.seen if seen else weight.told
    kinds = [f"{kind.value} {_few(each)}" for kind, each in weight.kinds.items() if kind.is_seen is seen]
    return f"{part.codings}{_Ranks(weight)(figure)}" + (f": {', '.join(kinds)}" if kinds else "")


def _roles(weight: EvidenceWeight) -> str:
    return ", ".join(f"{role.singular if role else 'nobody known to speak'} {n}" for role, n in weight.roles.items())


def _stages(weight: EvidenceWeight, at: _Ranks) -> str:
    staged = [f"{stage.name.lower()} {n}{at(stage.name.lower())}" for stage, n in weight.stages.items()]
    return ", ".join([*staged, f"not said {weight.without_stage}"])


def _beside(conditions: Iterable[CodedCondition]) -> str:
    return ", ".join(f"{each.code} {each.name} ({_many(each)})" for each in conditions)


def _many(condition: CodedCondition) -> int:
    return len(condition.overlapping) + len(condition.near)


def format_rank(place: SchoolRank) -> str:
    """Return a rank as in a league table (``3rd``; ``=3rd`` if shared), or a dash if there is nothing to rank."""
    if not place.value:
        return "–"
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if 10 < place.rank % 100 < 14 else endings.get(place.rank % 10, "th")
    return f"{'=' if place.sharing > 1 else ''}{place.rank}{ending}"


def evidence_weight_page(weight: EvidenceWeight, proposal: BandProposal) -> str:
    """Yield the lines of a page on the evidence for a cell, in Markdown."""
    return "\n".join(_page(weight, proposal))


def _page(weight: EvidenceWeight, proposal: BandProposal) -> Iterator[str]:
    band = f"{band_mark(proposal.band)} {band_name(proposal.band)}" if proposal.band else "No band"
    yield f"# The rule proposes: {band}\n\nIt only proposes: nothing is rated by it.\n"
    yield from (f"- {'✓' if each.holds else '✗'} {each.sentence}" for each in proposal.tests)
    yield "\n## What was seen, and what was told\n"
    for name, part, seen in (("Seen", weight.seen, True), ("Told", weight.told, False)):
        kinds = [f"{kind.value} {_kind(each)}" for kind, each in weight.kinds.items() if kind.is_seen is seen]
        yield f"- **{name}** {_kind(part)}" + (f": {'; '.join(kinds)}" if kinds else "")
    yield f"- **By role** {_roles(weight) or 'nobody'}"
    yield f"- **Stage**, of what supports it: {_stages(weight, _Ranks(weight))}"
    if weight.waiting:
        yield f"- {format_count(weight.waiting, 'coding')} on the review list: not counted"
    if weight.withheld:
        yield f"- {format_count(weight.withheld, 'coding')} of people without consent: counted, and not to be quoted"
    yield f"\n## Among the {format_count(weight.ranks[0].of, 'school')} of the study\n\n```"
    yield f"{'':<16}{'here':>5}   {'rank':<12}{'median':>6}"
    yield from (f"{each.figure:<16}{each.value:>5}   {format_rank(each):<12}{each.median:>6g}" for each in weight.ranks)
    yield f"```\n\n## Conditions for success beside it\n\nNear is {NEARNESS_DEFINITION}.\n"
    yield from (_condition(each) for each in weight.conditions)
    if not weight.conditions:
        yield "None is coded with it or near it in this school."


def _kind(part: EvidenceCount) -> str:
    if not part.codings:
        return "0"
    against = f", {part.countering} against" if part.countering else ""
    return f"{part.codings} in {format_count(part.sources, 'source')}{against}"


def _condition(condition: CodedCondition) -> str:
    def ids(numbers: tuple[int, ...]) -> str:
        return ", ".join(map(coding_id, numbers))

    parts = [
        f"with it {ids(condition.overlapping)}" if condition.overlapping else "",
        f"near it {ids(condition.near)}" if condition.near else "",
        "named for this benefit in the code book" if condition.applies else "",
    ]
    return f"- {condition.code} {one_line(condition.name)}: {'; '.join(filter(None, parts))}"
