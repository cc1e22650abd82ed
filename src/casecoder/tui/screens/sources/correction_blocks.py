"""The effects of a correction on codings and memos, as blocks of a list."""

from collections.abc import Iterator, Sequence
from itertools import chain

from casecoder.core.transcripts.reanchoring import ReanchoringOutcome
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.text_diff import compare_texts
from casecoder.services.sources.coding_reanchoring import ReanchoredItem
from casecoder.services.sources.correcting import CorrectionPlan
from casecoder.tui.base.screen_text import format_count, one_line
from casecoder.tui.widgets.block_list import ListBlock

_HEADS = {
    ReanchoringOutcome.UNSURE: "To review: no place is certain, you decide on the review list",
    ReanchoringOutcome.CHANGED: "Carried, their words changed",
}
_WAS, _NOW = "was  ", "now  "


def build_correction_blocks(plans: Sequence[CorrectionPlan]) -> list[ListBlock]:
    """Return the codings to review, the codings whose words changed, and the number of unchanged ones."""
    blocks: list[ListBlock] = []
    for outcome, head in _HEADS.items():
        found = [
            (plan, item)
            for plan in plans
            for item in chain(plan.found.codings, plan.found.memos)
            if item.outcome is outcome
        ]
        if found:
            blocks.append(ListBlock("", f"{head} ({len(found)})"))
            blocks += [_block(plan.source, item) for plan, item in found]
    kept = sum(len(plan.kept) for plan in plans)
    blocks.append(ListBlock("", f"Carried unchanged: {format_count(kept, 'coding')}"))
    return [*blocks, *_changes(plans)]


def _block(source: str, item: ReanchoredItem) -> ListBlock:
    was, now = one_line(item.words), one_line(item.new_words)
    if not now:
        return ListBlock(f"{source} {item.key}", f"{source}  {item.what}", _WAS + was, "nothing in the text is like it")
    body = f"{_WAS}{was}\n{_NOW}{now}"
    at = len(_WAS) + len(was) + 1 + len(_NOW)
    marks = tuple(
        chain.from_iterable(
            (Span(len(_WAS) + hunk.start, len(_WAS) + hunk.end), Span(at + hunk.new_start, at + hunk.new_end))
            for hunk in compare_texts(was, now).hunks
        )
    )
    return ListBlock(f"{source} {item.key}", f"{source}  {item.what}  {item.likeness:.0f} % alike", body, "", marks)


def _changes(plans: Sequence[CorrectionPlan], most: int = 200) -> Iterator[ListBlock]:
    """Yield the changes of the texts, at most the first ``most``."""
    every = [(plan, hunk) for plan in plans for hunk in plan.diff.hunks]
    yield ListBlock("", f"The changes themselves ({len(every)})" + (f", the first {most}" if len(every) > most else ""))
    for number, (plan, hunk) in enumerate(every[:most], 1):
        old, new = plan.diff.old, plan.diff.new
        before, after = old[max(0, hunk.start - 30) : hunk.start], old[hunk.end : hunk.end + 30]
        was, now = old[hunk.start : hunk.end], new[hunk.new_start : hunk.new_end]
        body = "\n".join(name + one_line(f"…{before}[{words}]{after}…") for name, words in ((_WAS, was), (_NOW, now)))
        yield ListBlock(f"change {number}", f"{plan.source}", body)
