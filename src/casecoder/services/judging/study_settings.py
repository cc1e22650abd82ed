"""The settings of a study: how it is rated."""

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.rating import same_person
from casecoder.core.judging.study_settings import StudySettings
from casecoder.store import records
from casecoder.store.study_file import StudyFile


def settings_in_session(session: Session) -> StudySettings:
    """Return the settings, within an open session."""
    return StudySettings.of(records.study_row(session).settings)


def settings_of_study(study: StudyFile) -> StudySettings:
    """Return the settings of a study."""
    with study.reading() as session:
        return settings_in_session(session)


def change_study_settings(study: StudyFile, typed_values: dict[str, str], *, coder: str) -> StudySettings:
    """Change settings by name, to values as typed, and return all settings.

    Raises
    ------
    CaseCoderError
        If there is no such setting, it can't have that value, or the study has another lead.
    """
    with study.change("study", "", coder) as change:
        row = records.study_row(change.session)
        before = after = StudySettings.of(row.settings)
        require_lead(before, coder, "changes how the study rates")
        for name, value in typed_values.items():
            after = after.with_setting(name, value)
        changes = [
            f"{name} {value or 'nobody'}" for name, value in after.values.items() if value != before.values[name]
        ]
        change.label = f"Set {', '.join(changes)}" if changes else ""
        change.update(row, settings=after.stored)
    return after


def require_lead(settings: StudySettings, coder: str, does: str) -> None:
    """Refuse something that only the study's lead may do.

    Raises
    ------
    CaseCoderError
        If the study has another lead.
    """
    if settings.lead and not same_person(settings.lead, coder):
        raise CaseCoderError(
            f"Only {settings.lead}, who leads this study, {does}; you are {coder}.",
            "Ask them, or say who you are (--coder, CASECODER_CODER).",
        )


def sees_all_ratings(settings: StudySettings, viewer: str) -> bool:
    """Return whether a rater sees all ratings from the start."""
    return not settings.blind or same_person(settings.lead, viewer)
