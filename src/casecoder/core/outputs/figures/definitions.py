"""How a figure is defined: its key in a document’s list of claims, what it counts in words, and its count.

A key is the figure's name and its parameters, with colons between: ``codings:P3:B02``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from casecoder.core.judging.agreement_results import AgreementMeasure, AgreementSubject
from casecoder.core.vocabulary import Band, Phase, Role, SourceKind

MaterialT = TypeVar("MaterialT")


class CountedFigure(NamedTuple):
    """A figure of a document: its key in the list of claims, and its value.

    The value is ``None`` where there is none, as of a measure of agreement.
    """

    key: str
    value: float | None

    @property
    def text(self) -> str:
        """The value as it is printed, thousands set off."""
        return "" if self.value is None else f"{self.value:,}"


class Parameter(NamedTuple):
    """What a figure is counted for.

    Parameters
    ----------
    read:
        Turns the word of a key into a value. It raises ``ValueError`` for a word that is none.
    may_hold_colons:
        For the last parameter of a key: a name may hold any character.
    """

    name: str
    read: Callable[[str], str]
    may_hold_colons: bool = False


def _read_name(word: str) -> str:
    if not word:
        raise ValueError("A name is empty.")
    return word


def _or_all(read: Callable[[str], str]) -> Callable[[str], str]:
    """Let an empty word stand for all."""
    return lambda word: read(word) if word else ""


def _read_end(word: str) -> str:
    if word not in {"low", "high"}:
        raise ValueError(f"{word!r} is no end of an interval.")
    return word


UNRATED = "unrated"
"""Stands in a key for a cell without a rating."""

CASE, CODE, SOURCE = Parameter("case", _read_name), Parameter("code", _read_name), Parameter("source", _read_name)
PERSON = Parameter("person", str, may_hold_colons=True)
"""A name, empty for codings that came without one."""
KIND, ROLE, PHASE = Parameter("kind", SourceKind), Parameter("role", Role), Parameter("phase", Phase)
ANY_KIND, ANY_ROLE, ANY_PHASE = (Parameter(each.name, _or_all(each.read)) for each in (KIND, ROLE, PHASE))
BAND = Parameter("band", Band)
BAND_OR_NONE = Parameter("band", lambda word: word if word == UNRATED else Band(word))
SUBJECT, MEASURE = Parameter("subject", AgreementSubject), Parameter("measure", AgreementMeasure)
ANY_CODE, END = Parameter("code", _or_all(_read_name)), Parameter("end", _read_end)


@dataclass(frozen=True, slots=True)
class Figure(Generic[MaterialT]):
    """A figure that documents print.

    Parameters
    ----------
    name:
        The first word of its key, with what all keys of its family begin with.
    takes:
        Its parameters.
    words:
        What it counts, for all its parameters last; each form before has one parameter fewer, and by as many the
        figure can be asked for without them.
    count:
        Counts it in its material, for parameters.
    lists_codings:
        It counts codings, or where they stand: those of its code and its case can be listed.
    """

    name: str
    takes: tuple[Parameter, ...]
    words: tuple[str, ...]
    count: Callable[..., float | None]
    lists_codings: bool = False

    def of(self, material: MaterialT, *parameters: str) -> CountedFigure:
        """Count the figure for some parameters."""
        return CountedFigure(":".join((self.name, *parameters)), self.count(material, *parameters))

    def read(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """Read the parameters of a key; ``None`` if they are not this figure's."""
        most = len(self.takes)
        if most and self.takes[-1].may_hold_colons and len(words) >= most:
            words = (*words[: most - 1], ":".join(words[most - 1 :]))
        if not most - len(self.words) < len(words) <= most:
            return None
        try:
            return tuple(parameter.read(word) for parameter, word in zip(self.takes, words, strict=False))
        except ValueError:
            return None

    def describe(self, parameters: tuple[str, ...]) -> str:
        """Say what the figure counts for some parameters, of which empty ones stand for all."""
        named = [word for word in parameters if word]
        form = len(self.words) - 1 - len(self.takes) + len(named)
        return self.words[form].format(*named) if form >= 0 else self.words[-1].format(*parameters)


class FigureFamily(Generic[MaterialT]):
    """The figures that are counted in one sort of material.

    Parameters
    ----------
    prefix:
        What their keys begin with.
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._by_name: dict[str, list[Figure[MaterialT]]] = {}

    def define(
        self,
        name: str,
        takes: tuple[Parameter, ...],
        words: tuple[str, ...],
        count: Callable[..., float | None],
        *,
        lists_codings: bool = False,
    ) -> Figure[MaterialT]:
        """Define a figure of the family."""
        figure: Figure[MaterialT] = Figure(self._prefix + name, takes, words, count, lists_codings)
        self._by_name.setdefault(name, []).append(figure)
        return figure

    def __iter__(self) -> Iterator[Figure[MaterialT]]:
        """Iterate over the figures, in the order of their names."""
        return (figure for figures in self._by_name.values() for figure in figures)

    def parse(self, key: str) -> tuple[Figure[MaterialT], tuple[str, ...]] | None:
        """Read the figure and the parameters of a key; ``None`` for no figure of the family, as after tampering."""
        if not key.startswith(self._prefix):
            return None
        name, *words = key.removeprefix(self._prefix).split(":")
        for figure in self._by_name.get(name, ()):
            parameters = figure.read(words)
            if parameters is not None:
                return figure, parameters
        return None
