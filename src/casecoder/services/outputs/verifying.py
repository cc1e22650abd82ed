"""Checking a document against the study it was made from."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from casecoder.core.chart import Chart
from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import Evidence
from casecoder.core.rating import Judgement
from casecoder.core.report_document import EVIDENCE_ID, QUOTED_WORDS, PictureClaim, ReportDocument
from casecoder.core.report_passages import quotes_in
from casecoder.core.verification import Facts, Verification
from casecoder.core.verify_document import verify_document
from casecoder.importers.files import bytes_of
from casecoder.services.history import state_of
from casecoder.services.judging.judgements import judgements, standing_for
from casecoder.services.outputs.cross_counts import counted_across
from casecoder.services.outputs.pictures import chart_of
from casecoder.services.outputs.recounting import counted_again, families
from casecoder.services.outputs.recounting_cells import cells_again
from casecoder.store import records
from casecoder.store.evidence import Filter, evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Counter, Event, Revision, Source

_AT_ONCE = 5_000
_CODING = re.compile(r"\bE-(\d{4,18})\b")
_NAMED_STATE = re.compile(r"state (\d{1,18}), fingerprint ([0-9a-f]{12})")


def verify(study: StudyFile, path: Path) -> Verification:
    """Check every quote, id, count, rating and picture of a Word document against the study as it is now.

    Raises
    ------
    CaseCoderError
        If the file can't be read, is no Word document, or holds nothing that a study could be asked about.
    """
    from casecoder.importers.report_document import read_report

    document = read_report(path.name, bytes_of(path))
    if not _is_ours(document):
        raise CaseCoderError(
            f"{path.name} is a Word document, but not one that casecoder wrote: it has no quotes and no ids.",
            "What can be verified is a case study, a table or another report of a study.",
        )
    return verify_document(document, facts_of(study, document))


def _is_ours(document: ReportDocument) -> bool:
    if document.claims is not None:
        return True
    stretches = (stretch for block in document.blocks for stretch in block.stretches)
    return any(each.style in {QUOTED_WORDS, EVIDENCE_ID} or _CODING.search(each.text) for each in stretches)


def facts_of(study: StudyFile, document: ReportDocument) -> Facts:
    """What has to be known of the study to judge the document."""
    claims = document.claims
    keys = [claim.key for claim in claims.figures] if claims else []
    text = "\n".join(block.text for block in document.blocks)
    numbers = {int(number) for number in _CODING.findall(text)}
    if claims is not None:
        numbers |= {int(found[1]) for claim in claims.quotes if (found := _CODING.fullmatch(claim.id))}
    with study.reading() as session:
        coded = [item for some in _some(sorted(numbers)) for item in evidence(session, Filter(numbers=some))]
        cases, codes = records.cases(session), records.codes(session)
        ratings = judgements(session)
        last = {row.series: row.value for row in session.exec(select(Counter))}
        needs_texts = any(not quote.ids and not quote.mark for quote in quotes_in(document.blocks))
        return Facts(
            codings={item.id: _as_printed(item) for item in coded},
            ratings={given.id: given for given in ratings},
            held=_held(session, ratings),
            charts=_charts(study, claims.pictures if claims else ()),
            figures={**counted_again(session, keys), **counted_across(session, keys), **cells_again(study, keys)},
            families=families(codes),
            named={code.name: frozenset(each.ref for each in codes if each.name == code.name) for code in codes},
            schools={case.label: case.short for case in cases},
            sources=frozenset(source.ref for source in records.sources(session)),
            last=(last.get("coding", 0), last.get("rating", 0)),
            texts=_texts(session) if needs_texts else (),
            state=_state(study, document),
        )


def _charts(study: StudyFile, pictures: Iterable[PictureClaim]) -> dict[str, Chart]:
    """What pictures would show now, by what is counted for them; those of which nothing is known any more left out."""
    found = {}
    for key in {picture.key for picture in pictures}:
        try:
            found[key] = chart_of(study, key)
        except CaseCoderError:  # the school or the code is no longer in the study
            continue
    return found


def _held(session: Session, ratings: Sequence[Judgement]) -> dict[tuple[str, str], Judgement]:
    """The ratings that a document shows, by case and code."""
    cells: dict[tuple[str, str], list[Judgement]] = {}
    for given in ratings:
        cells.setdefault((given.case, given.code), []).append(given)
    standings = {cell: standing_for(session, given, "").judgement for cell, given in cells.items()}
    return {cell: holding for cell, holding in standings.items() if holding is not None}


def _some(numbers: Sequence[int]) -> Iterator[frozenset[int]]:
    """Numbers in portions that a statement has room for."""
    for at in range(0, len(numbers), _AT_ONCE):
        yield frozenset(numbers[at : at + _AT_ONCE])


def _as_printed(item: Evidence) -> Evidence:
    """A coding with its words as a document can hold them."""
    from casecoder.reports.printable import printable

    return dataclasses.replace(item, quote=printable(item.quote))


def _texts(session: Session) -> list[str]:
    from casecoder.reports.printable import printable

    found = select(Revision.text).join(Source, col(Source.revision_id) == Revision.id)
    return [printable(text) for text in session.exec(found)]


def _state(study: StudyFile, document: ReportDocument) -> str:
    """Which state the document says it was made from, beside the study's own."""
    said = (document.claims.state if document.claims else "", *(block.text for block in document.blocks))
    found = next((match for sentence in said if (match := _NAMED_STATE.search(sentence))), None)
    now = state_of(study).sentence
    if found is None:
        return "The document does not say which state of a study it was made from."
    if found[0] in now:
        return f"The document was made from the study as it is now (state {found[1]})."
    number, fingerprint = int(found[1]), found[2]
    with study.reading() as session:
        digest = session.exec(select(Event.digest).where(Event.number == number)).first()
        newest = session.exec(select(Event.number).order_by(col(Event.number).desc()).limit(1)).first() or 0
    if digest is None or not digest.startswith(fingerprint):
        return f"The study was never in the state the document names ({found[0]}): it was made from another study."
    return f"The document was made from state {number}; the study has changed since ({newest - number:,} acts later)."
