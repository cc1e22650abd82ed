"""The verification of a Word document against the study it was made from."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import RatingStanding
from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.figures.printed_figures import parse_figure
from casecoder.core.outputs.figures.table_figures import parse_coding_ids_key
from casecoder.core.phrases import count_with_noun
from casecoder.core.verifying.document_checks import verify_document
from casecoder.core.verifying.quotes_and_ids import find_printed_quotes
from casecoder.core.verifying.report_document import EVIDENCE_ID, QUOTED_WORDS, ClaimList, PictureClaim, ReportDocument
from casecoder.core.verifying.verification_results import StudyFacts, Verification
from casecoder.importers.transcript_files import read_file_bytes
from casecoder.services.code_families import ancestors_by_code
from casecoder.services.judging.bare_ratings import CodeAndCase
from casecoder.services.judging.rating_rows import judgements_by_cell, standings_from_judgements
from casecoder.services.outputs.study_charts import chart_for_key
from casecoder.services.verifying.gathered_study import StudyGathering, read_study_words
from casecoder.store import records, search_index
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.permanent_rows import CounterRow
from casecoder.store.snapshot import Snapshot
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import EVENT, REVISION, SOURCE

_PORTION = 5_000
_CODING_ID = re.compile(r"\bE-(\d{4,18})\b")
_NAMED_STATE = re.compile(r"state (\d{1,18}), fingerprint ([0-9a-f]{12})")


def verify_report(study: StudyFile, path: Path) -> Verification:
    """Check every quote, id, count, rating and picture of a Word document against the study as it is now.

    Raises
    ------
    CaseCoderError
        If the file can't be read, is no Word document, or holds nothing that a study could be asked about.
    """
    from casecoder.services.verifying.report_reader import read_report

    document = read_report(path.name, read_file_bytes(path))
    if not _is_ours(document):
        raise CaseCoderError(
            f"{path.name} is a Word document, but not one that casecoder wrote: it has no quotes and no ids.",
            "What can be verified is a case study, a table or another report of a study.",
        )
    with study.reading() as snapshot:
        facts = gather_study_facts(snapshot, document)
    return verify_document(document, facts)


def _is_ours(document: ReportDocument) -> bool:
    if document.claims is not None:
        return True
    stretches = (stretch for block in document.blocks for stretch in block.stretches)
    return any(each.style in {QUOTED_WORDS, EVIDENCE_ID} or _CODING_ID.search(each.text) for each in stretches)


def gather_study_facts(snapshot: Snapshot, document: ReportDocument) -> StudyFacts:
    """Gather what must be known of the study to judge the document."""
    claims = document.claims
    text = "\n".join(block.text for block in document.blocks)
    numbers = {int(number) for number in _CODING_ID.findall(text)}
    if claims is not None:
        numbers |= {int(found[1]) for claim in claims.quotes if (found := _CODING_ID.fullmatch(claim.id))}
    state, secret = _compare_states(snapshot, document)
    coded = [
        item for some in _portions(sorted(numbers)) for item in find_evidence(snapshot, EvidenceFilter(numbers=some))
    ]
    cases, codes = records.case_rows(snapshot), records.code_rows(snapshot)
    cells = judgements_by_cell(snapshot)
    stands = standings_from_judgements(snapshot, cells, "")
    last = {row.series: row.value for row in snapshot.scalars(select(CounterRow))}
    figures, texts = recount(snapshot, claims, stands) if claims else ({}, {})
    alone = {quote.words for quote in find_printed_quotes(document.blocks) if not quote.ids and not quote.mark}
    return StudyFacts(
        codings={item.id: _as_printed(item) for item in coded},
        ratings={rating.id: rating for given in cells.values() for rating in given},
        current_ratings={(case, code): given.judgement for (code, case), given in stands.items() if given.judgement},
        charts=_charts_by_key(snapshot, claims.pictures if claims else ()),
        figures=figures,
        families={ref: frozenset(line) for ref, line in ancestors_by_code(codes).items()},
        codebook_by_code={code.ref: code.codebook_id.hex for code in codes},
        codes_by_name={code.name: frozenset(each.ref for each in codes if each.name == code.name) for code in codes},
        schools={case.label: case.short for case in cases},
        sources=frozenset(source.ref for source in records.source_rows(snapshot)),
        highest_numbers=(last.get("coding", 0), last.get("rating", 0)),
        likeliest_sources={words: _likeliest_sources(snapshot, words) for words in alone},
        state=state,
        secret=secret,
        texts=texts,
    )


def recount(
    snapshot: Snapshot, claims: ClaimList, standings: Mapping[CodeAndCase, RatingStanding]
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Count the figures of a document again, and read its texts again, by their keys in its list of claims.

    Those that no document of ours has, and those that the study no longer has, are left out.

    Parameters
    ----------
    standings:
        What a document may show of the ratings of each cell.
    """
    figures = {claim.key: parse_figure(claim.key) for claim in claims.figures}
    behind = {key: parse_figure(figure) for key in claims.texts if (figure := parse_coding_ids_key(key))}
    gathered = StudyGathering(snapshot, standings, frozenset(each.case for each in figures.values() if each) - {""})
    values = {key: figure.count(gathered) for key, figure in figures.items() if figure}
    ids = {key: figure.ids(gathered) for key, figure in behind.items() if figure}
    texts = {key: text for key, text in read_study_words(snapshot).texts().items() if key in claims.texts}
    return (
        {key: counted.value for key, counted in values.items() if counted},
        {**texts, **{key: text for key, text in ids.items() if text is not None}},
    )


def _charts_by_key(snapshot: Snapshot, pictures: Iterable[PictureClaim]) -> dict[str, Chart]:
    """Return what the pictures would show now, by key; without those of which the study has nothing any more."""
    found = {}
    for key in {picture.key for picture in pictures}:
        try:
            found[key] = chart_for_key(snapshot, key)
        except CaseCoderError:  # the school or the code is no longer in the study
            continue
    return found


def _portions(numbers: Sequence[int]) -> Iterator[frozenset[int]]:
    """Yield numbers in portions that a statement has room for."""
    for at in range(0, len(numbers), _PORTION):
        yield frozenset(numbers[at : at + _PORTION])


def _as_printed(item: Evidence) -> Evidence:
    """Return a coding with its words as a document can hold them."""
    from casecoder.reports.printable_text import make_printable

    return dataclasses.replace(item, quote=make_printable(item.quote), own=make_printable(item.own))


def _likeliest_sources(session: Session, words: str) -> list[tuple[str, str]]:
    """Return the sources likeliest to have some words, with their texts as a document can hold them."""
    from casecoder.reports.printable_text import make_printable

    revisions = search_index.find_likeliest_revisions(session.connection(), words)
    found = select(SOURCE.c.ref, REVISION.c.text).join(REVISION, SOURCE.c.revision_id == REVISION.c.id)
    return [
        (ref, make_printable(text))
        for ref, text in session.connection().execute(found.where(REVISION.c.id.in_(revisions)))
    ]


def _compare_states(snapshot: Snapshot, document: ReportDocument) -> tuple[str, str]:
    """Return a sentence on the state that the document was made from, and what sealed its words then.

    The second is empty where the study was never in that state.
    """
    sentences = (document.claims.state if document.claims else "", *(block.text for block in document.blocks))
    found = next((match for sentence in sentences if (match := _NAMED_STATE.search(sentence))), None)
    if found is None:
        return "The document does not say which state of a study it was made from.", ""
    number, fingerprint = int(found[1]), found[2]
    digest = snapshot.scalars(select(EVENT.c.digest).where(EVENT.c.number == number)).first()
    newest = snapshot.state.number
    if digest is None or not digest.startswith(fingerprint):
        said_of = f"The study was never in the state the document names ({found[0]}): it was made from another study."
        return said_of, ""
    if number == newest:
        return f"The document was made from the study as it is now (state {number}).", digest
    since = f"the study has changed since ({count_with_noun(newest - number, 'act')} later)"
    return f"The document was made from state {number}; {since}.", digest
