"""The fingerprint of a rating: what it rested on when it was given, and what of that has changed."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.phrases import join_with_and

_CODE_PREFIX = "code "
"""Stands before a code's id in a fingerprint. A coding's id stands alone."""

_PLACE_PREFIX = "at "
"""Stands before a coding's id where the place of its words is kept. It is no fact: words may move unchanged."""

_CODED_PART = "coded"
"""The part of a "looked, no evidence" fingerprint that lists the codings in the cell."""

_FACTS_PREFIX = "3:"
"""Begins what is kept of a coding since schema 0003: its facts, so that the changed one can be named."""

_MOST_NAMED = 3
"""How many codings a sentence names at most, one by one."""

CurrentFingerprints = dict[str, frozenset[str]]
"""For each part of a fingerprint, all texts that say that it is unchanged."""


@dataclass(frozen=True, slots=True)
class StaleReason:
    """Why a rating has to be looked at again.

    Parameters
    ----------
    sentence:
        What has changed. It quotes nobody, so that documents can print it.
    codings, code:
        The codings that are gone or whose words have changed, and the code whose meaning has changed; empty for other
        reasons.
    """

    sentence: str
    codings: tuple[str, ...] = ()
    code: str = ""


def digest_texts(*parts: str) -> str:
    """Return SHA-256 over texts, for a fingerprint."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def coding_facts(item: Evidence) -> dict[str, str]:
    """Return what a rating rests on of a coding, by name.

    Of the words it is only a digest, as a fingerprint quotes nobody. Place and line breaks are left out: a correction
    elsewhere in the transcript moves them and changes nothing.
    """
    return {
        "words": digest_texts(" ".join(item.quote.split())),
        "source": item.source,
        "code": item.code,
        "direction": item.direction.value,
        "strength": str(item.strength or "none"),
        "place": "unsure" if item.in_review else "sure",
        "consent": item.consent.value,
        **(
            {"use": "agreement alone"} if item.for_agreement else {}
        ),  # left out elsewhere, so that older fingerprints hold
    }


def take_fingerprint(
    cited: Iterable[Evidence],
    wordings: Mapping[str, str],
    places: Mapping[str, str],
    coded: Collection[int] | None = None,
) -> dict[str, str]:
    """Return the fingerprint of a rating that is being given.

    Parameters
    ----------
    wordings:
        A digest of definition, include and exclude, of the rated code and each code of a cited coding.
    places:
        Where the words of each cited coding can be found again, by the coding's id. Any text will do.
    coded:
        For a rating "looked, no evidence": the numbers of the codings in the cell.
    """
    return {
        **{item.id: _facts_text(item) for item in cited},
        **{_CODE_PREFIX + ref: wording for ref, wording in wordings.items()},
        **{_PLACE_PREFIX + ref: place for ref, place in places.items()},
        **({_CODED_PART: " ".join(map(str, sorted(coded)))} if coded is not None else {}),
    }


def take_current_fingerprints(cited: Iterable[Evidence], wordings: Mapping[str, str]) -> CurrentFingerprints:
    """Return, for each part of a fingerprint, all texts that say that it is unchanged.

    There are several, as each version of casecoder wrote its own.
    """
    return {
        **{item.id: frozenset((_facts_text(item), item.digest, item.first_digest)) for item in cited},
        **{_CODE_PREFIX + ref: frozenset((wording,)) for ref, wording in wordings.items()},
    }


def codes_in_fingerprint(parts: Iterable[str]) -> set[str]:
    """Return the codes among the parts of a fingerprint."""
    return {part.removeprefix(_CODE_PREFIX) for part in parts if part.startswith(_CODE_PREFIX)}


def place_in_fingerprint(then: Mapping[str, str], coding: str) -> str:
    """Return the place of a coding's words when the rating was given; empty where a version kept none."""
    return then.get(_PLACE_PREFIX + coding, "")


def wording_in_fingerprint(then: Mapping[str, str], code: str) -> str:
    """Return the digest of what a code meant when the rating was given."""
    return then.get(_CODE_PREFIX + code, "")


def reasons_for_changed_facts(then: Mapping[str, str], now: CurrentFingerprints) -> tuple[StaleReason, ...]:
    """Return a reason for each fact that has changed since a rating was given.

    Parameters
    ----------
    then:
        A fingerprint.
    now:
        The result of :func:`take_current_fingerprints`.
    """
    alike: dict[tuple[str, str, str], list[str]] = {}
    reasons: list[StaleReason] = []
    for part, was in sorted(then.items()):
        if part == _CODED_PART or part.startswith(_PLACE_PREFIX):
            continue
        code = part.removeprefix(_CODE_PREFIX) if part.startswith(_CODE_PREFIX) else ""
        thing = f"The definition of {code}" if code else part
        if part not in now:
            reasons.append(StaleReason(f"{thing} has been removed.", () if code else (part,)))
        elif was not in now[part]:
            facts_changed = _find_changed_facts(was, now[part])
            reasons += [] if facts_changed else [StaleReason(f"{thing} has changed.", code=code)]
            for fact in facts_changed:
                alike.setdefault(fact, []).append(thing)
    return (*reasons, *(_reason_for_fact(fact, things) for fact, things in alike.items()))


def reasons_for_moved_codings(
    cited: Iterable[Evidence], rated: str, family: Collection[str]
) -> tuple[StaleReason, ...]:
    """Return a reason for each code of cited codings that is no longer under the rated code.

    Parameters
    ----------
    family:
        The ids of the rated code and of all codes under it now.
    """
    gone: dict[str, list[str]] = {}
    for item in cited:
        if item.code not in family:
            gone.setdefault(item.code, []).append(item.id)
    return tuple(
        StaleReason(
            f"{join_with_and(ids)} {'is' if len(ids) == 1 else 'are'} coded {code}, "
            f"which is not under {rated} any more."
        )
        for code, ids in gone.items()
    )


def reasons_for_new_codings(then: Mapping[str, str], coded: Collection[int]) -> tuple[StaleReason, ...]:
    """Return a reason if a cell rated as "looked, no evidence" has had codings since.

    Parameters
    ----------
    coded:
        The numbers of all codings in the cell now.
    """
    if _CODED_PART not in then:
        return ()
    new = [coding_id(number) for number in sorted(set(coded) - set(map(int, then[_CODED_PART].split())))]
    if not new:
        return ()
    named = join_with_and(new) if len(new) <= _MOST_NAMED else f"{new[0]} and {len(new) - 1} others"
    return (StaleReason(f"No evidence had been found; {named} {'has' if len(new) == 1 else 'have'} been coded since."),)


def _facts_text(item: Evidence) -> str:
    """Return the facts of a coding as a fingerprint keeps them."""
    return _FACTS_PREFIX + json.dumps(coding_facts(item), ensure_ascii=False, sort_keys=True)


def _find_changed_facts(was: str, now: frozenset[str]) -> list[tuple[str, str, str]]:
    """Return the facts that differ, with their values before and now; none where only a digest was kept."""
    kept = next((each for each in now if each.startswith(_FACTS_PREFIX)), "")
    if not kept or not was.startswith(_FACTS_PREFIX):
        return []
    before, after = json.loads(was.removeprefix(_FACTS_PREFIX)), json.loads(kept.removeprefix(_FACTS_PREFIX))
    return [
        (name, "" if name == "words" else before.get(name, ""), "" if name == "words" else after.get(name, ""))
        for name in _SENTENCES
        if before.get(name) != after.get(name)
    ]


def _reason_for_fact(fact: tuple[str, str, str], things: list[str]) -> StaleReason:
    """Return the reason for a fact that has changed in the same way for several things."""
    name, before, after = fact
    were, are = ("was", "is") if len(things) == 1 else ("were", "are")
    sentence = _SENTENCES[name].format(", ".join(things), before, after, were=were, are=are)
    return StaleReason(sentence, tuple(things) if name == "words" else ())


_SENTENCES = {
    "words": "The words of {0} have changed.",
    "source": "{0} {were} in {1} and {are} now in {2}.",
    "code": "{0} {were} coded {1} and {are} now coded {2}.",
    "direction": "{0} {were} marked “{1}” and {are} now marked “{2}”.",
    "strength": "The strength of {0} was {1} and is now {2}.",
    "place": "The place of {0} in the corrected text was {1} and is now {2}.",
    "consent": "The consent of whoever speaks in {0} was {1} and is now {2}.",
    "use": "Whoever coded {0} is now a second coder there, whose codings are no evidence.",
}
