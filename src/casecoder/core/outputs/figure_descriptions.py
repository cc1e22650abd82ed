"""What a figure counts, in words, by its key in the list of claims."""

from casecoder.core.outputs.figure_sentences import ALL_SCHOOLS_PREFIX
from casecoder.core.outputs.listing_claim_keys import parse_cooccurrence_key
from casecoder.core.outputs.matrix import BY_CASE
from casecoder.core.outputs.matrix_claim_keys import parse_matrix_cell_key

_OF_A_SCHOOL = {
    ("codings", 1): "coded passages of {}", ("codings", 2): "coded passages of {} under {}",
    ("counter", 1): "passages of {} that speak against their code",
    ("counter", 2): "passages of {} that speak against {}",
    ("waiting", 1): "codings of {} on the review list",
    ("sources", 1): "sources of {}", ("sources", 2): "sources of {}: {}",
    ("participants", 1): "participants of {}", ("participants", 2): "participants of {}: {}",
    ("heard", 1): "people heard in {}", ("heard", 2): "people of {} heard in sources of the kind {}",
    ("heard", 3): "people of {} heard in sources of the kind {}: {}",
}  # fmt: skip
_OF_ALL = {
    ("schools", 0): "schools", ("schools", 1): "schools with a passage for {}", ("schools-in", 1): "{} schools",
    ("schools-against", 1): "schools with a passage against {}",
    ("codings", 0): "coded passages", ("codings", 1): "coded passages under {}",
    ("supports", 0): "passages that support their code", ("supports", 1): "passages for {}",
    ("supports", 2): "passages for {} in {}",
    ("counter", 0): "passages that speak against their code", ("counter", 1): "passages against {}",
    ("waiting", 0): "codings on the review list", ("withheld", 0): "codings without consent to be quoted",
    ("outdated", 0): "codings that wait for a second look",
    ("sources", 0): "sources", ("sources", 1): "sources with a passage for {}",
    ("kinds", 0): "sources", ("kinds", 1): "sources: {}", ("kinds", 2): "sources: {} {}",
    ("people", 0): "participants", ("people", 1): "participants: {}", ("people", 2): "participants: {} {}",
    ("turns", 0): "turns", ("both", 0): "sources coded by more than one coder",
    ("by", 1): "codings by {}", ("sources-by", 1): "sources coded by {}",
    ("near", 2): "passages of {1} near one of {0}", ("near-schools", 2): "schools with {1} near {0}",
    ("with", 2): "passages of {1} at the words of {0} or in its turn",
    ("with-schools", 2): "schools with {1} at the words of {0} or in its turn",
    ("common", 0): "benefits found in enough schools to stand among them",
    ("ratings", 0): "ratings that hold", ("ratings", 1): "ratings that hold: {}",
    ("bands", 2): "schools in which {} is {}", ("stale", 0): "ratings to be looked at again",
    ("unrated", 0): "cells without a rating", ("cells", 0): "cells of the table of ratings",
    ("unwritten", 0): "summaries still to be written",
    ("unsettled", 0): "cells with ratings not yet reconciled or signed off",
    ("replaced", 0): "ratings that a newer one waits to replace",
    ("rated-by", 1): "cells rated by {}", ("twice", 0): "cells that two have rated",
    ("differed", 0): "cells on which raters differed", ("reconciled", 0): "cells that have been reconciled",
    ("blind", 0): "cells rated blind",
    ("signed", 0): "ratings signed off", ("signed-by", 1): "ratings signed off by {}",
}  # fmt: skip


_CASE_FIRST = frozenset({"codings", "counter", "waiting"})
_CODE_FIRST = frozenset({"schools", "schools-against", "codings", "supports", "counter", "sources"})


def code_and_case_of_figure(key: str) -> tuple[str, str] | None:
    """The code and the case whose codings a figure counts, either empty for all; ``None`` if it counts others."""
    cell = parse_matrix_cell_key(key)
    if cell is not None:
        return (cell.row, cell.column) if cell.asked.by == BY_CASE else (cell.row, "")
    across = key.startswith(ALL_SCHOOLS_PREFIX)
    what, *of = key.removeprefix(ALL_SCHOOLS_PREFIX).split(":")
    if what not in (_CODE_FIRST if across else _CASE_FIRST):
        return None
    one, other = (*of, "", "")[:2]
    return (one, other) if across else (other, one)


FIGURE_WORDS = frozenset(" ".join((*_OF_A_SCHOOL.values(), *_OF_ALL.values())).replace("{}", "").split())
"""The words by which figures are told."""


def describe_figure(key: str) -> str:
    """What a figure counts: ``coded passages of P3 under B02``."""
    cell = parse_matrix_cell_key(key)
    if cell is not None:
        return f"{cell.asked.measure.heading.lower()}: {cell.row}, {cell.column}"
    meeting = parse_cooccurrence_key(key)
    if meeting is not None:
        return f"{meeting.figure}: {meeting.first}, {meeting.second}"
    forms = _OF_ALL if key.startswith(ALL_SCHOOLS_PREFIX) else _OF_A_SCHOOL
    what, *rest = key.removeprefix(ALL_SCHOOLS_PREFIX).split(":", 1)
    words = max((many for each, many in forms if each == what), default=0)
    of = [word for each in rest for word in each.split(":", words - 1)]
    named = list(filter(None, of))
    if (what, len(of)) in forms and len(named) == len(of):
        return forms[what, len(of)].format(*of)
    return ": ".join(filter(None, (forms.get((what, 0), what), ", ".join(named))))
