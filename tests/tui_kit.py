"""A study with schools, codes, codings and ratings, made through the services, for the tests of the screens."""

from pathlib import Path

from textual.app import App
from textual.widgets import Static

from casecoder.core.vocabulary import Direction
from casecoder.services.segments.coding import apply_codes
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.widgets.status_message import StatusMessage
from tests.study_kit import CODER, INTERVIEW, add_source, made_once, make_study

NOTICES = "We post the notices there."
PAPER = "then we send paper too."
SHOWS = "I show my mum. She likes it."


@made_once
def two_schools(folder: Path) -> StudyFile:
    """P1 with an interview and an observation, S1 with an interview; nothing coded."""
    study = make_study(folder, INTERVIEW)
    seen = "The hall was quiet.\n\nTwo children read [b]aloud[/b] from a screen.\n"
    add_source(study, folder, seen, "seen.txt", kind="observation")
    add_source(study, folder, INTERVIEW.replace("🙂", "At S1."), "s1.txt", case="Secondary School 1")
    return study


def code(study: StudyFile, quote: str, under: str = "B02", source: str = "P1-INT-01", *, counters: bool = False) -> int:
    """Code words; gives back the coding's number."""
    made = apply_codes(
        study,
        source,
        [under],
        quote=quote,
        coder=CODER,
        direction=Direction.COUNTERS if counters else Direction.SUPPORTS,
    )
    return made[0].number


@made_once
def heard_and_seen(folder: Path) -> StudyFile:
    """Two schools; P1 B02 has three codings: a teacher's against, a learner's for, an observation for."""
    study = two_schools(folder)
    code(study, PAPER, counters=True)
    code(study, SHOWS)
    code(study, "Two children read [b]aloud[/b] from a screen.", source="P1-OBS-01")
    return study


def app_of(study: StudyFile) -> CaseCoderApp:
    """The application on a study, which is closed first: the application opens it anew."""
    study.close()
    return CaseCoderApp(study.path, CODER)


def text_of(app: App[None], selector: str) -> str:
    """What a line of the screen says."""
    return str(app.screen.query_one(selector, Static).content)


def toasts(app: App[None]) -> str:
    """What is being said: in toasts, and in the bottom line."""
    said = [str(line.content) for line in app.screen.query(StatusMessage)]
    return "\n".join([*(f"{toast.title} {toast.message}" for toast in app._notifications), *said])
