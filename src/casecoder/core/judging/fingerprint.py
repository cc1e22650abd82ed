"""What a rating rested on when it was given, and what of it is another now."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.phrases import join_with_and

_CODE = "code "
"""What stands before a code's id in a fingerprint; a coding's id stands alone."""

_AT = "at "
"""What stands before a coding's id where the place of its words is kept. It is no fact: words may move unchanged."""

_CODED = "coded"
"""The part of a rating "looked, no evidence" that lists what was coded in the cell all the same."""

_NOW = "3:"
"""Begins what is kept of a coding since schema 0003: its facts, so that it can be said which has changed."""

_FEW = 3
"""So many codings are named one by one."""

CurrentFingerprints = dict[str, frozenset[str]]
"""Of each thing ratings rest on: every way in which a fingerprint may say that it is as it is."""


@dataclass(frozen=True, slots=True)
class StaleReason:
    """Why a rating has to be looked at again.

    Parameters
    ----------
    sentence:
        What has changed. It quotes nobody, so that documents can print it.
    codings, code:
        The codings whose words read otherwise or that are gone, the code that means something else now; empty for any
        other reason.
    """

    sentence: str
    codings: tuple[str, ...] = ()
    code: str = ""


def digest_texts(*parts: str) -> str:
    """SHA-256 over texts, for a fingerprint."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def coding_facts(item: Evidence) -> dict[str, str]:
    """What a rating rests on of a coding, by name. Of the words only a digest: a fingerprint quotes nobody.

    Not the place or the line breaks: a correction elsewhere in the transcript moves them and changes nothing.
    """
    return {
        "words": digest_texts(" ".join(item.quote.split())),
        "source": item.source,
        "code": item.code,
        "direction": item.direction.value,
        "strength": str(item.strength or "none"),
        "place": "unsure" if item.in_review else "sure",
        "consent": item.consent.value,
        **({"use": "agreement alone"} if item.for_agreement else {}),  # so that older fingerprints go on holding
    }


def take_fingerprint(
    cited: Iterable[Evidence],
    wordings: Mapping[str, str],
    places: Mapping[str, str],
    coded: Collection[int] | None = None,
) -> dict[str, str]:
    """What each thing is that a rating rests on.

    Parameters
    ----------
    wordings:
        For the rated code and each code cited under: a digest of its definition, include and exclude.
    places:
        For each coding cited, by its id: where its words can be found again, however whoever asks writes it.
    coded:
        Of a rating "looked, no evidence", which rests on there being none: the numbers of what is coded in the cell.
    """
    return {
        **{item.id: _kept(item) for item in cited},
        **{_CODE + ref: wording for ref, wording in wordings.items()},
        **{_AT + ref: place for ref, place in places.items()},
        **({_CODED: " ".join(map(str, sorted(coded)))} if coded is not None else {}),
    }


def take_current_fingerprints(cited: Iterable[Evidence], wordings: Mapping[str, str]) -> CurrentFingerprints:
    """Of each thing ratings rest on: all that says it is what it was, whichever version of casecoder took it."""
    return {
        **{item.id: frozenset((_kept(item), item.digest, item.first_digest)) for item in cited},
        **{_CODE + ref: frozenset((wording,)) for ref, wording in wordings.items()},
    }


def codes_in_fingerprint(parts: Iterable[str]) -> set[str]:
    """The codes among the parts of a fingerprint."""
    return {part.removeprefix(_CODE) for part in parts if part.startswith(_CODE)}


def place_in_fingerprint(then: Mapping[str, str], coding: str) -> str:
    """Where the words of a coding stood when the rating was given; empty where an earlier version did not keep it."""
    return then.get(_AT + coding, "")


def wording_in_fingerprint(then: Mapping[str, str], code: str) -> str:
    """The digest of what a code meant when the rating was given."""
    return then.get(_CODE + code, "")


def reasons_for_changed_facts(then: Mapping[str, str], now: CurrentFingerprints) -> tuple[StaleReason, ...]:
    """Why a rating is stale: a reason for each fact that is no longer what it was.

    Parameters
    ----------
    then:
        A fingerprint.
    now:
        As :func:`present` gives it.
    """
    alike: dict[tuple[str, str, str], list[str]] = {}
    reasons: list[StaleReason] = []
    for part, was in sorted(then.items()):
        if part == _CODED or part.startswith(_AT):
            continue
        code = part.removeprefix(_CODE) if part.startswith(_CODE) else ""
        thing = f"The definition of {code}" if code else part
        if part not in now:
            reasons.append(StaleReason(f"{thing} has been removed.", () if code else (part,)))
        elif was not in now[part]:
            facts_changed = _differences(was, now[part])
            reasons += [] if facts_changed else [StaleReason(f"{thing} has changed.", code=code)]
            for fact in facts_changed:
                alike.setdefault(fact, []).append(thing)
    return (*reasons, *(_reason(fact, things) for fact, things in alike.items()))


def reasons_for_moved_codings(
    cited: Iterable[Evidence], rated: str, family: Collection[str]
) -> tuple[StaleReason, ...]:
    """Why a rating is stale whose codings are no longer of its benefit, as their code stands elsewhere now.

    Parameters
    ----------
    family:
        The rated code and all codes under it now.
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
    """Why a rating "looked, no evidence" is stale: something is coded in the cell that was not when it was given.

    Parameters
    ----------
    coded:
        The numbers of all codings in the cell now.
    """
    if _CODED not in then:
        return ()
    new = [coding_id(number) for number in sorted(set(coded) - set(map(int, then[_CODED].split())))]
    if not new:
        return ()
    named = join_with_and(new) if len(new) <= _FEW else f"{new[0]} and {len(new) - 1} others"
    return (StaleReason(f"No evidence had been found; {named} {'has' if len(new) == 1 else 'have'} been coded since."),)


def _kept(item: Evidence) -> str:
    return _NOW + json.dumps(coding_facts(item), ensure_ascii=False, sort_keys=True)


def _differences(was: str, now: frozenset[str]) -> list[tuple[str, str, str]]:
    """Which facts differ, each with what it was and is; none where an earlier version kept no more than a digest."""
    kept = next((each for each in now if each.startswith(_NOW)), "")
    if not kept or not was.startswith(_NOW):
        return []
    before, after = json.loads(was.removeprefix(_NOW)), json.loads(kept.removeprefix(_NOW))
    return [
        (name, "" if name == "words" else before.get(name, ""), "" if name == "words" else after.get(name, ""))
        for name in _SENTENCES
        if before.get(name) != after.get(name)
    ]


def _reason(fact: tuple[str, str, str], things: list[str]) -> StaleReason:
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
