"""What lies before a rater: the evidence by kind and role, the summary, and the ratings given so far."""

from collections.abc import Iterator
from itertools import groupby

from textual.content import Content
from textual.widgets.option_list import Option

from casecoder.core.evidence import Evidence
from casecoder.core.rating import Judgement
from casecoder.core.vocabulary import Role, SourceKind
from casecoder.services.judging.rating import RatingDesk
from casecoder.tui.widgets.long_list import LongList, heading
from casecoder.tui.wording import band_name, counted, mark, plain, prose, signed, told_of

SUMMARY = "summary"
"""The id of the summary's entry."""


class EvidenceList(LongList):
    """The papers on the rating desk. Entries are known by a coding's id, a rating's id, or ``summary``."""

    def show(self, desk: RatingDesk, cited: frozenset[int]) -> None:
        """Lay out a desk's papers, the cited evidence ticked."""
        self._desk = desk
        self.put([*self.first(desk), *_evidence(desk, cited), *_summary(desk), *_earlier(desk)])

    def first(self, desk: RatingDesk) -> list[Option]:
        """What lies over the evidence."""
        return []

    def mark_cited(self, cited: frozenset[int]) -> None:
        """Tick the evidence that is cited."""
        for item in self._desk.evidence:
            self.replace_option_prompt(item.id, _item(item, self._desk, item.number in cited))

    @property
    def under_cursor(self) -> Evidence | None:
        """The evidence the cursor is on, if it is on evidence."""
        option = self.highlighted_option
        return next((item for item in self._desk.evidence if option and option.id == item.id), None)

    @property
    def earlier_under_cursor(self) -> Judgement | None:
        """The earlier rating the cursor is on, if it is on one."""
        option = self.highlighted_option
        return next((rating for rating in self._desk.history if option and option.id == rating.id), None)


def _group(item: Evidence) -> tuple[bool, int, int]:
    """Seen before said, then by kind of source, then by role in the order of Table 2."""
    role = list(Role).index(item.role) if item.role else len(Role)
    return not item.kind.is_seen, list(SourceKind).index(item.kind), role


def _evidence(desk: RatingDesk, cited: frozenset[int]) -> Iterator[Option]:
    if not desk.evidence:
        yield heading("No evidence yet")
        yield Option(Content(
            "Nothing is coded to this benefit in this school. Code a transcript first; "
            "or, if you looked and found nothing, choose n and say so."
        ), id="nothing")
    for _, found in groupby(sorted(desk.evidence, key=_group), key=_group):
        items = list(found)
        first = items[0]
        way = "Seen" if first.kind.is_seen else "Said"
        who = f" · {first.role.plural.partition(' (')[0]}" if first.role else ""
        yield heading(f"{way} · {first.kind.value}{who} ({len(items)})")
        for item in items:
            yield Option(_item(item, desk, item.number in cited), id=item.id)


def _item(item: Evidence, desk: RatingDesk, is_cited: bool) -> Content:
    way = "✗ counters" if item.counters else "✓ supports"
    who = " ".join(filter(None, (item.pseudonym, item.role.singular if item.role else "")))
    place = f"{item.source}, turn {item.turn}" if item.turn else item.source
    child = f"{item.code} {item.code_name}" if item.code != desk.code.ref else ""
    facts = " · ".join(filter(None, (place, who, child, f"coder {item.coder}")))
    parts = [
        Content.assemble((f"{'[x]' if is_cited else '[ ]'} {item.id} {way}", "bold"), "  ", plain(facts, "dim")),
        plain(f"“{item.quote}”"),
    ]
    if item.note:
        parts.append(plain(f"Note: {item.note}", "italic"))
    return Content("\n").join(parts)


def _summary(desk: RatingDesk) -> Iterator[Option]:
    yield heading("Summary for the case study")
    yield Option(prose(desk.summary or "None written yet: press y to write it."), id=SUMMARY)


def _earlier(desk: RatingDesk) -> Iterator[Option]:
    if desk.history:
        yield heading("Ratings so far, newest first")
    for judgement in desk.history:
        cites = ", ".join(f"E-{number:04d}" for number in judgement.cited)
        parts = [
            Content.assemble(
                (f"{mark(judgement.band)} {band_name(judgement.band)}", "bold"), "  ", plain(signed(judgement), "dim")
            ),
            plain(judgement.rationale),
            Content(f"Rests on {cites}" if cites else "Rests on no coding"),
            *(plain(sentence) for sentence in told_of(judgement)),
        ]
        if judgement.stale:
            parts.append(plain("! Look again: " + " ".join(judgement.stale), "bold"))
        yield Option(Content("\n").join(parts), id=judgement.id)


def tally(desk: RatingDesk) -> str:
    """How much evidence there is, and how much of it is against."""
    against = sum(item.counters for item in desk.evidence)
    return counted(len(desk.evidence), "coding") + (f", {against} against" if against else "")
