"""The sections of a case study, their names, and the order in which a team wants them."""

from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.outline import Outline, OutlinePart, read_outline

SectionNames = dict[str, tuple[str, ...]]

EVIDENCE_SECTION, METHOD_SECTION, APPENDIX_SECTION, RATINGS_SECTION = "evidence", "method", "appendix", "ratings"
_NAMES = {
    "school": ("The school in brief", "The school", "School"),
    "collected": ("Data collected", "What was collected", "Data"),
    "platform": ("The story of the platform", "How the learning platform is used", "The platform", "Platform"),
    EVIDENCE_SECTION: ("What the evidence is made of", "The evidence in a picture", "Evidence at a glance"),
    "benefits": ("Benefits",),
    "barriers": ("Barriers and counter-evidence", "Barriers", "Counter-evidence"),
    RATINGS_SECTION: ("This school’s ratings", "Ratings"),
    METHOD_SECTION: ("Method note", "Method"),
    APPENDIX_SECTION: ("Evidence appendix", "Appendix", "Evidence"),
}
"""The sections by key: the heading first, then other names that an outline may use."""


def section_names(study: CaseStudy) -> SectionNames:
    """Return the names of each section that a case study can have."""
    return {**_NAMES, **{codebook_section_key(at): (title,) for at, (title, _) in enumerate(study.chapters)}}


def order_sections(text: str | None, name: str, names: SectionNames) -> Outline:
    """Return the sections of an outline, or all sections in our own order if there is no outline.

    The method note, which says what is missing, always comes. It names the sections that the outline leaves out.
    """
    outline = Outline(()) if text is None else read_outline(text, names, name)
    if not outline.parts:
        return Outline(tuple(OutlinePart(key, "") for key in _default_order(names)), outline.opening, outline.gaps)
    wanted = {part.key for part in outline.parts}
    left_out = [names[key][0] for key in _default_order(names) if key not in wanted | {METHOD_SECTION}]
    gap = (f"Left out, as the outline does not name it: {'; '.join(left_out)}.",) if left_out else ()
    parts = outline.parts if METHOD_SECTION in wanted else (*outline.parts, OutlinePart(METHOD_SECTION, ""))
    return Outline(parts, outline.opening, (*outline.gaps, *gap))


def _default_order(names: SectionNames) -> list[str]:
    """Return all sections in our own order. Further codebooks come after the benefits."""
    books = [key for key in names if key not in _NAMES]
    first = list(_NAMES).index("benefits") + 1
    return [*list(_NAMES)[:first], *books, *list(_NAMES)[first:]]


def codebook_section_key(at: int) -> str:
    """Return the key of the section of a further codebook, by its place among them."""
    return f"codebook {at}"
