"""Charts of who and what the evidence for a benefit comes from: in one school, for one benefit or for all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.chart import Chart, ChartSeries, ChartShape
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixColumn, MatrixRow
from casecoder.core.vocabulary import Role, SourceKind

CODED_PASSAGES_LABEL = "Coded passages"
SUPPORTS_LABEL, COUNTERS_LABEL = "supports", "speaks against"
EvidenceByBenefit = Mapping[str, tuple[str, Sequence[Evidence]]]
"""By the id of each benefit its name and its codings in a school, its children's included."""


def cell_evidence_chart(case: str, label: str, code: str, name: str, items: Sequence[Evidence]) -> Chart:
    """Chart the codings for a case and a code with its children, by kind of source and role of the speaker.

    Parameters
    ----------
    case, label, code, name:
        The short id and label of the case, the id and name of the code.
    """
    ways = Counter((_voice(item), item.counters) for item in items)
    voices = sorted({_voice(item) for item in items})
    labels = tuple(_counts_in_words(*voice) for voice in voices)
    series = tuple(
        ChartSeries(called, tuple(ways[voice, counters] for voice in voices))
        for called, counters in ((SUPPORTS_LABEL, False), (COUNTERS_LABEL, True))
    )
    title = f"Evidence for {code} {name} in {label}"
    details = "; ".join(
        f"{words}: {ways[voice, False]} for, {ways[voice, True]} against"
        for words, voice in zip(labels, voices, strict=True)
    )
    return Chart(
        ChartShape.BARS,
        title,
        "Kind of source and role",
        CODED_PASSAGES_LABEL,
        labels,
        series,
        f"{title}. {details or 'No codings'}.",
        "Nothing is coded to it there.",
        f"evidence:{case}:{code}",
    )


def _voice(item: Evidence) -> tuple[int, int]:
    """Return kind and role by their places in their vocabularies; a role after all others for nobody."""
    return list(SourceKind).index(item.kind), list(Role).index(item.role) if item.role else len(Role)


def _counts_in_words(kind: int, role: int) -> str:
    who = list(Role)[role].plural.partition(" (")[0] if role < len(Role) else "nobody speaks"
    return f"{list(SourceKind)[kind].value.capitalize()}: {who}"


def school_evidence_chart(case: str, label: str, benefits: EvidenceByBenefit) -> Chart:
    """Chart the evidence for each benefit in a school: told or seen, for it or against it."""
    ways = {
        code: Counter((item.kind.is_seen, item.counters) for item in items) for code, (_, items) in benefits.items()
    }
    parts = [
        (f"{how}, {what}", seen, counters)
        for what, counters in ((SUPPORTS_LABEL, False), (COUNTERS_LABEL, True))
        for how, seen in (("told", False), ("seen", True))
    ]
    series = tuple(
        ChartSeries(called, tuple(ways[code][seen, counters] for code in benefits)) for called, seen, counters in parts
    )
    labels = tuple(f"{code} {name}" for code, (name, _) in benefits.items())
    title = f"What the evidence for each benefit in {label} is made of"
    details = " ".join(
        f"{code} {name}: {', '.join(_parts(ways[code], parts)) or 'nothing'}." for code, (name, _) in benefits.items()
    )
    return Chart(
        ChartShape.BARS,
        title,
        "Benefit",
        CODED_PASSAGES_LABEL,
        labels,
        series,
        f"{title}. {details}",
        "Nothing is coded to a benefit there.",
        f"evidence:{case}",
    )


def _parts(ways: Mapping[tuple[bool, bool], int], parts: Iterable[tuple[str, bool, bool]]) -> Iterable[str]:
    return (f"{called} {ways[seen, counters]}" for called, seen, counters in parts if ways[seen, counters])


def build_voices_matrix(blank: Matrix, label: str, benefits: EvidenceByBenefit) -> Matrix:
    """Build the matrix of the evidence for each benefit in a school by kind of source and role.

    Parameters
    ----------
    blank:
        What says of which study and state this is; it needs no rows and columns.
    """
    found = sorted({_voice(item) for _, items in benefits.values() for item in items})
    cells = {}
    for code, (_, items) in benefits.items():
        for voice in found:
            own = [item for item in items if _voice(item) == voice]
            cells[code, _counts_in_words(*voice)] = MatrixCell(len(own), against=sum(item.counters for item in own))
    columns = []
    for voice in found:
        kind, _, who = _counts_in_words(*voice).partition(": ")
        columns.append(
            MatrixColumn(_counts_in_words(*voice), _counts_in_words(*voice), kind, who[:1].upper() + who[1:])
        )
    rows = tuple(MatrixRow(code, name) for code, (name, _) in benefits.items())
    title = f"Who and what the evidence for each benefit in {label} comes from"
    return replace(blank, rows=rows, columns=tuple(columns), cells=cells, by="kind of source and role", title=title)
