"""The evidence for a cell on two lines, and all of it as a page to read."""

from collections.abc import Iterator

from textual.widgets import Static

from casecoder.core.nearness import AT_OR_NEAR
from casecoder.core.quotes import shorten
from casecoder.core.weighing import Condition, Part, Place, Proposal, Weight
from casecoder.tui.wording import band_name, counted, mark, one_line, plain


class WeightLines(Static):
    """How much evidence there is, and which band the rule proposes: two lines, however narrow the screen."""

    DEFAULT_CSS = "WeightLines { height: 2; padding: 0 1; color: $text-muted; text-wrap: nowrap; }"

    def show(self, weight: Weight, proposal: Proposal, width: int) -> None:
        """Say it in so many columns."""
        lines = (_figures(weight), _proposed(weight, proposal))
        self.update(plain("\n".join(shorten(one_line(line), max(20, width - 2)) for line in lines)))


def _figures(weight: Weight) -> str:
    if not weight.whole.codings:
        return "Nothing is coded to it here."
    codings = next((place for place in weight.places if place.figure == "codings"), None)
    among = f"{ordinal(codings)}, median {codings.median:g}" if codings else ""
    return " · ".join(filter(None, (
        f"Seen {_few(weight.seen)}", f"told {_few(weight.told)}",
        f"for {weight.whole.supporting}, against {weight.whole.countering}", among,
    )))


def _few(part: Part) -> str:
    return f"{part.codings} in {counted(part.sources, 'source')}" if part.codings else "0"


def _stages(weight: Weight) -> str:
    said = [f"{stage.name.lower()} {number}" for stage, number in weight.stages.items() if number]
    return ", ".join(said)


def _proposed(weight: Weight, proposal: Proposal) -> str:
    beside = ", ".join(f"{each.code} {each.name} ({_near(each)})" for each in weight.conditions)
    band = f"{mark(proposal.band)} {band_name(proposal.band)}" if proposal.band else "no band"
    parts = (f"The rule proposes {band} (v: why)", _stages(weight), f"beside: {beside}" if beside else "")
    return " · ".join(filter(None, parts))


def _near(condition: Condition) -> int:
    return len(condition.overlapping) + len(condition.beside)


def ordinal(place: Place) -> str:
    """A rank as people say it (``3rd of 12``)."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if 10 < place.rank % 100 < 14 else endings.get(place.rank % 10, "th")
    return f"{place.rank}{ending} of {place.of}"


def page(weight: Weight, proposal: Proposal) -> str:
    """All there is to say of the evidence for a cell, in Markdown."""
    return "\n".join(_page(weight, proposal))


def _page(weight: Weight, proposal: Proposal) -> Iterator[str]:
    band = f"{mark(proposal.band)} {band_name(proposal.band)}" if proposal.band else "No band"
    yield f"# The rule proposes: {band}\n\nIt only proposes: nothing is rated by it.\n"
    yield from (f"- {'✓' if each.holds else '✗'} {each.sentence}" for each in proposal.asked)
    yield "\n## The evidence\n\n| | codings | against | sources |\n|---|---|---|---|"
    parts = [("**Seen**", weight.seen), ("**Told**", weight.told)]
    parts += [(f"{kind.value}", part) for kind, part in weight.kinds.items()]
    yield from (f"| {name} | {part.codings} | {part.countering} | {part.sources} |" for name, part in parts)
    roles = [f"{role.singular if role else 'nobody known to speak'} {n}" for role, n in weight.roles.items()]
    yield f"\nBy role: {', '.join(roles)}." if roles else ""
    stages = [f"{stage.name.lower()} {number}" for stage, number in weight.stages.items()]
    yield f"\nBy stage, of what supports it: {', '.join(stages)}, not said {weight.unsaid}."
    if weight.waiting:
        yield f"\n{counted(weight.waiting, 'coding')} on the review list: not counted."
    yield "\n## Among the schools of the study\n\n| | here | rank | median |\n|---|---|---|---|"
    yield from (f"| {each.figure} | {each.value} | {ordinal(each)} | {each.median:g} |" for each in weight.places)
    yield f"\n## Conditions for success beside it\n\nNear is {AT_OR_NEAR}.\n"
    yield from (_condition(each) for each in weight.conditions)
    if not weight.conditions:
        yield "None is coded with it or near it in this school."


def _condition(condition: Condition) -> str:
    def ids(numbers: tuple[int, ...]) -> str:
        return ", ".join(f"E-{number:04d}" for number in numbers)

    parts = [f"with it {ids(condition.overlapping)}" if condition.overlapping else "",
             f"near it {ids(condition.beside)}" if condition.beside else "",
             "named for this benefit in the code book" if condition.applies else ""]
    return f"- {condition.code} {one_line(condition.name)}: {'; '.join(filter(None, parts))}"
