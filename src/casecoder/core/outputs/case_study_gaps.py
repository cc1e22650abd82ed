"""Sentences on what a case study lacks: printed in its method note and shown to whoever makes it."""

from collections.abc import Iterator, Sequence

from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.case_study import CaseStudy, CodeSection
from casecoder.core.outputs.researcher_prose import capitalise_sentence
from casecoder.core.phrases import count_with_noun, join_with_and


def find_case_study_gaps(study: CaseStudy) -> list[str]:
    """Return what is missing, waiting or no longer there, in the order of the document."""
    return [*_gaps_of_school(study), *_gaps_of_prose(study), *_gaps_of_codings(study), *_gaps_of_ratings(study)]


def _gaps_of_school(study: CaseStudy) -> Iterator[str]:
    if not study.about.strip():
        yield "The school has no description yet."
    if not study.platform.strip():
        yield "How the learning platform is used has not been described yet."
    if not study.roles:
        yield "No participants have been recorded."
    if not study.sources:
        yield "No sources have been imported."
    untitled = [source.ref for source in study.sources if not source.title]
    if untitled:
        one = len(untitled) == 1
        names = "has no title but the name of its file" if one else "have no titles but the names of their files"
        yield f"{join_with_and(untitled)} {names}, not printed here."


def _gaps_of_prose(study: CaseStudy) -> Iterator[str]:
    unwritten = [section for section in study.sections if section.total and not section.summary.strip()]
    if unwritten:
        yield f"No summary has been written for {_section_names(unwritten)}."
    gone = study.lost
    for prose in study.prose():
        lost = [coding_id(number) for number in sorted(prose.mentions & gone)]
        if lost:
            yield f"{capitalise_sentence(prose.what)} names {join_with_and(lost)}, which the study no longer has."


def _gaps_of_codings(study: CaseStudy) -> Iterator[str]:
    if not study.appendix:
        yield "Nothing has been coded in this school."
    waiting = sum(item.in_review for item in study.appendix)
    if waiting:
        yield f"{count_with_noun(waiting, 'coding waits', 'codings wait')} on the review list and so can’t be quoted."
    withheld = len(study.unquotable) - waiting
    if withheld:
        codings = count_with_noun(withheld, "coding is", "codings are")
        yield f"{codings} not quoted, as the speaker’s consent is not given."


def _gaps_of_ratings(study: CaseStudy) -> Iterator[str]:
    unrated = [section for section in study.benefits if section.judgement is None and not section.unsettled]
    if study.benefits and len(unrated) == len(study.benefits):
        yield "No benefit has been rated."
    elif unrated:
        yield f"{_section_names(unrated)} {'has' if len(unrated) == 1 else 'have'} not been rated."
    for section in study.benefits:
        if section.unsettled:
            yield f"{_section_names([section])} has {section.unsettled}."
        if section.judgement and section.replaced:
            name = _section_names([section])
            yield f"A newer rating than {section.judgement.id}, that of {name}, waits to be signed off."
        if section.judgement and section.judgement.stale:
            why = " ".join(section.judgement.stale)
            yield f"{section.judgement.id}, the rating of {_section_names([section])}, has to be looked at again: {why}"


def _section_names(sections: Sequence[CodeSection]) -> str:
    return join_with_and([f"{section.name} ({section.code})" for section in sections])
