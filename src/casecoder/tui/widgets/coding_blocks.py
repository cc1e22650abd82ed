"""Codings as entries of a list, each by itself, to be marked and judged one by one."""

from collections.abc import Sequence
from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.tui.base.screen_text import format_count, one_line
from casecoder.tui.widgets.block_list import ListBlock
from casecoder.tui.widgets.code_colours import COUNTERS_BAR, SUPPORTS_BAR


def build_coding_blocks(found: Sequence[Evidence]) -> list[ListBlock]:
    """The codings under their schools, by their ids."""
    blocks = []
    for label, group in groupby(found, key=lambda item: item.case_label):
        items = list(group)
        blocks.append(ListBlock("", f"{one_line(label)} · {format_count(len(items), 'coding')}"))
        blocks.extend(_block(item) for item in items)
    return blocks


def _block(item: Evidence) -> ListBlock:
    way = f"{COUNTERS_BAR} counters" if item.counters else f"{SUPPORTS_BAR} supports"
    who = " ".join(filter(None, (item.pseudonym, item.role.singular if item.role else "")))
    place = f"{item.source}, turn {item.turn}" if item.turn else item.source
    facts = (item.id, f"{way} {item.code} {item.code_name}", place, who or item.kind.value, f"coder {item.coder}")
    note = f"Note: {item.note}" if item.note.strip() else ""
    return ListBlock(item.id, one_line(" · ".join(facts)), f"“{item.quote}”", note)
