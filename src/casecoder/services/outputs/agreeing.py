"""Measuring again the agreement whose figures a report across schools prints."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_report import Line
from casecoder.services.judging.agreement_on_codings import gather, shared_sources
from casecoder.services.judging.agreement_on_ratings import judged_in, rated_twice


def worked_on_by_two(session: Session) -> int:
    """On how many sources more than one coder has worked."""
    try:
        _, sources, _ = shared_sources(session, ())
    except CaseCoderError:
        return 0
    return len(sources)


def coding_lines(session: Session, codes: Collection[str]) -> Mapping[str, Line]:
    """The figures on codings, by character, of each of some codes that is used; none where nobody can be compared."""
    from casecoder.analysis.agreement import compare_codings

    try:
        found = gather(session, only=codes)
    except CaseCoderError:  # the codings of the second coder may be gone
        return {}
    return {line.id: line for line in compare_codings(found.material, found.families)}


def rating_lines(session: Session, codes: Collection[str]) -> Mapping[str, Line]:
    """The figures on ratings of each of some codes, and under no id of all together; none as above."""
    from casecoder.analysis.rating_agreement import compare_ratings

    try:
        found = rated_twice(session, only=codes)
    except CaseCoderError:
        return {}
    return {line.id: line for line in compare_ratings(found.raters, *judged_in(session, found))}
