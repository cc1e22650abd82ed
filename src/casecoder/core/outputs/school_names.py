"""Lists of schools and of cells in a sentence, in the form in which people list them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from casecoder.core.phrases import join_with_and

_NUMBERED = re.compile(r"(.+) School ([1-9][0-9]*)")

_MOST_CELLS = 12
"""Up to how many cells are named."""


def list_schools_in_words(labels: Iterable[str]) -> str:
    """Return labels in their order, those that differ by a number together.

    ``Secondary Schools 1 to 4 and 6; Primary School 2; Hillside``
    """
    groups: dict[str, list[int]] = {}
    for label in labels:
        found = _NUMBERED.fullmatch(label)
        if found:
            groups.setdefault(found[1], []).append(int(found[2]))
        else:
            groups[label] = []
    return "; ".join(_group(name, sorted(set(numbers))) for name, numbers in groups.items())


def list_cells_in_words(cells: Collection[tuple[str, str]], names: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return cells in words (``: Teachers’ time in Primary Schools 1 and 2``); empty for too many to read.

    Parameters
    ----------
    cells:
        By code and case.
    names, labels:
        The names of the codes and the labels of the cases, by their ids, in the order in which they are to be named.
    """
    if len(cells) > _MOST_CELLS:
        return ""
    found = []
    for code, name in names.items():
        where = [label for short, label in labels.items() if (code, short) in cells]
        if where:
            found.append(f"{name} in {join_with_and(list_schools_in_words(where).split('; '))}")
    return f": {'; '.join(found)}"


def _group(name: str, numbers: Sequence[int]) -> str:
    if not numbers:
        return name
    return f"{name} School{'s' if len(numbers) > 1 else ''} {join_with_and(_runs(numbers))}"


def _runs(numbers: Sequence[int]) -> list[str]:
    """Return three or more numbers in a row as ``1 to 4``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    found: list[str] = []
    for run in runs:
        found += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    return found
