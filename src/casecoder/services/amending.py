"""Setting right what an import understood: which school a source is from, what it is, who somebody is."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Phase, Role, SourceKind, parse_word
from casecoder.importers.manifest import parse_date
from casecoder.services.people import Schools
from casecoder.store import records
from casecoder.store.changes import Change
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Participant, Rating, Source, Speaker, Summary


def amend_source(
    study: StudyFile, ref: str, *, coder: str,
    case: str = "", kind: str = "", role: str = "", date: str = "", title: str = "",
) -> str:
    """Change what a source is; what is empty stays.

    A source that goes to another school, or becomes of another kind, gets the next short id there, and the
    people who are heard in it go with it. Ratings that cite its words become stale. A school that the study
    does not know is added; one that is left with nothing goes.

    Parameters
    ----------
    case:
        The school's label or short id.

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
        before = session.get_one(Case, source.case_id)
        school = _school(study, change, case) if case else before
        now_kind = parse_word(SourceKind, kind, "kind of source") if kind else SourceKind(source.kind)
        moves = school.id != source.case_id
        is_renamed = moves or now_kind != source.kind
        new_ref = _next_ref(session, school, now_kind) if is_renamed else source.ref
        change.label = f"Set right {source.ref}" + (f", now {new_ref}" if is_renamed else "")
        if moves:
            _take_people(study, change, source, school)
        change.update(
            source, ref=new_ref, case_id=school.id, kind=now_kind,
            role=parse_word(Role, role, "role") if role else source.role,
            date=parse_date(date, "The date") if date else source.date,
            title=title or source.title,
        )
        if moves:
            _drop_if_empty(change, before)
    return new_ref


def _school(study: StudyFile, change: Change, typed: str) -> Case:
    """The school of this label or short id, added if the study does not know it."""
    plan = Schools(change.session).school(typed)
    known = change.session.exec(select(Case).where(Case.label == plan.label)).first()
    if known is not None:
        return known
    school = plan.as_case(study.new_id())
    change.insert(school)
    return school


def _drop_if_empty(change: Change, school: Case) -> None:
    """Take away a school from which the last source has gone, if nothing was written or rated of it."""
    rests = (Source.case_id, Participant.case_id, Rating.case_id, Summary.case_id)
    count = sum(
        change.connection.execute(select(func.count()).where(column == school.id)).scalar_one() for column in rests
    )
    if not count and not school.about and not school.platform:
        change.delete(school)


def _next_ref(session: Session, school: Case, kind: SourceKind) -> str:
    taken = {source.ref for source in records.sources(session)}
    numbered = (f"{school.short}-{kind.code}-{number:02d}" for number in range(1, len(taken) + 2))
    return next(ref for ref in numbered if ref not in taken)


def _take_people(study: StudyFile, change: Change, source: Source, school: Case) -> None:
    """Let the people of a source be of its new school; whoever is heard elsewhere stays where she is as well."""
    speakers = change.session.exec(select(Speaker).where(Speaker.source_id == source.id)).all()
    people = {person.id: person for person in records.participants(change.session)}
    taken = {person.pseudonym for person in people.values() if person.case_id == school.id}
    for key in {speaker.participant_id for speaker in speakers if speaker.participant_id}:
        person = people[key]
        own = [speaker for speaker in speakers if speaker.participant_id == key]
        elsewhere = select(Speaker).where(Speaker.participant_id == key, col(Speaker.source_id) != source.id)
        pseudonym = _free(person.role, taken)
        taken.add(pseudonym)
        if change.session.exec(elsewhere).first() is None:
            change.update(person, case_id=school.id, pseudonym=pseudonym)
            continue
        double = Participant(
            id=study.new_id(), case_id=school.id, pseudonym=pseudonym, role=person.role,
            name=person.name, note=person.note, consent=person.consent,
        )
        change.insert(double)
        for speaker in own:
            change.update(speaker, participant_id=double.id)


def _free(role: str, taken: set[str]) -> str:
    numbered = (f"{Role(role).prefix}{number}" for number in range(1, len(taken) + 2))
    return next(pseudonym for pseudonym in numbered if pseudonym not in taken)


def amend_case(study: StudyFile, case: str, *, coder: str, label: str = "", phase: str = "") -> str:
    """Change a school's public label or its phase, under which the table groups it; what is empty stays.

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
        if any(other.label == label and other.id != school.id for other in records.cases(change.session)):
            raise CaseCoderError(f"Another school is called {label!r}.", "Labels tell schools apart.")
        change.label = f"Set right {school.short} {school.label}"
        change.update(
            school, label=label or school.label,
            phase=parse_word(Phase, phase, "phase") if phase else school.phase,
        )
        return school.short


def amend_participant(
    study: StudyFile, case: str, pseudonym: str, *, coder: str, role: str = "", note: str = ""
) -> None:
    """Change a participant's role or the note on her; what is empty stays.

    Raises
    ------
    CaseCoderError
        If there is no such participant or role.
    """
    with study.change("participant", "", coder) as change:
        school = records.case_named(change.session, case)
        people = [p for p in records.participants(change.session) if p.case_id == school.id]
        found = [person for person in people if person.pseudonym.casefold() == pseudonym.strip().casefold()]
        if not found:
            known = ", ".join(person.pseudonym for person in people)
            raise CaseCoderError(f"{school.short} has no participant {pseudonym!r}.", f"It has: {known}.")
        change.label = f"Set right {school.short} {found[0].pseudonym}"
        change.update(
            found[0], role=parse_word(Role, role, "role") if role else found[0].role, note=note or found[0].note
        )


def amend_study(study: StudyFile, *, coder: str, title: str) -> None:
    """Change what reports call the study."""
    if not title.strip():
        raise CaseCoderError("The title is empty.")
    with study.change("study", f"Call the study “{title.strip()}”", coder) as change:
        change.update(records.study_row(change.session), title=title.strip())
