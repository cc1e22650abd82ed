"""Passages and single codings as entries of a list, under their schools."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.services.search.retrieval import PassageCount
from casecoder.tui.base.screen_text import format_count, one_line
from casecoder.tui.widgets.block_list import ListBlock
from casecoder.tui.widgets.code_colours import COUNTERS_BAR, SUPPORTS_BAR


def passage_key(passage: ExtractPassage) -> str:
    """Return the key of a passage in a list."""
    return f"{passage.source}:{passage.start}:{passage.end}:{','.join(passage.ids)}"


def format_passage_count(count: PassageCount, *, joined: bool) -> str:
    """Return the number of codings, or of the passages that a query over several codes has made, in words."""
    if joined:
        return f"{format_count(count.passages, 'passage')} · {format_count(count.sources, 'source')}"
    against = f", {count.against:,} against" if count.against else ""
    return f"{format_count(count.passages, 'coding')}{against} · {format_count(count.sources, 'source')}"


def build_passage_blocks(
    passages: Iterable[ExtractPassage],
    tally: Mapping[str, PassageCount],
    *,
    joined: bool,
    after: ExtractPassage | None = None,
) -> list[ListBlock]:
    """Return the passages under headings that name each school and, where known, how much it has.

    Parameters
    ----------
    after:
        The passage that is listed before them already.
    """
    blocks, last = [], after.case if after is not None else None
    for (case, label), group in groupby(passages, key=lambda passage: (passage.case, passage.case_label)):
        if case != last:
            held = f" · {format_passage_count(tally[case], joined=joined)}" if case in tally else ""
            blocks.append(ListBlock("", one_line(label) + held))
        blocks.extend(build_passage_block(passage) for passage in group)
    return blocks


def build_passage_block(passage: ExtractPassage) -> ListBlock:
    """Return the entry of a passage: its place, speaker, codings and words."""
    place = f"{passage.source}, turn {passage.turn}" if passage.turn else passage.source
    who = " ".join(filter(None, (passage.pseudonym, passage.role.singular if passage.role else "")))
    coders = ", ".join(dict.fromkeys(coding.coder for coding in passage.codings))
    facts = (_behind(passage.codings), place, who or passage.kind.value, f"coder {coders}")
    notes = [coding.note for coding in passage.codings if coding.note.strip()]
    foot = [*(f"Note: {note}" for note in notes), *_waiting(passage.codings)]
    return ListBlock(passage_key(passage), one_line(" · ".join(facts)), f"“{passage.words}”", "\n".join(foot))


def _behind(codings: Iterable[Evidence]) -> str:
    """Return the codings behind a passage in words; a single coding also with the name of its code."""
    held = list(codings)
    if len(held) == 1:
        way = f"{COUNTERS_BAR} counters" if held[0].counters else f"{SUPPORTS_BAR} supports"
        return f"{held[0].id} · {way} {held[0].code} {held[0].code_name}"
    return ", ".join(f"{COUNTERS_BAR if coding.counters else SUPPORTS_BAR}{coding.code} {coding.id}" for coding in held)


def _waiting(codings: Iterable[Evidence]) -> list[str]:
    held = list(codings)
    review = ["On the review list: a correction has changed these words."] if any(c.in_review for c in held) else []
    look = ["For a second look: the code has been reworded since."] if any(c.outdated for c in held) else []
    return review + look


def build_coding_blocks(found: Sequence[Evidence]) -> list[ListBlock]:
    """Return single codings under the headings of their schools, each entry with the id of its coding."""
    blocks = []
    for label, group in groupby(found, key=lambda item: item.case_label):
        items = list(group)
        blocks.append(ListBlock("", f"{one_line(label)} · {format_count(len(items), 'coding')}"))
        blocks.extend(_coding_block(item) for item in items)
    return blocks


def _coding_block(item: Evidence) -> ListBlock:
    way = f"{COUNTERS_BAR} counters" if item.counters else f"{SUPPORTS_BAR} supports"
    who = " ".join(filter(None, (item.pseudonym, item.role.singular if item.role else "")))
    place = f"{item.source}, turn {item.turn}" if item.turn else item.source
    facts = (item.id, f"{way} {item.code} {item.code_name}", place, who or item.kind.value, f"coder {item.coder}")
    note = f"Note: {item.note}" if item.note.strip() else ""
    return ListBlock(item.id, one_line(" · ".join(facts)), f"“{item.quote}”", note)
