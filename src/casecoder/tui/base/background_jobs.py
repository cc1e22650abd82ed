"""Screens that run a long job in a thread, with a progress bar; escape stops it."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import ProgressBar

from casecoder.core.errors import CaseCoderError
from casecoder.tui.base.study_screen import Result, StudyScreen

ProgressCallback = Callable[[int, int], None]


class JobStoppedError(Exception):
    """Raised from a job's progress call when the user has asked to stop it."""


class JobProgressed(Message):
    """Sent when a job has got further. A newer message replaces one that is not shown yet."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__()
        self.done = done
        self.total = total

    def can_replace(self, message: Message | MessagePump) -> bool:
        """Let a newer message take the place of this one."""
        return isinstance(message, JobProgressed)


class JobEnded(Message):
    """Sent when a job is over. ``then`` uses its result; ``error`` says why it failed."""

    def __init__(self, then: Callable[[], None] | None = None, error: CaseCoderError | None = None) -> None:
        super().__init__()
        self.then = then
        self.error = error


class BackgroundJobScreen(StudyScreen):
    """A screen that runs one job at a time in a thread. It composes a ``ProgressBar``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_or_back", "Back", id="working.back", tooltip="Stop what is running, or go back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()
        self.working = False

    def start(self, what: str, job: Callable[[ProgressCallback], Result], then: Callable[[Result], None]) -> None:
        """Run a job in a thread.

        Parameters
        ----------
        job:
            Gets a callback for its progress. It must not touch widgets.
        then:
            Gets the job's result, in the thread of the screen.
        """
        if self.working:
            self.notify("Wait for it, or press escape to stop it.", title="Something is still running.")
            return
        self._stop.clear()
        self.working = True
        bar = self.query_one(ProgressBar)
        bar.update(total=None, progress=0)
        bar.display = True
        run: Callable[[], None] = partial(self._run, job, then)
        self.run_worker(run, thread=True, group="job", exclusive=True, exit_on_error=True, description=what)

    def _run(self, job: Callable[[ProgressCallback], Any], then: Callable[[Any], None]) -> None:
        try:
            result = job(self._progress)
        except JobStoppedError:
            self.post_message(JobEnded(self.stopped))
        except CaseCoderError as error:
            self.post_message(JobEnded(error=error))
        else:
            self.post_message(JobEnded(partial(then, result)))

    def _progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise JobStoppedError
        self.post_message(JobProgressed(done, total))

    @on(JobProgressed)
    def _show_progress(self, message: JobProgressed) -> None:
        self.query_one(ProgressBar).update(total=message.total, progress=message.done)

    @on(JobEnded)
    def _end(self, message: JobEnded) -> None:
        self.working = False
        self.query_one(ProgressBar).display = False
        if message.error is not None:
            self.failed(message.error)
        elif message.then is not None:
            message.then()

    def stopped(self) -> None:
        """Say that the job was stopped."""
        self.notify("Stopped. What was done before stays.", timeout=4)

    def failed(self, error: CaseCoderError) -> None:
        """Say why the job failed."""
        self.notify(error.hint or " ", title=error.message, severity="error", timeout=8, markup=False)

    async def action_stop_or_back(self) -> None:
        """Stop the job; when none is running, go back."""
        if self.working:
            self._stop.set()
            self.notify("Stopping…", timeout=3)
        else:
            await self.study_app.action_back()

    def on_unmount(self) -> None:
        """Stop the job when the screen closes."""
        self._stop.set()
