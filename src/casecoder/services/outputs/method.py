"""How a study's analysis was done, in figures: what was collected, by whom it was coded, how far coders agree."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import Agreement
from casecoder.core.outputs.analysis_method import AnalysisMethod, CoderWork
from casecoder.core.outputs.quote_choice import is_quotable
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.judging.agreement_on_ratings import rating_agreement
from casecoder.services.judging.rating_process import summarise_rating_process
from casecoder.services.outputs.study_charts import coding_over_time_chart, saturation_chart
from casecoder.services.outputs.synthesis_themes import SynthesisMaterial
from casecoder.store import records
from casecoder.store.permanent_rows import CodebookVersionRow
from casecoder.store.second_coders import count_twice_coded_sources
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import SOURCE, TURN


def gather_method(snapshot: Snapshot, found: SynthesisMaterial) -> AnalysisMethod:
    """How the analysis was done."""
    coded = found.everything
    waiting = sum(item.in_review for item in coded)
    sources: dict[str, set[str]] = {}
    for item in coded:
        sources.setdefault(item.coder, set()).add(item.source)
    many = Counter(item.coder for item in coded)
    countering = sum(item.counters for item in coded)
    codings_agree, codings_alone = _compared(lambda: coding_agreement(snapshot, only=found.tops))
    ratings_agree, ratings_alone = _compared(lambda: rating_agreement(snapshot, only=found.benefits))
    given = found.judged.values()
    phases = {case.id: Phase(case.phase) for case in records.case_rows(snapshot)}
    people = Counter((Role(who.role), phases[who.case_id]) for who in records.participant_rows(snapshot))
    kinds = Counter((SourceKind(what.kind), phases[what.case_id]) for what in records.source_rows(snapshot))
    rated = summarise_rating_process(snapshot, found.benefits, given)
    turns, again = count_turns(snapshot), count_twice_coded_sources(snapshot.connection())
    books = tuple(
        (book.title, snapshot.get_one(CodebookVersionRow, book.version_id).number, sum(not c.retired for c in codes))
        for book, codes in found.books
    )
    return AnalysisMethod(
        people,
        kinds,
        turns,
        books,
        len(coded) - countering,
        countering,
        waiting,
        sum(not is_quotable(item) for item in coded) - waiting,
        sum(item.outdated for item in coded),
        tuple(CoderWork(coder, many[coder], len(sources[coder])) for coder in sorted(many)),
        codings_agree.compared if codings_agree else 0,
        again,
        len(given),
        sum(bool(each.stale) for each in given),
        rated,
        codings_agree,
        codings_alone,
        ratings_agree,
        ratings_alone,
        coding_over_time_chart(snapshot),
        saturation_chart(snapshot),
        *count_used_codes(found),
    )


def count_used_codes(found: SynthesisMaterial) -> tuple[int, int]:
    """Of the codes in force of the first codebook how many have codings, and how many there are."""
    refs = {code.ref for _, codes in found.books[:1] for code in codes if not code.retired}
    return len(refs & {item.code for item in found.everything}), len(refs)


def _compared(compare: Callable[[], Agreement]) -> tuple[Agreement | None, str]:
    """The agreement, or why there is none to give: a single coder is no error here."""
    try:
        return compare(), ""
    except CaseCoderError as error:
        return None, error.message


def count_turns(session: Session) -> int:
    """How many turns all sources have together."""
    joined = SOURCE.join(TURN, SOURCE.c.revision_id == TURN.c.revision_id)
    return int(session.connection().execute(select(func.count()).select_from(joined)).scalar_one())
