"""Tables of how coding goes on: codings day by day, and new codes source by source."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class CodingsByDay(NamedTuple):
    """The days on which anybody coded, and for each coder the number of her codings up to each day."""

    days: tuple[str, ...]
    by_coder: dict[str, tuple[int, ...]]


class CodesBySource(NamedTuple):
    """The number of new codes in each source, and the number of codes up to and with each source."""

    new: tuple[int, ...]
    so_far: tuple[int, ...]


def accumulate_codings(counts: Iterable[tuple[str, str, int]]) -> CodingsByDay:
    """Add up codings from day to day.

    Parameters
    ----------
    counts:
        Day in ISO form, coder and number of codings. A pair of day and coder comes once.
    """
    import pandas as pd

    counted = pd.DataFrame(list(counts), columns=["day", "coder", "codings"])
    so_far = counted.pivot(index="day", columns="coder", values="codings").fillna(0).cumsum().astype(int)
    return CodingsByDay(tuple(so_far.index), {str(coder): tuple(column.tolist()) for coder, column in so_far.items()})


def count_new_codes(sources: Sequence[str], coded: Iterable[tuple[str, str]]) -> CodesBySource:
    """Count the codes that appear for the first time in each source.

    Parameters
    ----------
    sources:
        Their keys, in the order in which they are counted.
    coded:
        Source and code. A pair may come several times.
    """
    import pandas as pd

    table = pd.DataFrame(list(coded), columns=["source", "code"])
    places = table["source"].map({source: place for place, source in enumerate(sources)})
    first = places.groupby(table["code"]).min()
    new = first.value_counts().reindex(range(len(sources)), fill_value=0)
    return CodesBySource(tuple(new.tolist()), tuple(new.cumsum().tolist()))
