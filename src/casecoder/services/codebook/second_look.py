"""Review codings that were made under a definition that has changed since (the second look)."""

from collections.abc import Collection

from sqlalchemy import func, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.phrases import count_with_noun
from casecoder.services.codebook import moving_codings
from casecoder.services.segments.coding_rules import delete_coding
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODE, CODEBOOK_VERSION, CODING, CodeRow


def count_second_looks(study: StudyFile) -> dict[str, int]:
    """Count the codings that wait for a second look, by code id. Codes without any are left out."""
    joined = CODING.join(CODE, CODE.c.id == CODING.c.code_id).join(
        CODEBOOK_VERSION, CODEBOOK_VERSION.c.id == CODING.c.codebook_version_id
    )
    query = (
        select(CODE.c.ref, func.count())
        .select_from(joined)
        .where(CODE.c.worded_in > 1, CODE.c.retired.is_(False), CODEBOOK_VERSION.c.number < CODE.c.worded_in)
        .group_by(CODE.c.ref)
    )
    with study.reading() as session:
        return dict(session.connection().execute(query).all())


def codings_for_second_look(study: StudyFile, code: str = "") -> list[Evidence]:
    """Return the codings that wait for a second look, of a code and the codes under it or of all codes.

    Raises
    ------
    CaseCoderError
        If there is no such code.
    """
    with study.reading() as session:
        wanted = (
            records.code_with_children(session, records.code_named(session, code))
            if code
            else records.code_rows(session)
        )
        reworded = frozenset(each.ref for each in wanted if each.worded_in > 1 and not each.retired)
        found = find_evidence(session, EvidenceFilter(codes=reworded)) if reworded else []
        return [item for item in found if item.outdated]


def affirm_codings(study: StudyFile, numbers: Collection[int], *, coder: str) -> None:
    """Affirm that codings fit what their codes mean now, as one act.

    Raises
    ------
    CaseCoderError
        If none is given, there is no such coding, or its code is retired.
    """
    _judge(study, numbers, "", coder)


def recode_codings(study: StudyFile, numbers: Collection[int], code: str, *, coder: str) -> None:
    """Move codings to a code that fits them, as one act. They keep their numbers.

    Raises
    ------
    CaseCoderError
        If none is given, there is no such coding or code, or the code is retired.
    """
    _judge(study, numbers, code, coder)


def remove_codings(study: StudyFile, numbers: Collection[int], *, coder: str) -> None:
    """Remove codings that no longer fit their codes, as one act.

    Raises
    ------
    CaseCoderError
        If none is given, or there is no such coding.
    """
    with study.change("uncode", f"Remove {_codings_phrase(numbers)} after a second look", coder) as change:
        for number in sorted(set(numbers)):
            delete_coding(change, records.coding_numbered(change.session, number))


def _codings_phrase(numbers: Collection[int]) -> str:
    if not numbers:
        raise CaseCoderError("No codings were given.", "Name them by their ids (E-0412).")
    return coding_id(min(numbers)) if len(set(numbers)) == 1 else count_with_noun(len(set(numbers)), "coding")


def _judge(study: StudyFile, numbers: Collection[int], code: str, coder: str) -> None:
    what = _codings_phrase(numbers)
    with study.change("recode" if code else "affirm", "", coder) as change:
        chosen = select(CODING.c.number, CODING.c.code_id).where(CODING.c.number.in_(numbers))
        made = dict(change.connection.execute(chosen).all())
        for number in sorted(set(numbers) - set(made)):
            records.coding_numbered(change.session, number)  # raises that there is none
        wanted = records.code_named(change.session, code) if code else None
        for target in {wanted.id} if wanted else set(made.values()):
            code_row = change.session.get_one(CodeRow, target)
            if code_row.retired:
                raise CaseCoderError(
                    f"The code {code_row.ref} {code_row.name} is retired.", "Use one that is in force."
                )
            own = [number for number, key in made.items() if wanted or key == target]
            moving_codings.move_codings_to_code(change, CODING.c.number.in_(own), target, affirmed=True)
        change.label = f"Recode {what}: {wanted.ref} {wanted.name}" if wanted else f"Keep {what} after a second look"
