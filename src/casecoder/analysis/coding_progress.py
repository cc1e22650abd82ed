"""How the coding of a study has gone on: day by day and source by source, in tables of pandas."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class CodingsByDay(NamedTuple):
    """The days on which anybody coded, and for each coder how many codings she had made by each of them."""

    days: tuple[str, ...]
    by_coder: dict[str, tuple[int, ...]]


class CodesBySource(NamedTuple):
    """For each source how many codes it is the first to have, and how many there are with it and those before it."""

    new: tuple[int, ...]
    so_far: tuple[int, ...]


def accumulate_codings(counts: Iterable[tuple[str, str, int]]) -> CodingsByDay:
    """Add up codings from day to day.

    Parameters
    ----------
    counts:
        Day in ISO form, coder and number of codings; each day and coder once.
    """
    import pandas as pd

    counted = pd.DataFrame(list(counts), columns=["day", "coder", "codings"])
    so_far = counted.pivot(index="day", columns="coder", values="codings").fillna(0).cumsum().astype(int)
    return CodingsByDay(tuple(so_far.index), {str(coder): tuple(column.tolist()) for coder, column in so_far.items()})


def count_new_codes(sources: Sequence[str], coded: Iterable[tuple[str, str]]) -> CodesBySource:
    """Count the codes that each source is the first to have.

    Parameters
    ----------
    sources:
        In the order in which they count.
    coded:
        Source and code; each pair as often as may be.
    """
    import pandas as pd

    table = pd.DataFrame(list(coded), columns=["source", "code"])
    places = table["source"].map({source: place for place, source in enumerate(sources)})
    first = places.groupby(table["code"]).min()
    new = first.value_counts().reindex(range(len(sources)), fill_value=0)
    return CodesBySource(tuple(new.tolist()), tuple(new.cumsum().tolist()))
