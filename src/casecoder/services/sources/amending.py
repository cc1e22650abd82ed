"""Amend what an import understood: which school a source is from, what it is, and who somebody is."""

from collections.abc import Collection, Iterable
from itertools import count

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.coding.memos import redirect_links
from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Consent, Phase, Role, SourceKind, SourceStatus, parse_vocabulary_word
from casecoder.importers.manifest_files import parse_date
from casecoder.services.intake.planned_people import PlannedSchools
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import (
    CASE,
    MEMO,
    PARTICIPANT,
    RATING,
    SOURCE,
    SPEAKER,
    SUMMARY,
    CaseRow,
    MemoRow,
    ParticipantRow,
    SourceRow,
    SpeakerRow,
)


def amend_source(
    study: StudyFile,
    ref: str,
    *,
    coder: str,
    case: str = "",
    kind: str = "",
    role: str = "",
    date: str = "",
    title: str = "",
    status: str = "",
    second_coders: Iterable[str] | None = None,
) -> str:
    """Change what a source is and how far the researchers are with it.

    An empty argument changes nothing.

    A source that goes to another school, or becomes of another kind, gets the next short id there, and the
    people who are heard in it go with it. Ratings that cite its words become stale. A school that the study
    does not know is added; one that is left with nothing goes.

    Parameters
    ----------
    case:
        The school's label or short id.
    second_coders:
        Who codes it a second time, to see how far coders agree: what they code in it counts in agreement alone.

    Returns
    -------
    str
        The source's short id.

    Raises
    ------
    CaseCoderError
        If there is no such source, or a word is not one of its vocabulary.
    """
    with study.change("source", "", coder) as change:
        session = change.session
        source = records.source_named(session, ref)
        before = session.get_one(CaseRow, source.case_id)
        school = _find_or_add_school(study, change, case) if case else before
        now_kind = parse_vocabulary_word(SourceKind, kind, "kind of source") if kind else SourceKind(source.kind)
        moves = school.id != source.case_id
        is_renamed = moves or now_kind != source.kind
        new_ref = _next_ref(session, school, now_kind) if is_renamed else source.ref
        change.label = f"Set right {source.ref}" + (f", now {new_ref}" if is_renamed else "")
        if moves:
            _move_people(study, change, source, school)
        change.update(
            source,
            ref=new_ref,
            case_id=school.id,
            kind=now_kind,
            role=parse_vocabulary_word(Role, role, "role") if role else source.role,
            date=parse_date(date, "The date") if date else source.date,
            title=title or source.title,
            status=parse_vocabulary_word(SourceStatus, status, "status") if status else source.status,
            second_coders=source.second_coders if second_coders is None else _distinct_names(second_coders),
        )
        if moves:
            _remove_empty_school(change, before)
        if is_renamed:
            _redirect_memo_links(change, source.ref, new_ref)
    return new_ref


def _distinct_names(typed: Iterable[str]) -> list[str]:
    """Return each name once, in order."""
    return list(dict.fromkeys(name for each in typed if (name := " ".join(each.split()))))


def _redirect_memo_links(change: StudyChange, old: str, new: str) -> None:
    """Change the links in memos to a source's short id, when that id changes."""
    linking = select(MemoRow).where(MEMO.c.body.contains("[[" + old, autoescape=True))
    for memo in change.session.scalars(linking).all():
        change.update(memo, body=redirect_links(memo.body, old, new))


def _find_or_add_school(study: StudyFile, change: StudyChange, typed: str) -> CaseRow:
    """Return the school with this label or short id. It is added if the study does not know it."""
    as_typed = select(CaseRow).where((CASE.c.short == typed) | (CASE.c.label == typed))
    if found := change.session.scalars(as_typed).first():
        return found
    plan = PlannedSchools(change.session).school(typed)
    known = change.session.scalars(select(CaseRow).where(CASE.c.label == plan.label)).first()
    if known is not None:
        return known
    school = plan.as_case(study.new_id())
    change.insert(school)
    return school


def _remove_empty_school(change: StudyChange, school: CaseRow) -> None:
    """Remove a school whose last source has gone, unless something was written or rated about it."""
    rests = (SOURCE.c.case_id, PARTICIPANT.c.case_id, RATING.c.case_id, SUMMARY.c.case_id)
    count = sum(
        change.connection.execute(select(func.count()).where(column == school.id)).scalar_one() for column in rests
    )
    if not count and not school.about and not school.platform:
        change.delete(school)


def _next_ref(session: Session, school: CaseRow, kind: SourceKind) -> str:
    numbered = (f"{school.short}-{kind.code}-{number:02d}" for number in count(1))
    return next(ref for ref in numbered if not session.scalars(select(SOURCE.c.id).where(SOURCE.c.ref == ref)).first())


def _move_people(study: StudyFile, change: StudyChange, source: SourceRow, school: CaseRow) -> None:
    """Move the people of a source to its new school.

    Whoever is heard in other sources stays in the old school as well.
    """
    speakers = change.session.scalars(select(SpeakerRow).where(SPEAKER.c.source_id == source.id)).all()
    taken = {person.pseudonym for person in records.participants_of_case(change.session, school)}
    for key in {speaker.participant_id for speaker in speakers if speaker.participant_id}:
        person = change.session.get_one(ParticipantRow, key)
        own = [speaker for speaker in speakers if speaker.participant_id == key]
        elsewhere = select(SpeakerRow).where(SPEAKER.c.participant_id == key, SPEAKER.c.source_id != source.id)
        pseudonym = free_pseudonym(person.role, taken)
        taken.add(pseudonym)
        if change.session.scalars(elsewhere.limit(1)).first() is None:
            change.update(person, case_id=school.id, pseudonym=pseudonym)
            continue
        double = ParticipantRow(
            id=study.new_id(),
            case_id=school.id,
            pseudonym=pseudonym,
            role=person.role,
            name=person.name,
            note=person.note,
            consent=person.consent,
        )
        change.insert(double)
        for speaker in own:
            change.update(speaker, participant_id=double.id)


def free_pseudonym(role: str, taken: Collection[str]) -> str:
    """Return the next pseudonym of a role that is not taken (``T3``)."""
    numbered = (f"{Role(role).prefix}{number}" for number in range(1, len(taken) + 2))
    return next(pseudonym for pseudonym in numbered if pseudonym not in taken)


def amend_case(study: StudyFile, case: str, *, coder: str, label: str = "", phase: str = "") -> str:
    """Change a school's public label, or its phase, by which the table groups it.

    An empty argument changes nothing.

    Returns
    -------
    str
        The school's short id, which stays what it was.

    Raises
    ------
    CaseCoderError
        If there is no such school, another one has the label, or there is no such phase.
    """
    with study.change("case", "", coder) as change:
        school = records.case_named(change.session, case)
        others = select(CASE.c.id).where(CASE.c.label == label, CASE.c.id != school.id)
        if change.connection.execute(others).first():
            raise CaseCoderError(f"Another school is called {label!r}.", "Labels tell schools apart.")
        change.label = f"Set right {school.short} {school.label}"
        change.update(
            school,
            label=label or school.label,
            phase=parse_vocabulary_word(Phase, phase, "phase") if phase else school.phase,
        )
        return school.short


def amend_participant(
    study: StudyFile,
    case: str,
    pseudonym: str,
    *,
    coder: str,
    role: str = "",
    rename: str = "",
    note: str | None = None,
    consent: str = "",
) -> str:
    """Change a participant's role, pseudonym, consent or note. Return the pseudonym.

    Parameters
    ----------
    role, rename, consent:
        What is empty stays. Ratings that cite her words become stale when her consent changes.
    note:
        ``None`` leaves it; empty takes it away.

    Raises
    ------
    CaseCoderError
        If there is no such participant, role or consent, or another one has the pseudonym.
    """
    with study.change("participant", "", coder) as change:
        school = records.case_named(change.session, case)
        person = find_participant(change.session, school, pseudonym)
        wanted = rename.strip() or person.pseudonym
        people = records.participants_of_case(change.session, school)
        if any(other.pseudonym.casefold() == wanted.casefold() and other.id != person.id for other in people):
            raise CaseCoderError(f"{school.short} has a participant {wanted} already.", "If they are one, merge them.")
        now = f", now {wanted}" if wanted != person.pseudonym else ""
        change.label = f"Set right {school.short} {person.pseudonym}{now}" + (f": consent {consent}" if consent else "")
        change.update(
            person,
            pseudonym=wanted,
            role=parse_vocabulary_word(Role, role, "role") if role else person.role,
            note=person.note if note is None else note.strip(),
            consent=parse_vocabulary_word(Consent, consent, "consent") if consent else person.consent,
        )
        return wanted


def merge_participants(study: StudyFile, case: str, pseudonym: str, *, into: str, coder: str) -> str:
    """Merge two participants of a school who are one person.

    The pseudonym and the role of the second stay. Returns that pseudonym.

    A name or note that only the first has goes over to the second, and so does consent that isn't given.

    Raises
    ------
    CaseCoderError
        If there are no such two participants.
    """
    with study.change("participant", "", coder) as change:
        school = records.case_named(change.session, case)
        gone, kept = (find_participant(change.session, school, each) for each in (pseudonym, into))
        if gone.id == kept.id:
            raise CaseCoderError(f"{kept.pseudonym} is one participant already.", "Name two.")
        change.label = f"Merge {school.short} {gone.pseudonym} into {kept.pseudonym}"
        for speaker in change.session.scalars(select(SpeakerRow).where(SPEAKER.c.participant_id == gone.id)).all():
            change.update(speaker, participant_id=kept.id)
        change.update(
            kept,
            name=kept.name or gone.name,
            note=kept.note or gone.note,
            consent=gone.consent if kept.consent == "given" else kept.consent,
        )
        change.delete(gone)
        return kept.pseudonym


def remove_participant(study: StudyFile, case: str, pseudonym: str, *, coder: str) -> str:
    """Remove a participant who is heard in no source. Return the pseudonym.

    Raises
    ------
    CaseCoderError
        If there is no such participant, or a speaker is tied to her.
    """
    with study.change("participant", "", coder) as change:
        school = records.case_named(change.session, case)
        person = find_participant(change.session, school, pseudonym)
        heard = select(SOURCE.c.ref).join(SPEAKER, SPEAKER.c.source_id == SOURCE.c.id)
        refs = sorted(set(change.session.scalars(heard.where(SPEAKER.c.participant_id == person.id))))
        if refs:
            raise CaseCoderError(
                f"{person.pseudonym} is heard in {', '.join(refs)}.",
                "Say there that the speaker is somebody else, or merge the two participants.",
            )
        change.label = f"Remove the participant {school.short} {person.pseudonym}"
        change.delete(person)
        return person.pseudonym


def find_participant(session: Session, school: CaseRow, pseudonym: str) -> ParticipantRow:
    """Return the participant of a school with this pseudonym, in whatever case it was typed.

    Raises
    ------
    CaseCoderError
        If there is none.
    """
    people = records.participants_of_case(session, school)
    found = [person for person in people if person.pseudonym.casefold() == pseudonym.strip().casefold()]
    if not found:
        known = ", ".join(person.pseudonym for person in people)
        hint = f"It has: {known}." if known else "It has none yet."
        raise CaseCoderError(f"{school.short} has no participant {pseudonym!r}.", hint)
    return found[0]


def amend_study(study: StudyFile, *, coder: str, title: str) -> None:
    """Change the title that reports give the study."""
    if not title.strip():
        raise CaseCoderError("The title is empty.")
    with study.change("study", f"Call the study “{title.strip()}”", coder) as change:
        change.update(records.study_row(change.session), title=title.strip())
