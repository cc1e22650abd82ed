"""What a document says in the study's own words: what it calls things, and what it tells of them.

A key names what is told, most general word first, with the short ids of what it is told of:

========================  ===========================================================
key                       what is told
========================  ===========================================================
``title``                 what the study is called
``label:CASE``            what a school is called
``attributes:CASE``       what is known of it, name by name
``about:CASE``            the description of it, and so ``platform:CASE``
``source:SOURCE``         a source's title, kind, date and researcher
``code:CODE``             that the codebook offers the code
``name:CODE``             what it is called
``definition:CODE``       what it means
``summary:CASE:CODE``     what the researchers wrote of it in a school
``ids:KEY``               the ids of the codings behind the figure of a key
========================  ===========================================================
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.case_study import CaseStudy, CollectedSource
from casecoder.core.outputs.matrix import BY_CASE, Matrix
from casecoder.core.outputs.synthesis import SubTheme, Synthesis, Theme

OFFERED_CODE = "offered"
_SUMMARY = re.compile("summary:([^:]+):([^:]+)")


def case_study_texts(study: CaseStudy) -> dict[str, str]:
    """What a school's case study says in the study's words."""
    case = study.short
    return {
        "title": study.study, f"label:{case}": study.label, f"about:{case}": study.about,
        f"platform:{case}": study.platform, f"attributes:{case}": attributes_as_text(dict(study.attributes)),
        **{f"source:{line.ref}": source_as_text(line) for line in study.sources},
        **_names(study.appendix),
        **{f"name:{section.code}": section.name for section in study.sections},
        **{f"code:{section.code}": OFFERED_CODE for section in study.sections},
        **{f"summary:{case}:{section.code}": section.summary for section in study.sections},
    }  # fmt: skip


def synthesis_texts(found: Synthesis) -> dict[str, str]:
    """What the report across schools says in the study's words."""
    made = {"title": found.study, **_names(found.quotes)}
    for school in found.schools:
        made |= {
            f"label:{school.short}": school.label,
            f"about:{school.short}": school.about,
            f"platform:{school.short}": school.platform,
        }
    benefits = [benefit.theme for benefit in found.benefits]
    for theme in (*benefits, *(theme for chapter in found.chapters for theme in chapter.themes)):
        made |= _theme(theme)
    for benefit in found.benefits:
        made |= {f"summary:{case.case}:{benefit.theme.code}": case.summary for case in benefit.key_cases}
    return made


def matrix_texts(matrix: Matrix) -> dict[str, str]:
    """What a matrix says in the study's words."""
    made = {"title": matrix.study}
    if matrix.by == BY_CASE:
        made |= {f"label:{column.id}": column.label for column in matrix.columns}
    return made | {f"name:{row.id}": row.label for row in matrix.rows}


def parse_summary_key(key: str) -> tuple[str, str] | None:
    """The case and the code whose summary a key names; ``None`` for one of something else."""
    found = _SUMMARY.fullmatch(key)
    return (found[1], found[2]) if found else None


def attributes_as_text(attributes: Mapping[str, str]) -> str:
    """A school's attributes as one text."""
    return "\n".join(f"{name}: {value}" for name, value in attributes.items())


def source_as_text(line: CollectedSource) -> str:
    """What a source is, as one text."""
    return "\n".join((line.title, line.kind, line.date, line.researcher))


def _names(items: Iterable[Evidence]) -> dict[str, str]:
    return {f"name:{item.code}": item.code_name for item in items}


def _theme(theme: Theme) -> dict[str, str]:
    made = {f"code:{theme.code}": OFFERED_CODE}
    parts: Sequence[Theme | SubTheme] = (theme, *theme.parts)
    for each in parts:
        made |= {f"name:{each.code}": each.name, f"definition:{each.code}": each.definition}
    return made | {f"code:{part.code}": OFFERED_CODE for part in theme.parts if not part.retired}
