"""Checks of the pictures in a document: whether they are those drawn, and whether their figures still hold."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import Indel

from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.word_seals import WordSeal, comparable_words
from casecoder.core.phrases import count_with_noun
from casecoder.core.verifying.line_changes import LineChange, SealedLineReader
from casecoder.core.verifying.printed_line import seal_line_words
from casecoder.core.verifying.report_document import PictureClaim, ReportDocument, ShownPicture
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, StudyFacts

_NAME_KEYS = ("name:", "label:")
"""How the keys begin under which the list of claims has what codes and schools are called."""
_LEAST_ALIKE = 0.6
"""How much of its words an alternative text must share with the one it was made with to be that one, changed."""


def verify_pictures(document: ReportDocument, facts: StudyFacts) -> tuple[list[CheckedClaim], list[str]]:
    """Check the pictures, and return them with the keys of those that can’t be counted again."""
    claims = document.claims.pictures if document.claims else ()
    looking = _PictureChecker(facts, document.claims.texts if document.claims else {})
    unknown = [claim.key for claim in claims if claim.key not in facts.charts]
    return [looking.checked(claim, _find_picture(claim, document.pictures)) for claim in claims], unknown


def _find_picture(claim: PictureClaim, pictures: Sequence[ShownPicture]) -> ShownPicture | None:
    """Return the picture in the claim’s place, else the same picture where somebody has moved it."""
    in_place = [picture for picture in pictures if claim.bookmark in picture.marks]
    moved = [picture for picture in pictures if not picture.marks and picture.image == claim.image]
    same = [picture for picture in in_place if picture.image == claim.image]
    return next(iter((*same, *in_place, *moved)), None)


class _PictureChecker:
    """Checks the pictures of one document."""

    def __init__(self, facts: StudyFacts, texts: Mapping[str, str]) -> None:
        self._facts, self._seal = facts, WordSeal(facts.secret)
        self._renamed = any(
            key.startswith(_NAME_KEYS) and self._seal.of(facts.texts.get(key, "")) != seal
            for key, seal in texts.items()
        )
        self._reading = SealedLineReader({}, facts.names, {}, ())

    def checked(self, claim: PictureClaim, shown: ShownPicture | None) -> CheckedClaim:
        """Return a picture with the first thing that is wrong with it."""
        now = self._facts.charts.get(claim.key)
        wrong = self._error(claim, shown, now)
        title, places = now.title if now else "", (shown.place,) if shown else ()
        finding = None
        if wrong:
            what, shows, due = wrong
            called = f"{claim.name} (“{title}”)" if title else claim.name
            finding = Finding(ClaimKind.PICTURE, claim.name, f"{called} {what}", places, shows, due)
        says, rests = f"{claim.name}: {title}" if title else claim.name, count_with_noun(len(claim.figures), "figure")
        return CheckedClaim(ClaimKind.PICTURE, claim.name, says, rests, places, finding)

    def _error(self, claim: PictureClaim, shown: ShownPicture | None, now: Chart | None) -> tuple[str, str, str] | None:
        """Return what is wrong, what the document has, and what the study has."""
        if shown is None:
            return "is no longer in the document.", "", ""
        if shown.image != claim.image:
            was = "is not the picture that was put there: it was replaced or altered, or a program has compressed it."
            return was, "", ""
        if shown.cropped:
            return "is cropped: part of it can’t be seen.", "", ""
        if not self._facts.secret:
            return None
        if put_in := self._added_words(claim, shown.alt):
            return f"says in its alternative text what it was not made with: {', '.join(put_in)}.", shown.alt, ""
        return _changed_figure(claim, now, self._seal, renamed=self._renamed) if now else None

    def _added_words(self, claim: PictureClaim, alt: str) -> list[str]:
        """Return the words in an alternative text that replace others or make another claim.

        It may say less or more, or be written anew.
        """
        words = comparable_words(alt)
        seals = seal_line_words(words, self._seal)
        is_the_same = Indel.normalized_similarity(claim.alt, seals) >= _LEAST_ALIKE
        new = (
            word
            for change in self._reading.difference(claim.alt, words, seals).changes for word in change.now
            if (change.was and is_the_same) or self._reading.is_telling(LineChange((), (word,)))
        )  # fmt: skip
        return list(dict.fromkeys(new))


def _changed_figure(claim: PictureClaim, now: Chart, seal: WordSeal, *, renamed: bool) -> tuple[str, str, str] | None:
    """Return the first figure of a picture that has changed, and how many more have.

    Parameters
    ----------
    renamed:
        Whether the study has renamed a code or a school since, which has a finding of its own: the same figures under
        other names are the same then.
    """
    has = now.sealed(seal)
    places = {seal.of_all(place): place for place in now.figures}
    every = dict.fromkeys((*places, *claim.figures))
    differ = [each for each in every if claim.figures.get(each, 0) != has.get(each, 0)]
    if renamed and _values(claim.figures, differ) == _values(has, differ):
        return None
    if not differ:
        return None
    was, is_now = (found.get(differ[0], 0) for found in (claim.figures, has))
    more = f" So are {len(differ) - 1} more of its figures." if len(differ) > 1 else ""
    if differ[0] not in places:
        return f"shows {was:,} for what the study doesn’t have any longer, or calls otherwise.{more}", f"{was:,}", ""
    of = ", ".join(places[differ[0]])
    return f"shows {was:,} for {of}; the study has {is_now:,}.{more}", f"{was:,}", f"{is_now:,}"


def _values(figures: Mapping[str, int], places: Iterable[str]) -> list[int]:
    """Return the figures at some places that aren’t 0, whatever they are of."""
    return sorted(filter(None, (figures.get(place, 0) for place in places)))
