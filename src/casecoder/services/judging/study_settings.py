"""How a study rates, kept with the study."""

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.rating import same_person
from casecoder.core.judging.study_settings import StudySettings
from casecoder.store import records
from casecoder.store.study_file import StudyFile


def settings_in_session(session: Session) -> StudySettings:
    """The settings, inside a transaction that is open."""
    return StudySettings.of(records.study_row(session).settings)


def settings_of_study(study: StudyFile) -> StudySettings:
    """How the study rates."""
    with study.reading() as session:
        return settings_in_session(session)


def change_study_settings(study: StudyFile, wanted: dict[str, str], *, coder: str) -> StudySettings:
    """Change settings, as typed, by name. Returns all as they are then.

    Raises
    ------
    CaseCoderError
        If there is no such setting, it can't be that, or the study has a lead and it isn't this coder.
    """
    with study.change("study", "", coder) as change:
        row = records.study_row(change.session)
        before = after = StudySettings.of(row.settings)
        require_lead(before, coder, "changes how the study rates")
        for name, value in wanted.items():
            after = after.having(name, value)
        told = [f"{name} {value or 'nobody'}" for name, value in after.values.items() if value != before.values[name]]
        change.label = f"Set {', '.join(told)}" if told else ""
        change.update(row, settings=after.kept)
    return after


def require_lead(settings: StudySettings, coder: str, does: str) -> None:
    """Refuse what only the study's lead does.

    Raises
    ------
    CaseCoderError
        If the study has a lead and it isn't this coder.
    """
    if settings.lead and not same_person(settings.lead, coder):
        raise CaseCoderError(
            f"Only {settings.lead}, who leads this study, {does}; you are {coder}.",
            "Ask them, or say who you are (--coder, CASECODER_CODER).",
        )


def sees_all_ratings(settings: StudySettings, viewer: str) -> bool:
    """Whether a rater sees all ratings from the start."""
    return not settings.blind or same_person(settings.lead, viewer)
