"""The texts of a study that a document prints: what the study calls things, and what it says of them.

Each text is defined once: the first word of its key, how it is read in the words of a study, and what is said of one
that has changed. A document's list of claims holds its texts by their keys, sealed: ``label:P3``, ``summary:P3:B02``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.figures.printed_figures import describe_figure
from casecoder.core.outputs.figures.table_figures import parse_coding_ids_key
from casecoder.core.outputs.matrix import BY_CASE, Matrix
from casecoder.core.outputs.synthesis import Synthesis

OFFERED_CODE = "offered"
"""Stands as the text of a code that the codebook offers."""
_SUMMARY = re.compile("summary:([^:]+):([^:]+)")
_Refs = tuple[str, ...]


class SchoolWords(NamedTuple):
    """What the study says of a school; ``None`` for what the document does not print."""

    label: str
    about: str | None = None
    platform: str | None = None
    attributes: Mapping[str, str] | None = None


class CodeWords(NamedTuple):
    """What the codebook says of a code; a definition of ``None`` is not printed."""

    name: str
    definition: str | None = None
    is_offered: bool = False


class SourceWords(NamedTuple):
    """What the study says of a source."""

    title: str
    kind: str
    date: str
    researcher: str


@dataclass(frozen=True, slots=True)
class StudyWords:
    """What a study calls things and says of them, or as much of it as a document prints.

    Parameters
    ----------
    schools, codes, sources:
        By short id.
    summaries:
        By case and code.
    """

    title: str
    schools: Mapping[str, SchoolWords] = field(default_factory=dict)
    codes: Mapping[str, CodeWords] = field(default_factory=dict)
    sources: Mapping[str, SourceWords] = field(default_factory=dict)
    summaries: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Return the texts by their keys."""
        return {
            ":".join((text.name, *refs)): found
            for text in _TEXTS
            for refs, found in text.read(self)
            if found is not None
        }


class _StudyText(NamedTuple):
    """A text of a study.

    Parameters
    ----------
    ids:
        How many short ids follow the name in its key.
    read:
        Finds each such text in the words of a study, with the ids of its key; ``None`` for one that is not printed.
    changed:
        What is said of a text that has changed; with the ids and the text as it is ``now``.
    gone:
        What is said where the study has no such text now; the same as of a changed one when empty.
    joint:
        What stands between the lines of the text in that sentence.
    """

    name: str
    ids: int
    read: Callable[[StudyWords], Iterable[tuple[_Refs, str | None]]]
    changed: str
    gone: str = ""
    joint: str = "\n"


def _of_schools(
    read: Callable[[SchoolWords], str | None],
) -> Callable[[StudyWords], Iterator[tuple[_Refs, str | None]]]:
    return lambda words: (((short,), read(school)) for short, school in words.schools.items())


def _of_codes(read: Callable[[CodeWords], str | None]) -> Callable[[StudyWords], Iterator[tuple[_Refs, str | None]]]:
    return lambda words: (((ref,), read(code)) for ref, code in words.codes.items())


def _attributes(school: SchoolWords) -> str | None:
    if school.attributes is None:
        return None
    return "\n".join(f"{name}: {value}" for name, value in school.attributes.items())


# fmt: off
_TEXTS = (
    _StudyText("title", 0, lambda words: [((), words.title)], "The study is called “{now}” now."),
    _StudyText("label", 1, _of_schools(lambda school: school.label),
        "The study calls {0} “{now}” now.", "The study no longer has the school {0}."),
    _StudyText("about", 1, _of_schools(lambda school: school.about),
        "The description of {0} has been rewritten in the study since."),
    _StudyText("platform", 1, _of_schools(lambda school: school.platform),
        "The description of the platform of {0} has been rewritten in the study since."),
    _StudyText("attributes", 1, _of_schools(_attributes),
        "The study says other things of {0} now: {now}.", "The study says other things of {0} now: nothing.", "; "),
    _StudyText("source", 1, lambda words: (((ref,), "\n".join(source)) for ref, source in words.sources.items()),
        "The study has another title, kind, date or researcher for {0} now: {now}.",
        "The source {0} is no longer in the study.", ", "),
    _StudyText("code", 1, _of_codes(lambda code: OFFERED_CODE if code.is_offered else None),
        "{0} is no longer offered by the codebook."),
    _StudyText("name", 1, _of_codes(lambda code: code.name),
        "The study calls {0} “{now}” now.", "The study no longer has the code {0}."),
    _StudyText("definition", 1, _of_codes(lambda code: code.definition),
        "The definition of {0} has been changed in the study since."),
    _StudyText("summary", 2, lambda words: words.summaries.items(),
        "The summary of {1} for {0} has been rewritten in the study since."),
)
# fmt: on


def describe_changed_text(key: str, now: str) -> str:
    """Say what has become of a text that a document prints, by its key and the text as it is now."""
    if figure := parse_coding_ids_key(key):
        return f"Behind the figure for {describe_figure(figure)} the study has {now or 'no codings'} now."
    name, *refs = key.split(":")
    for text in _TEXTS:
        if (text.name, text.ids) == (name, len(refs)):
            message = text.changed if now else text.gone or text.changed
            return message.format(*refs, now=now.replace("\n", text.joint))
    return f"The study has changed what it says under {key}."


def parse_summary_key(key: str) -> tuple[str, str] | None:
    """Return the case and the code whose summary a key names; ``None`` for one of something else."""
    found = _SUMMARY.fullmatch(key)
    return (found[1], found[2]) if found else None


def case_study_texts(study: CaseStudy) -> dict[str, str]:
    """Return what a school's case study says in the study's words."""
    school = SchoolWords(study.label, study.about, study.platform, dict(study.attributes))
    sections = {section.code: CodeWords(section.name, is_offered=True) for section in study.sections}
    sources = {line.ref: SourceWords(line.title, line.kind, line.date, line.researcher) for line in study.sources}
    summaries = {(study.short, section.code): section.summary for section in study.sections}
    return StudyWords(
        study.study, {study.short: school}, {**_names(study.appendix), **sections}, sources, summaries
    ).texts()


def synthesis_texts(found: Synthesis) -> dict[str, str]:
    """Return what the report across schools says in the study's words."""
    codes = _names(found.quotes)
    benefits = [benefit.theme for benefit in found.benefits]
    for theme in (*benefits, *(theme for chapter in found.chapters for theme in chapter.themes)):
        codes[theme.code] = CodeWords(theme.name, theme.definition, is_offered=True)
        codes |= {part.code: CodeWords(part.name, part.definition, not part.retired) for part in theme.parts}
    return StudyWords(
        found.study,
        {school.short: SchoolWords(school.label, school.about, school.platform) for school in found.schools},
        codes,
        summaries={
            (case.case, benefit.theme.code): case.summary for benefit in found.benefits for case in benefit.key_cases
        },
    ).texts()


def matrix_texts(matrix: Matrix) -> dict[str, str]:
    """Return what a matrix says in the study's words."""
    schools = {column.id: SchoolWords(column.label) for column in matrix.columns} if matrix.by == BY_CASE else {}
    return StudyWords(matrix.study, schools, {row.id: CodeWords(row.label) for row in matrix.rows}).texts()


def _names(items: Iterable[Evidence]) -> dict[str, CodeWords]:
    return {item.code: CodeWords(item.code_name) for item in items}
