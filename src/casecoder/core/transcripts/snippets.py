"""The words around a find, short enough for a list."""

from collections.abc import Sequence

from casecoder.core.transcripts.spans import Span


def cut_snippet(words: str, hits: Sequence[Span], before: int = 100, after: int = 240) -> tuple[str, tuple[Span, ...]]:
    """Return the words around the first of some hits, cut between words, and the hits within them.

    The result is short enough for a list.

    Parameters
    ----------
    hits:
        Stretches of ``words``, in order.
    before, after:
        How many characters to keep before the first hit and from it on.
    """
    first = hits[0].start if hits else 0
    start, end = max(0, first - before), min(len(words), first + after)
    if start:
        start = words.find(" ", start, first) + 1 or start
    if end < len(words):
        last = max((hit.end for hit in hits if hit.end <= end), default=first)
        cut = words.rfind(" ", last, end)
        end = cut if cut != -1 else end
    lead = "… " if start else ""
    shown = lead + words[start:end] + (" …" if end < len(words) else "")
    shift = len(lead) - start
    inside = tuple(Span(hit.start + shift, hit.end + shift) for hit in hits if start <= hit.start and hit.end <= end)
    return shown, inside
