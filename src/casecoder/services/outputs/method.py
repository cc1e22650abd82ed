"""How a study's analysis was done, in figures: what was collected, by whom it was coded, how far coders agree."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_report import Agreement
from casecoder.core.outputs.method import Method, Work
from casecoder.core.outputs.quote_choice import quotable
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.judging.agreement_on_ratings import rating_agreement
from casecoder.services.judging.how_rated import how_rated
from casecoder.services.outputs.pictures import coding_chart, saturation_chart
from casecoder.services.outputs.themes import Material
from casecoder.store import records
from casecoder.store.second_coders import coded_again
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CodebookVersion, Source, Turn, table

SOURCE, TURN = table(Source), table(Turn)


def method(study: StudyFile, found: Material) -> Method:
    """How the analysis was done."""
    coded = found.everything
    waiting = sum(item.in_review for item in coded)
    sources: dict[str, set[str]] = {}
    for item in coded:
        sources.setdefault(item.coder, set()).add(item.source)
    many = Counter(item.coder for item in coded)
    countering = sum(item.counters for item in coded)
    codings_agree, codings_alone = _compared(lambda: coding_agreement(study, only=found.tops))
    ratings_agree, ratings_alone = _compared(lambda: rating_agreement(study, only=found.benefits))
    given = found.judged.values()
    with study.reading() as session:
        phases = {case.id: Phase(case.phase) for case in records.cases(session)}
        people = Counter((Role(who.role), phases[who.case_id]) for who in records.participants(session))
        kinds = Counter((SourceKind(what.kind), phases[what.case_id]) for what in records.sources(session))
        rated = how_rated(session, found.benefits, given)
        turns, again = turns_in(session), coded_again(session.connection())
        books = tuple(
            (book.title, session.get_one(CodebookVersion, book.version_id).number, sum(not c.retired for c in codes))
            for book, codes in found.books
        )
    return Method(
        people,
        kinds,
        turns,
        books,
        len(coded) - countering,
        countering,
        waiting,
        sum(not quotable(item) for item in coded) - waiting,
        sum(item.outdated for item in coded),
        tuple(Work(coder, many[coder], len(sources[coder])) for coder in sorted(many)),
        codings_agree.compared if codings_agree else 0,
        again,
        len(given),
        sum(bool(each.stale) for each in given),
        rated,
        codings_agree,
        codings_alone,
        ratings_agree,
        ratings_alone,
        coding_chart(study),
        saturation_chart(study),
        *codes_met(found),
    )


def codes_met(found: Material) -> tuple[int, int]:
    """Of the codes in force of the first codebook how many have codings, and how many there are."""
    refs = {code.ref for _, codes in found.books[:1] for code in codes if not code.retired}
    return len(refs & {item.code for item in found.everything}), len(refs)


def _compared(compare: Callable[[], Agreement]) -> tuple[Agreement | None, str]:
    """The agreement, or why there is none to give: a single coder is no error here."""
    try:
        return compare(), ""
    except CaseCoderError as error:
        return None, error.message


def turns_in(session: Session) -> int:
    """How many turns all sources have together."""
    joined = SOURCE.join(TURN, SOURCE.c.revision_id == TURN.c.revision_id)
    return int(session.connection().execute(select(func.count()).select_from(joined)).scalar_one())
