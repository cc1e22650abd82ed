"""The summaries of a document, and its lists of ids, against the study as it is."""

import re
from collections.abc import Mapping, Sequence

from casecoder.core.listing_keys import parsed_ids, parsed_summary
from casecoder.core.quote_check import contrast
from casecoder.core.quotes import folded
from casecoder.core.report_document import Block, ClaimList, TextClaim
from casecoder.core.verification import About, Facts, Finding
from casecoder.core.verify_claims import Shown, what_of
from casecoder.core.wording import listed

_ID = re.compile(r"\bE-\d{4,}\b")
_SHOWN = 5
"""How many ids a sentence names."""


def verify_texts(claims: ClaimList, blocks: Sequence[Block], facts: Facts) -> tuple[int, list[Finding]]:
    """How many summaries were checked, and the summaries and lists of ids that no longer match."""
    shown = _shown_beside(blocks)
    found = [_text(claim, shown.get(claim.bookmark), facts) for claim in claims.texts]
    summaries = sum(parsed_summary(claim.key) is not None for claim in claims.texts)
    return summaries, [finding for finding in found if finding]


def _shown_beside(blocks: Sequence[Block]) -> Mapping[str, Shown]:
    """The paragraphs in which each bookmark stands, whole: what somebody types at its edge may come to lie outside."""
    found: dict[str, Shown] = {}
    for block in blocks:
        for mark in dict.fromkeys(mark for stretch in block.stretches for mark in stretch.marks):
            before = found.get(mark, Shown("", block.place))
            found[mark] = Shown(f"{before.text}\n{block.text}", before.place)
    return found


def _text(claim: TextClaim, shown: Shown | None, facts: Facts) -> Finding | None:
    due = facts.said.get(claim.key)
    figure = parsed_ids(claim.key)
    if figure:
        return _ids(claim, figure, shown, due)
    cell = parsed_summary(claim.key)
    return _summary(cell, shown, due) if cell else None


def _summary(cell: tuple[str, str], shown: Shown | None, due: str | None) -> Finding | None:
    what, name = "The summary of {} {}".format(*cell), " ".join(cell)
    if shown is None:
        return Finding(About.SUMMARY, name, f"{what} is no longer in the document.", (), "", due or "", cell=cell)
    if due is None:
        message = f"{what} is printed; the study has no such school or code."
    elif folded(shown.text) != folded(due):
        message = "{} reads {}; the study has {}.".format(what, *contrast(shown.text, due))
    else:
        return None
    return Finding(About.SUMMARY, name, message, (shown.place,), shown.text.strip(), due or "", cell=cell)


def _ids(claim: TextClaim, figure: str, shown: Shown | None, due: str | None) -> Finding | None:
    said, held = _ID.findall(shown.text if shown else ""), _ID.findall(due or "")
    printed = _ID.findall(claim.words)
    missing = [ref for ref in held if ref not in set(said)]
    # What isn't there any more was found by its id already; here it is about what somebody put in.
    extra = [ref for ref in said if ref not in set(held) and ref not in set(printed)]
    if due is None or not (missing or extra):
        return None
    told = [f"lack {_few(missing)}"] if missing else []
    told += [f"hold {_few(extra)}, which {'is' if len(extra) == 1 else 'are'} not among them"] if extra else []
    message = f"The ids behind {what_of(figure)} {' and '.join(told)}."
    return Finding(About.ID, figure, message, (shown.place,) if shown else (), ", ".join(said), due)


def _few(ids: Sequence[str]) -> str:
    more = [f"{len(ids) - _SHOWN} more"] if len(ids) > _SHOWN else []
    return listed([*ids[:_SHOWN], *more])

