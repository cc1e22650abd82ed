"""Passages as entries of a list, under their schools."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import Passage
from casecoder.services.search.retrieval import Count
from casecoder.tui.widgets.block_list import Block
from casecoder.tui.widgets.code_colours import COUNTERS, SUPPORTS
from casecoder.tui.wording import counted, one_line


def key_of(passage: Passage) -> str:
    """By what a passage is known in a list."""
    return f"{passage.source}:{passage.start}:{passage.end}:{','.join(passage.ids)}"


def amount(count: Count, *, joined: bool) -> str:
    """How much there is, in words: of codings, or of passages that a query over several codes has made."""
    if joined:
        return f"{counted(count.passages, 'passage')} · {counted(count.sources, 'source')}"
    against = f", {count.against:,} against" if count.against else ""
    return f"{counted(count.passages, 'coding')}{against} · {counted(count.sources, 'source')}"


def blocks_of(
    passages: Iterable[Passage], tally: Mapping[str, Count], *, joined: bool, after: Passage | None = None
) -> list[Block]:
    """The passages under headings that say their school and, where it is known, how much it has.

    Parameters
    ----------
    after:
        The passage that stands before them already.
    """
    blocks, last = [], after.case if after is not None else None
    for (case, label), group in groupby(passages, key=lambda passage: (passage.case, passage.case_label)):
        if case != last:
            held = f" · {amount(tally[case], joined=joined)}" if case in tally else ""
            blocks.append(Block("", one_line(label) + held))
        blocks.extend(block_of(passage) for passage in group)
    return blocks


def block_of(passage: Passage) -> Block:
    """A passage with its place, voice and codings."""
    place = f"{passage.source}, turn {passage.turn}" if passage.turn else passage.source
    who = " ".join(filter(None, (passage.pseudonym, passage.role.singular if passage.role else "")))
    coders = ", ".join(dict.fromkeys(coding.coder for coding in passage.codings))
    facts = (_behind(passage.codings), place, who or passage.kind.value, f"coder {coders}")
    notes = [coding.note for coding in passage.codings if coding.note.strip()]
    foot = [*(f"Note: {note}" for note in notes), *_waiting(passage.codings)]
    return Block(key_of(passage), one_line(" · ".join(facts)), f"“{passage.words}”", "\n".join(foot))


def _behind(codings: Iterable[Evidence]) -> str:
    """The codings behind a passage; one alone by its code's name too."""
    held = list(codings)
    if len(held) == 1:
        way = f"{COUNTERS} counters" if held[0].counters else f"{SUPPORTS} supports"
        return f"{held[0].id} · {way} {held[0].code} {held[0].code_name}"
    return ", ".join(f"{COUNTERS if coding.counters else SUPPORTS}{coding.code} {coding.id}" for coding in held)


def _waiting(codings: Iterable[Evidence]) -> list[str]:
    held = list(codings)
    review = ["On the review list: a correction has changed these words."] if any(c.in_review for c in held) else []
    look = ["For a second look: the code has been reworded since."] if any(c.outdated for c in held) else []
    return review + look
