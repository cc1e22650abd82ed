"""The list on the rating desk: the evidence by kind and role, the summary, and the earlier ratings."""

import re
from collections.abc import Iterator
from itertools import groupby

from textual.content import Content
from textual.widgets.option_list import Option

from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.judging.evidence_weight import EvidenceStage
from casecoder.core.judging.rating import Judgement
from casecoder.core.vocabulary import Consent, Role, SourceKind
from casecoder.services.judging.rating import RatingDesk
from casecoder.tui.base.screen_text import (
    band_mark,
    band_name,
    format_count,
    list_rating_effects,
    markdown_content,
    plain_content,
    rating_signature,
    reasons_to_look_again,
)
from casecoder.tui.widgets.long_list import LongList, list_heading

SUMMARY_ENTRY = "summary"
"""The id of the summary's entry."""
_ID = re.compile(r"\bE-\d+")


class EvidenceList(LongList):
    """The list on the rating desk. The id of an entry is a coding's id, a rating's id, or ``summary``."""

    desk: RatingDesk

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._quotes: dict[str, Evidence] = {}
        self._ratings: dict[str, Judgement] = {}

    def show(self, desk: RatingDesk, cited: frozenset[int]) -> None:
        """Show the evidence, summary and ratings of a desk; tick the cited evidence."""
        self.desk = desk
        self._quotes = {item.id: item for item in desk.evidence}
        self._ratings = {judgement.id: judgement for judgement in desk.history}
        self._changed = {ref for given in desk.standing.given for reason in given.stale for ref in _ID.findall(reason)}
        self.put([*self.first(desk), *self._evidence(cited), *_summary(desk), *_earlier(desk)])

    def first(self, desk: RatingDesk) -> list[Option]:
        """Return the entries above the evidence: the reasons to look at the rating again."""
        changed = reasons_to_look_again(desk.standing)
        if not changed:
            return []
        return [list_heading("! Look again: what has changed"), Option(plain_content("\n".join(changed)), id="changed")]

    def facts(self, item: Evidence) -> list[str]:
        """Return the further facts about a quote, after its place and speaker."""
        return []

    def mark_cited(self, cited: frozenset[int]) -> None:
        """Tick the cited evidence."""
        for name, item in self._quotes.items():
            self.replace_option_prompt(name, self._item(item, item.number in cited))

    @property
    def under_cursor(self) -> Evidence | None:
        """Return the evidence under the cursor, or ``None``."""
        return self._quotes.get(self._here)

    @property
    def earlier_under_cursor(self) -> Judgement | None:
        """Return the earlier rating under the cursor, or ``None``."""
        return self._ratings.get(self._here)

    @property
    def _here(self) -> str:
        option = self.highlighted_option
        return (option.id or "") if option else ""

    def _evidence(self, cited: frozenset[int]) -> Iterator[Option]:
        if not self.desk.evidence:
            yield list_heading("No evidence yet")
            yield Option(
                Content(
                    "Nothing is coded to this benefit in this school. Code a transcript first; "
                    "or, if you looked and found nothing, choose n and say so."
                ),
                id="nothing",
            )
        for _, found in groupby(sorted(self.desk.evidence, key=_group), key=_group):
            items = list(found)
            first = items[0]
            way = "Seen" if first.kind.is_seen else "Said"
            who = f" · {first.role.plural.partition(' (')[0]}" if first.role else ""
            yield list_heading(f"{way} · {first.kind.value}{who} ({len(items)})")
            for item in items:
                yield Option(self._item(item, item.number in cited), id=item.id)

    def _item(self, item: Evidence, is_cited: bool) -> Content:
        way = "✗ counters" if item.counters else "✓ supports"
        stage = f" · {EvidenceStage(item.strength).name.lower()}" if item.strength else ""
        changed = " ! changed" if item.id in self._changed else ""
        head = f"{'[x]' if is_cited else '[ ]'} {item.id} {way}{stage}{changed}"
        parts = [
            Content.assemble(
                (head, "bold"), "  ", plain_content(" · ".join(filter(None, self._whereabouts(item))), "dim")
            ),
            plain_content(f"“{item.quote}”"),
        ]
        if item.note:
            parts.append(plain_content(f"Note: {item.note}", "italic"))
        return Content("\n").join(parts)

    def _whereabouts(self, item: Evidence) -> Iterator[str]:
        """Return the place and speaker of a quote, and its warnings."""
        yield f"{item.source}, turn {item.turn}" if item.turn else item.source
        yield " ".join(filter(None, (item.pseudonym, item.role.singular if item.role else "")))
        yield f"{item.code} {item.code_name}" if item.code != self.desk.code.ref else ""
        yield f"coder {item.coder}"
        yield "" if item.consent is Consent.GIVEN else f"consent {item.consent.value}"
        yield "on the review list: no sure place" if item.in_review else ""
        yield from self.facts(item)


def _group(item: Evidence) -> tuple[bool, int, int]:
    """Return the sort key of a quote: observations first, then by kind of source, then by role as in Table 2."""
    role = list(Role).index(item.role) if item.role else len(Role)
    return not item.kind.is_seen, list(SourceKind).index(item.kind), role


def _summary(desk: RatingDesk) -> Iterator[Option]:
    yield list_heading("Summary for the case study")
    yield Option(markdown_content(desk.summary or "None written yet: press y to write it."), id=SUMMARY_ENTRY)


def _earlier(desk: RatingDesk) -> Iterator[Option]:
    if desk.history:
        yield list_heading("Ratings so far, newest first")
    for judgement in desk.history:
        cites = ", ".join(map(coding_id, judgement.cited))
        parts = [
            Content.assemble(
                (f"{band_mark(judgement.band)} {band_name(judgement.band)}", "bold"),
                "  ",
                plain_content(rating_signature(judgement), "dim"),
            ),
            plain_content(judgement.rationale),
            Content(f"Rests on {cites}" if cites else "Rests on no coding"),
            *(plain_content(sentence) for sentence in list_rating_effects(judgement)),
        ]
        if judgement.stale:
            parts.append(plain_content("! Look again: " + " ".join(judgement.changes or judgement.stale), "bold"))
        yield Option(Content("\n").join(parts), id=judgement.id)


def format_evidence_count(desk: RatingDesk) -> str:
    """Return how much evidence there is and how much of it is against, in words."""
    against = sum(item.counters for item in desk.evidence)
    return format_count(len(desk.evidence), "coding") + (f", {against} against" if against else "")
