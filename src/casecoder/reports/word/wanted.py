"""Which sections a case study has, what they are called, and in which order a team wants them."""

from casecoder.core.outputs.casestudy import CaseStudy
from casecoder.core.outputs.outline import Outline, Part, read_outline

Names = dict[str, tuple[str, ...]]

EVIDENCE, METHOD, APPENDIX, RATINGS = "evidence", "method", "appendix", "ratings"
_NAMES = {
    "school": ("The school in brief", "The school", "School"),
    "collected": ("Data collected", "What was collected", "Data"),
    "platform": ("The story of the platform", "How the learning platform is used", "The platform", "Platform"),
    EVIDENCE: ("What the evidence is made of", "The evidence in a picture", "Evidence at a glance"),
    "benefits": ("Benefits",),
    "barriers": ("Barriers and counter-evidence", "Barriers", "Counter-evidence"),
    RATINGS: ("This school’s ratings", "Ratings"),
    METHOD: ("Method note", "Method"),
    APPENDIX: ("Evidence appendix", "Appendix", "Evidence"),
}
"""The sections by key: first the heading, then other names by which an outline may call them."""


def names_of(study: CaseStudy) -> Names:
    """The sections that the case study can have, and what they go by."""
    return {**_NAMES, **{book_key(at): (title,) for at, (title, _) in enumerate(study.chapters)}}


def ordered(text: str | None, name: str, names: Names) -> Outline:
    """The sections that are wanted: those of an outline, or all in our own order if there is none to follow.

    The method note, which says what is missing, comes in any case; what an outline leaves out is said.
    """
    outline = Outline(()) if text is None else read_outline(text, names, name)
    if not outline.parts:
        return Outline(tuple(Part(key, "") for key in _usual(names)), outline.opening, outline.gaps)
    wanted = {part.key for part in outline.parts}
    left_out = [names[key][0] for key in _usual(names) if key not in wanted | {METHOD}]
    said = (f"Left out, as the outline does not name it: {'; '.join(left_out)}.",) if left_out else ()
    parts = outline.parts if METHOD in wanted else (*outline.parts, Part(METHOD, ""))
    return Outline(parts, outline.opening, (*outline.gaps, *said))


def _usual(names: Names) -> list[str]:
    """The sections in our own order: further codebooks come after the benefits."""
    books = [key for key in names if key not in _NAMES]
    first = list(_NAMES).index("benefits") + 1
    return [*list(_NAMES)[:first], *books, *list(_NAMES)[first:]]


def book_key(at: int) -> str:
    """The key of the section of a further codebook, by its place among them."""
    return f"codebook {at}"
