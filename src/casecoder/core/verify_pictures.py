"""The pictures of a document against what they were drawn from, and that against the study as it is."""

import re
from collections import Counter
from collections.abc import Sequence

from casecoder.core.chart import Chart
from casecoder.core.report_document import PictureClaim, ReportDocument, ShownPicture
from casecoder.core.verification import About, Facts, Finding

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*")


def verify_pictures(document: ReportDocument, facts: Facts) -> tuple[int, list[Finding], list[str]]:
    """How many pictures were checked, what no longer matches, and the keys of those that can't be counted again."""
    claims = document.claims.pictures if document.claims else ()
    found: list[Finding | None] = []
    for claim in claims:
        shown = _shown(claim, document.pictures)
        found.append(_seen(claim, shown))
        if shown is not None and claim.key in facts.charts:
            found.append(_counted(claim, shown, facts.charts[claim.key]))
    unknown = [claim.key for claim in claims if claim.key not in facts.charts]
    return len(claims), [finding for finding in found if finding], unknown


def _shown(claim: PictureClaim, pictures: Sequence[ShownPicture]) -> ShownPicture | None:
    """The picture in the claim's place; without any the same picture elsewhere, where somebody has moved it."""
    in_place = [picture for picture in pictures if claim.bookmark in picture.marks]
    moved = [picture for picture in pictures if not picture.marks and picture.image == claim.image]
    same = [picture for picture in in_place if picture.image == claim.image]
    return next(iter((*same, *in_place, *moved)), None)


def _seen(claim: PictureClaim, shown: ShownPicture | None) -> Finding | None:
    """What was done to a picture since the document was made."""
    if shown is None:
        return _finding(claim, "is no longer in the document.", None)
    if shown.image != claim.image:
        return _finding(
            claim, "is not the picture that was put there: it was replaced or altered, or a program has compressed it.",
            shown,
        )
    if shown.cropped:
        return _finding(claim, "is cropped: part of it can’t be seen.", shown)
    new = Counter(_NUMBER.findall(shown.alt)) - Counter(_NUMBER.findall(claim.alt))
    if new:
        said = ", ".join(sorted(new))
        return _finding(claim, f"has other figures in its alternative text than it was made with: {said}.", shown)
    return None


def _counted(claim: PictureClaim, shown: ShownPicture, now: Chart) -> Finding | None:
    """The first of its figures that is another now, and how many more are."""
    has = now.figures
    differ = [
        (*where, was, is_now)
        for where in dict.fromkeys((*claim.figures, *has))
        if (was := claim.figures.get(where, 0)) != (is_now := has.get(where, 0))
    ]
    if not differ:
        return None
    label, series, was, is_now = differ[0]
    more = f" So are {len(differ) - 1} more of its figures." if len(differ) > 1 else ""
    return _finding(
        claim, f"shows {was:,} for {label}, {series}; the study has {is_now:,}.{more}", shown, f"{was:,}", f"{is_now:,}"
    )


def _finding(
    claim: PictureClaim, what: str, shown: ShownPicture | None, document: str = "", study: str = ""
) -> Finding:
    message = f"{claim.name} (“{claim.title}”) {what}"
    return Finding(About.PICTURE, claim.name, message, (shown.place,) if shown else (), document, study)
