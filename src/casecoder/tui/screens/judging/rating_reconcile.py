"""Raters side by side over the evidence, and what they have agreed on."""

from textwrap import wrap

from textual.widgets.option_list import Option

from casecoder.core.rating import Judgement, Kind
from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating import RatingDesk
from casecoder.services.judging.reconciling import reconcile
from casecoder.tui.drafts import Draft
from casecoder.tui.screens.judging.rating_desk import DeskScreen
from casecoder.tui.widgets.evidence_list import EvidenceList
from casecoder.tui.widgets.long_list import heading
from casecoder.tui.wording import band_name, by_rater, mark, one_line, plain

GAP = 3
"""Columns between two raters."""
LEAST = 16
"""The narrowest a rater's column may be; if they don't fit, they stand below one another."""


class SideBySide(EvidenceList):
    """The papers on the desk, under the raters' ratings side by side."""

    def first(self, desk: RatingDesk) -> list[Option]:
        """The ratings that are open, and what was agreed on."""
        holds = desk.standing.judgement
        given = [*([holds] if holds and holds not in desk.standing.open else []), *desk.standing.open]
        if not given:
            return []
        wide = self.app.size.width >= 110
        width = (self.app.size.width * 3 // 5 if wide else self.app.size.width) - 4
        return [heading("Side by side"), Option(plain(side_by_side(given, width)), id="side-by-side")]


class ReconcileScreen(DeskScreen):
    """Where raters' judgements of a cell are brought together."""

    PAPERS = SideBySide
    PURPOSE = "Reconcile "
    HELP = """\
# Reconciling

The ratings of one cell side by side, over the evidence they rest on. Talk it over; then, as at the rating desk:
**space** on the quotes that what you agree on rests on (those that any of you cited are ticked), the band, **w** for a
note on how you came to it, **ctrl+s**. It is kept as *agreed*, takes the place of the ratings it settles, and they stay
in the list below it. **s** signs it off.

If the study has a lead (`casecoder setting STUDY lead NAME`, or **o** on the list of ratings), only she reconciles and
signs off.
"""

    @property
    def cell(self) -> tuple[str, str]:
        """Under what the draft is kept: it is another one than the rater's own."""
        return self._case, f"{self._code} (agreed)"

    @property
    def beginning(self) -> Draft:
        """All that was cited, and the band if all have the same; or what was agreed on before."""
        if self.desk is None:
            return Draft()
        there = frozenset(item.number for item in self.desk.evidence)
        holds, given = self.holds, self.desk.standing.open
        if holds is not None and holds.kind is Kind.AGREED:
            return Draft.of(holds).among(there)
        bands = {judgement.band for judgement in given}
        cited = frozenset(number for judgement in given for number in judgement.cited)
        return Draft(bands.pop() if len(bands) == 1 else None, "", cited & there)

    @property
    def nothing_new(self) -> str:
        """What was agreed on, if the draft only repeats it and nobody has said anything since."""
        holds = self.holds
        agreed = holds is not None and holds.kind is Kind.AGREED and not holds.stale
        is_same = self.draft == self.beginning and self.desk is not None and not self.desk.standing.open
        return holds.id if holds is not None and agreed and is_same else ""

    @property
    def state(self) -> str:
        """What is to be settled."""
        if self.desk is None:
            return ""
        standing, holds = self.desk.standing, self.holds
        if holds is not None and holds.stale:
            return f"! Look again (ctrl+s if it still holds): {' '.join(holds.stale)}"
        if holds is not None and holds.kind is Kind.AGREED:
            return f"{holds.id} is agreed: {band_name(holds.band)}. " + ("" if holds.is_signed else "s signs it off.")
        said = f"Raters differ: {by_rater(standing)}." if standing.differs else f"{by_rater(standing)}."
        return f"{said} Band, w for a note, ctrl+s."

    def rate(self, band: Band, reason: str) -> Judgement:
        """Keep the draft as what was agreed on."""
        return reconcile(
            self.study, self._case, self._code, band, because=self.draft.rationale, cited=sorted(self.draft.cited),
            coder=self.coder, reason=reason,
        )


def side_by_side(given: list[Judgement], width: int) -> str:
    """Ratings in columns: who, the band, what is cited, why.

    Parameters
    ----------
    width:
        How many columns of the screen there are for all.
    """
    room = (width - GAP * (len(given) - 1)) // len(given)
    if room < LEAST:
        return "\n\n".join("\n".join(_column(judgement, width)) for judgement in given)
    columns = [_column(judgement, room) for judgement in given]
    height = max(map(len, columns))
    rows = zip(*(column + [""] * (height - len(column)) for column in columns), strict=True)
    return "\n".join((" " * GAP).join(cell.ljust(room) for cell in row).rstrip() for row in rows)


def _column(judgement: Judgement, width: int) -> list[str]:
    cites = ", ".join(f"E-{number:04d}" for number in judgement.cited) or "no coding"
    who = "agreed" if judgement.kind is Kind.AGREED else judgement.rater
    stale = ["! " + " ".join(judgement.stale)] if judgement.stale else []
    parts = [who, f"{mark(judgement.band)} {band_name(judgement.band)} ({judgement.id})", *stale, cites,
             judgement.rationale]
    return [line for part in parts for line in wrap(one_line(part), width)]
