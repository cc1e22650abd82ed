"""Everything a document claims, against what the study has."""

from casecoder.core.report_document import ReportDocument
from casecoder.core.verification import About, Facts, Finding, Verification
from casecoder.core.verify_claims import shown_in, verify_figures, verify_ratings
from casecoder.core.verify_ids import verify_ids
from casecoder.core.verify_pictures import verify_pictures
from casecoder.core.verify_quotes import verify_quotes
from casecoder.core.wording import counted

NO_CLAIMS = (
    "The document has no list of claims that can be read, as case studies, matrices and the cross-case report have "
    "when they are made: quotes and ids were checked, counts and ratings could not be."
)
TRACKED = "The document has tracked changes; they were read as if all were accepted."


def verify_document(document: ReportDocument, facts: Facts) -> Verification:
    """Check every quote, id, count, rating and picture of a document."""
    quotes, findings = verify_quotes(document, facts)
    ids, wrong = verify_ids(document.blocks, facts)
    checked = {About.QUOTE: quotes, About.ID: ids, About.COUNT: 0, About.RATING: 0, About.PICTURE: 0}
    findings += wrong
    notes = [facts.state, *([TRACKED] if document.tracked else [])]
    if document.claims is None:
        notes.append(NO_CLAIMS)
    else:
        shown = shown_in(document.blocks)
        checked[About.COUNT], wrong_figures, unknown = verify_figures(document.claims, shown, facts)
        checked[About.RATING], wrong_ratings = verify_ratings(document.claims, shown, facts)
        checked[About.PICTURE], wrong_pictures, unknown_pictures = verify_pictures(document, facts)
        findings += wrong_figures + wrong_ratings + wrong_pictures
        unknown += unknown_pictures
        if unknown:
            notes.append(f"{counted(len(unknown), 'figure')} could not be counted again: {', '.join(unknown[:5])}.")
    return Verification(checked, _once(findings), tuple(notes))


def _once(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings, each once."""
    return tuple({(finding.about, finding.message, finding.places): finding for finding in findings}.values())
