"""Whether what ratings rested on has changed since."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging import fingerprint
from casecoder.core.judging.evidence import coding_id
from casecoder.core.judging.fingerprint import StaleReason
from casecoder.core.phrases import close_sentence
from casecoder.core.transcripts.quote_matching import excerpt_differences, shorten_quote
from casecoder.core.vocabulary import Band
from casecoder.services.code_families import ancestors_by_code, descendants_by_code
from casecoder.services.code_meanings import code_meaning, parse_codebook_version
from casecoder.store.evidence import evidence_by_numbers
from casecoder.store.second_coders import analysed_codings_condition, find_second_coders
from casecoder.store.tables import (
    CODE,
    CODEBOOK_VERSION,
    CODING,
    REVISION,
    SOURCE,
    CodeRow,
    RatingRow,
)

_PARTS = {"Definition": "The definition of {}", "Include": "What {} includes", "Exclude": "What {} excludes"}


def definition_digests(session: Session, refs: Collection[str]) -> dict[str, str]:
    """Return a digest of what each of these codes means now."""
    columns = (CODE.c.ref, CODE.c.definition, CODE.c.include, CODE.c.exclude)
    found = session.connection().execute(select(*columns).where(CODE.c.ref.in_(sorted(refs))))
    return {ref: fingerprint.digest_texts(*meaning) for ref, *meaning in found}


def coding_places(session: Session, numbers: Collection[int]) -> dict[str, str]:
    """Return the revision, start and end of codings, by id.

    They lead to the words even after a coding is changed or removed, as revisions stay.
    """
    columns = (CODING.c.number, CODING.c.revision_id, CODING.c.start, CODING.c.end)
    found = session.connection().execute(select(*columns).where(CODING.c.number.in_(sorted(numbers))))
    return {coding_id(number): f"{revision.hex} {start} {end}" for number, revision, start, end in found}


class _Code(NamedTuple):
    """A code, and the key of the code above it."""

    id: uuid.UUID
    ref: str
    parent_id: uuid.UUID | None


class StalenessCheck:
    """Compares what some ratings rested on with the study as it is now, which is read once for all of them.

    Parameters
    ----------
    cited:
        The numbers of the codings that each rating cites, by the rating's key.
    """

    def __init__(
        self, session: Session, ratings: Sequence[RatingRow], cited: Mapping[uuid.UUID, Sequence[int]]
    ) -> None:
        self._session, self._ratings, self._cited = session, ratings, cited
        numbers = sorted({number for each in cited.values() for number in each})
        self._items = {item.number: item for item in evidence_by_numbers(session.connection(), numbers)}
        named = fingerprint.codes_in_fingerprint({part for rating in ratings for part in rating.fingerprint})
        self._past_meanings: dict[tuple[str, str], dict[str, str]] = {}
        self._now = fingerprint.take_current_fingerprints(self._items.values(), definition_digests(session, named))

    def reasons(self, rating: RatingRow) -> tuple[StaleReason, ...]:
        """Return why a rating has to be looked at again; none while it holds."""
        evidence = [self._items[number] for number in self._cited.get(rating.id, ()) if number in self._items]
        rated = self._codes[rating.code_id].ref
        return (
            *fingerprint.reasons_for_changed_facts(rating.fingerprint, self._now),
            *fingerprint.reasons_for_moved_codings(evidence, rated, self._families[rated]),
            *fingerprint.reasons_for_new_codings(
                rating.fingerprint, self._codings_by_cell.get((rated, rating.case_id), ())
            ),
        )

    def describe(self, rating: RatingRow, reasons: Sequence[StaleReason]) -> tuple[str, ...]:
        """Describe the reasons with the words from before and now.

        The sentences are for those who may read the study.
        """
        return tuple(sentence for reason in reasons for sentence in self._describe(rating, reason))

    @cached_property
    def _codes(self) -> dict[uuid.UUID, _Code]:
        """The codes of the study by key."""
        rows = self._session.connection().execute(select(CODE.c.id, CODE.c.ref, CODE.c.parent_id))
        return {code.id: code for code in map(_Code._make, rows)}

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        return descendants_by_code(self._codes.values())

    @cached_property
    def _codings_by_cell(self) -> dict[tuple[str, uuid.UUID], list[int]]:
        """The numbers of the codings that count, by code and case.

        Only cells rated as "looked, no evidence" are among them.
        """
        looked = [rating for rating in self._ratings if rating.band == Band.NONE]
        if not looked:
            return {}
        rated, above = {self._codes[rating.code_id].ref for rating in looked}, ancestors_by_code(self._codes.values())
        codes = [code.id for code in self._codes.values() if not rated.isdisjoint(above[code.ref])]
        counting = analysed_codings_condition(find_second_coders(self._session.connection()))
        query = (
            select(CODING.c.number, CODING.c.code_id, SOURCE.c.case_id)
            .join(SOURCE, CODING.c.source_id == SOURCE.c.id)
            .where(CODING.c.code_id.in_(codes), SOURCE.c.case_id.in_({rating.case_id for rating in looked}), *counting)
        )
        found: dict[tuple[str, uuid.UUID], list[int]] = {}
        for number, code, case in self._session.connection().execute(query):
            for ref in above[self._codes[code].ref]:
                found.setdefault((ref, case), []).append(number)
        return found

    def _describe(self, rating: RatingRow, reason: StaleReason) -> Iterator[str]:
        """Describe one reason, in its own words where the words from before are not known."""
        found = self._describe_meaning(rating, reason) if reason.code else self._describe_words(rating, reason)
        return iter(list(found) or [reason.sentence])

    def _describe_words(self, rating: RatingRow, reason: StaleReason) -> Iterator[str]:
        """Describe which cited words have changed or are no longer coded.

        Earlier versions kept no place for the words from before.
        """
        evidence = {item.id: item for item in self._items.values()}
        for coding in reason.codings:
            was = self._words_at(fingerprint.place_in_fingerprint(rating.fingerprint, coding))
            if coding not in evidence:
                yield close_sentence(f"{coding} has been removed" + (f": “{shorten_quote(was)}”" if was else ""))
            elif was:
                yield f"The words of {coding} have changed{_describe_difference(was, evidence[coding].quote)}"
            else:
                yield f"The words of {coding} have changed; they are “{shorten_quote(evidence[coding].quote)}” now."

    def _words_at(self, place: str) -> str:
        """Return the words at a place as :func:`coding_places` writes it."""
        if not place:
            return ""
        revision, start, end = place.split()
        found = self._session.connection().execute(select(REVISION.c.text).where(REVISION.c.id == uuid.UUID(revision)))
        return str(found.scalar() or "")[int(start) : int(end)]

    def _describe_meaning(self, rating: RatingRow, reason: StaleReason) -> Iterator[str]:
        """Describe what has changed in the meaning of a code.

        There is nothing to describe where no version of the codebook has the earlier meaning.
        """
        then, now = (
            self._past_meaning(reason.code, fingerprint.wording_in_fingerprint(rating.fingerprint, reason.code)),
            self._current_meanings,
        )
        for part in then:
            if then[part] != now[reason.code][part]:
                difference = _describe_difference(then[part], now[reason.code][part])
                yield f"{_PARTS[part].format(reason.code)} has changed{difference}"

    def _past_meaning(self, code: str, wording: str) -> dict[str, str]:
        """Return what a code meant, by the digest of that meaning."""
        if (code, wording) not in self._past_meanings:
            meant = (
                code_meaning(entry)
                for book in self._codebook_versions
                for entry in parse_codebook_version(book)
                if entry.id == code
            )
            self._past_meanings[code, wording] = next(
                (each for each in meant if fingerprint.digest_texts(*each.values()) == wording), {}
            )
        return self._past_meanings[code, wording]

    @cached_property
    def _current_meanings(self) -> dict[str, dict[str, str]]:
        """Return what each code means now."""
        return {code.ref: code_meaning(code) for code in self._session.scalars(select(CodeRow))}

    @cached_property
    def _codebook_versions(self) -> list[str]:
        """Every version of every codebook, the newest first."""
        newest = select(CODEBOOK_VERSION.c.markdown).order_by(CODEBOOK_VERSION.c.number.desc())
        return list(self._session.connection().execute(newest).scalars())


def _describe_difference(before: str, after: str) -> str:
    """Return the end of a sentence that says what was added, taken out or changed."""
    if not before.strip():
        return f": “{shorten_quote(after)}” has been added."
    if not after.strip():
        return f": “{shorten_quote(before)}” has been taken out."
    was, now = excerpt_differences(before, after)
    return close_sentence(f": “{was}” is now “{now}”")
