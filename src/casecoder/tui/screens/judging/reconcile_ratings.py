"""The desk where raters stand side by side and agree on a rating."""

from textwrap import wrap

from textual.widgets.option_list import Option

from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.judging.rating import Judgement, RatingKind, is_public_rating
from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating import RatingDesk
from casecoder.services.judging.reconciling_and_signing import list_rated_cells, reconcile
from casecoder.tui.base.drafts import RatingDraft
from casecoder.tui.base.screen_text import band_mark, band_name, bands_by_rater, one_line, plain_content
from casecoder.tui.screens.judging.rating_desk import RatingDeskScreen
from casecoder.tui.widgets.evidence_list import EvidenceList
from casecoder.tui.widgets.long_list import list_heading

RATERS_GAP = 3
"""The gap between two raters, in columns."""
LEAST_RATER_WIDTH = 16
"""The least width of a rater's column; narrower ratings stand below one another."""


class RatingsBesideEvidence(EvidenceList):
    """The evidence on the desk, under the raters' ratings side by side."""

    def first(self, desk: RatingDesk) -> list[Option]:
        """Return the entries before the evidence: the raters' ratings side by side, with the agreed one."""
        holds = desk.standing.judgement
        given = [*([holds] if holds and holds not in desk.standing.open else []), *desk.standing.open]
        if not given:
            return []
        wide = self.app.size.width >= 110
        width = (self.app.size.width * 3 // 5 if wide else self.app.size.width) - 4
        beside = [list_heading("Side by side"), Option(plain_content(lay_out_ratings(given, width)), id="side-by-side")]
        return [*super().first(desk), *beside]

    def facts(self, item: Evidence) -> list[str]:
        """Return which raters cite a coding."""
        by = [judgement.rater for judgement in self.desk.standing.open if item.number in judgement.cited]
        return [f"cited by {', '.join(by)}"] if by else []


class ReconcileRatingsScreen(RatingDeskScreen):
    """The desk that brings the raters' ratings of a cell together."""

    PAPERS = RatingsBesideEvidence
    PURPOSE = "Reconcile "
    HELP = """\
# Reconciling

The ratings of one cell side by side, over the evidence they rest on. Talk it over; then, as at the rating desk:
**space** on the quotes that what you agree on rests on (those that any of you cited are ticked), the band, **w** for a
note on how you came to it, **ctrl+s**. It is kept as *agreed*, takes the place of the ratings it settles, and they stay
in the list below it. **s** signs it off; **j** goes on to the next cell that needs somebody, **k** to the one before.

If the study has a lead (`casecoder setting STUDY lead NAME`, or **o** on the list of ratings), only she reconciles and
signs off.
"""

    @property
    def cell(self) -> tuple[str, str]:
        """The key of the draft among the drafts; the rater's own draft has another."""
        return self._case, f"{self._code} (agreed)"

    @property
    def beginning(self) -> RatingDraft:
        """A draft like the rating that is agreed, signed off or stale; else with all that the raters cited.

        The band is set when all raters gave the same.
        """
        if self.desk is None:
            return RatingDraft()
        there = frozenset(item.number for item in self.desk.evidence)
        holds, given = self.holds, self.desk.standing.open
        if holds is not None and (holds.kind is RatingKind.AGREED or holds.is_signed or holds.stale):
            return RatingDraft.of(holds).among(there)
        bands = {judgement.band for judgement in given}
        cited = frozenset(number for judgement in given for number in judgement.cited)
        return RatingDraft(bands.pop() if len(bands) == 1 else None, "", cited & there)

    @property
    def nothing_new(self) -> str:
        """The id of the agreed rating if the draft only repeats it and nobody has rated since; else empty."""
        holds = self.holds
        agreed = holds is not None and holds.kind is RatingKind.AGREED and not holds.stale
        is_same = self.draft == self.beginning and self.desk is not None and not self.desk.standing.open
        return holds.id if holds is not None and agreed and is_same else ""

    @property
    def state(self) -> str:
        """A sentence on what there is to settle, or on the rating that holds."""
        if self.desk is None:
            return ""
        standing, holds = self.desk.standing, self.holds
        if holds is not None and holds.stale:
            return "! Look again: the list begins with what has changed. ctrl+s if it still holds."
        if holds is not None and is_public_rating(holds):
            settled = "is agreed" if holds.kind is RatingKind.AGREED else "holds"
            signed = "It is signed off." if holds.is_signed else "s signs it off."
            return f"{holds.id} {settled}: {band_name(holds.band)}. {signed} j goes on."
        bands = (
            f"Raters differ: {bands_by_rater(standing.open)}."
            if standing.differs
            else f"{bands_by_rater(standing.open)}."
        )
        return f"{bands} Band, w for a note, ctrl+s."

    def beside(self, down: int, right: int) -> tuple[str, str] | None:
        """Return the next cell that needs somebody, or the one before; the first follows the last."""
        cells = list_rated_cells(self.study, self.coder)[::down]
        here = next((at for at, cell in enumerate(cells) if (cell.case, cell.code) == (self._case, self._code)), -1)
        following = next((cell for cell in (*cells[here + 1 :], *cells[: max(0, here)]) if cell.needs_attention), None)
        if following is None:
            self.notify("esc leads back to the list.", title="No other cell needs anybody.", timeout=4)
            return None
        return following.case, following.code

    def rate(self, band: Band, reason: str) -> Judgement:
        """Keep the draft as the agreed rating."""
        return reconcile(
            self.study,
            self._case,
            self._code,
            band,
            because=self.draft.rationale,
            cited=sorted(self.draft.cited),
            coder=self.coder,
            reason=reason,
        )


def lay_out_ratings(given: list[Judgement], width: int) -> str:
    """Return ratings in columns: rater, band, citations, rationale.

    Parameters
    ----------
    width:
        The width of the screen for all of them, in columns.
    """
    room = (width - RATERS_GAP * (len(given) - 1)) // len(given)
    if room < LEAST_RATER_WIDTH:
        return "\n\n".join("\n".join(_column(judgement, width)) for judgement in given)
    columns = [_column(judgement, room) for judgement in given]
    height = max(map(len, columns))
    rows = zip(*(column + [""] * (height - len(column)) for column in columns), strict=True)
    return "\n".join((" " * RATERS_GAP).join(cell.ljust(room) for cell in row).rstrip() for row in rows)


def _column(judgement: Judgement, width: int) -> list[str]:
    cites = ", ".join(map(coding_id, judgement.cited)) or "no coding"
    who = "agreed" if judgement.kind is RatingKind.AGREED else judgement.rater
    stale = ["! has to be looked at again"] if judgement.stale else []
    parts = [
        who,
        f"{band_mark(judgement.band)} {band_name(judgement.band)} ({judgement.id})",
        *stale,
        cites,
        judgement.rationale,
    ]
    return [line for part in parts for line in wrap(one_line(part), width)]
