"""Selection with the mouse: a drag scrolls at the edges, two clicks select a word, three a sentence."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer
from textual.widget import Widget

from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.words_and_clusters import next_cluster, word_at

if TYPE_CHECKING:
    from casecoder.core.transcripts.caret import Caret

_RUN_EVERY = 0.05
"""Seconds between two steps while the pointer is held beyond an edge."""

_FASTEST = 8
"""The most rows of a step. A step has as many rows as the pointer is beyond the edge."""


class MouseSelection(Widget):
    """The mouse of the transcript view. The view provides ``caret``, ``text_left`` and ``_changed``."""

    caret: "Caret"
    _from: Span | None = None
    _pointer = (0, 0)
    _run_timer: Timer | None = None

    @abstractmethod
    def _changed(self, before: int | None = None, *, follow: bool = True) -> None:
        """Draw what has changed."""

    @property
    @abstractmethod
    def words_at(self) -> int:
        """Return the column where the words begin."""

    def _cluster_at(self, x: int, y: int) -> Span:
        """Return the character cluster under a cell of the view, or the nearest one beside or below the words."""
        rows = self.caret.rows
        y = max(0, min(y + self.scroll_offset.y, rows.height - 1))
        line = rows.line_at(y)
        if line.row is None:
            place = rows.settle(rows.starts_at(y))
            return Span(place, place)
        start = rows.offset_in(line.row, max(0, x - self.words_at))
        if start >= rows.visible(line.row).end:
            return Span(start, start)
        return Span(start, next_cluster(rows.text, start))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the caret here, or with shift extend the selection to here; a drag may begin."""
        if event.button != 1:
            return
        event.stop()
        cluster = self._cluster_at(event.x, event.y)
        self.caret.move_to(cluster.start, event.shift)
        if not event.shift:
            self._from = cluster
            self.capture_mouse()
        self._changed(follow=False)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from the start of the drag to the character under the pointer, which is included."""
        if self._from is None:
            return
        event.stop()
        self._pointer = (event.x, event.y)
        beyond = not 0 <= event.y < self.size.height
        if beyond and self._run_timer is None:
            self._run_timer = self.set_interval(_RUN_EVERY, self._run_on)
        elif not beyond:
            self._stop_running()
        self._drag_to(event.x, max(0, min(event.y, self.size.height - 1)))

    def _run_on(self) -> None:
        x, y = self._pointer
        beyond = max(y, -_FASTEST) if y < 0 else min(y - self.size.height + 1, _FASTEST)
        self.scroll_relative(y=beyond, animate=False, force=True, immediate=True)
        self._drag_to(x, 0 if y < 0 else self.size.height - 1)

    def _drag_to(self, x: int, y: int) -> None:
        if self._from is None:
            return
        here = self._cluster_at(x, y)
        if here == self._from and not self.caret.anchored:
            return
        back = here.start < self._from.start
        self.caret.drag(self._from.end if back else self._from.start, here.start if back else here.end)
        self._changed(follow=False)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the drag."""
        if self._from is not None:
            event.stop()
            self._from = None
            self._stop_running()
            self.release_mouse()

    def _stop_running(self) -> None:
        if self._run_timer is not None:
            self._run_timer.stop()
            self._run_timer = None

    def on_click(self, event: events.Click) -> None:
        """Select the word on a double click, the sentence on a triple click."""
        cluster = self._cluster_at(event.x, event.y)
        if event.chain == 2:
            self.caret.select(word_at(self.caret.text, cluster.start))
        elif event.chain == 3:
            self.caret.select(self.caret.sentence_at(cluster.start))
        else:
            return
        event.stop()
        self._changed(follow=False)
