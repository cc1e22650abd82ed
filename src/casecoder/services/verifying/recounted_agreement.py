"""Measuring again the agreement whose figures a report across schools prints."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import AgreementLine
from casecoder.services.judging.agreement_on_codings import gather_coding_comparison, shared_sources
from casecoder.services.judging.agreement_on_ratings import find_double_rated_cells, ratings_to_compare


def count_double_coded_sources(session: Session) -> int:
    """On how many sources more than one coder has worked."""
    try:
        _, sources, _ = shared_sources(session, ())
    except CaseCoderError:
        return 0
    return len(sources)


def coding_agreement_lines(session: Session, codes: Collection[str]) -> Mapping[str, AgreementLine]:
    """The figures on codings, by character, of each of some codes that is used; none where nobody can be compared."""
    from casecoder.analysis.coding_agreement import compare_codings

    try:
        found = gather_coding_comparison(session, only=codes)
    except CaseCoderError:  # the codings of the second coder may be gone
        return {}
    return {line.id: line for line in compare_codings(found.material, found.families)}


def rating_agreement_lines(session: Session, codes: Collection[str]) -> Mapping[str, AgreementLine]:
    """The figures on ratings of each of some codes, and under no id of all together; none as above."""
    from casecoder.analysis.rating_agreement import compare_ratings

    try:
        found = find_double_rated_cells(session, only=codes)
    except CaseCoderError:
        return {}
    return {line.id: line for line in compare_ratings(found.raters, *ratings_to_compare(session, found))}
