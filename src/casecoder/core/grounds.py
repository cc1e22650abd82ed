"""What a rating rested on when it was given, and what of it is another now."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from casecoder.core.evidence import Evidence

_CODE = "code "
"""What stands before a code's id in a fingerprint; a coding's id stands alone."""

_NOW = "3:"
"""Begins what is kept of a coding since schema 0003: its facts, so that it can be said which has changed."""

Grounds = dict[str, frozenset[str]]
"""Of each thing ratings rest on: every way in which a fingerprint may say that it is as it is."""


def digest(*parts: str) -> str:
    """SHA-256 over texts, for a fingerprint."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def facts(item: Evidence) -> dict[str, str]:
    """What a rating rests on of a coding, by name. Of the words only a digest: a fingerprint quotes nobody.

    Not the place or the line breaks: a correction elsewhere in the transcript moves them and changes nothing.
    """
    return {
        "words": digest(" ".join(item.quote.split())),
        "source": item.source,
        "code": item.code,
        "direction": item.direction.value,
        "strength": str(item.strength or "none"),
        "place": "unsure" if item.in_review else "sure",
        "consent": item.consent.value,
        **({"use": "agreement alone"} if item.for_agreement else {}),  # so that older fingerprints go on holding
    }


def fingerprint(cited: Iterable[Evidence], wordings: Mapping[str, str]) -> dict[str, str]:
    """What each thing is that a rating rests on.

    Parameters
    ----------
    wordings:
        For the rated code and each code cited under: a digest of its definition, include and exclude.
    """
    return {**{item.id: _kept(item) for item in cited}, **{_CODE + ref: word for ref, word in wordings.items()}}


def present(cited: Iterable[Evidence], wordings: Mapping[str, str]) -> Grounds:
    """Of each thing ratings rest on: all that says it is what it was, whichever version of casecoder took it."""
    return {
        **{item.id: frozenset((_kept(item), item.digest, item.first_digest)) for item in cited},
        **{_CODE + ref: frozenset((wording,)) for ref, wording in wordings.items()},
    }


def codes_in(parts: Iterable[str]) -> set[str]:
    """The codes among the parts of a fingerprint."""
    return {part.removeprefix(_CODE) for part in parts if part.startswith(_CODE)}


def what_changed(then: Mapping[str, str], now: Grounds) -> tuple[str, ...]:
    """Why a rating is stale: a sentence for each fact that is no longer what it was.

    Parameters
    ----------
    then:
        A fingerprint.
    now:
        As :func:`present` gives it.
    """
    alike: dict[tuple[str, str, str], list[str]] = {}
    reasons: list[str] = []
    for part, was in sorted(then.items()):
        thing = f"The definition of {part.removeprefix(_CODE)}" if part.startswith(_CODE) else part
        if part not in now:
            reasons.append(f"{thing} has been removed.")
        elif was not in now[part]:
            facts_changed = _differences(was, now[part])
            reasons += [] if facts_changed else [f"{thing} has changed."]
            for fact in facts_changed:
                alike.setdefault(fact, []).append(thing)
    return (*reasons, *(_sentence(fact, things) for fact, things in alike.items()))


def _kept(item: Evidence) -> str:
    return _NOW + json.dumps(facts(item), ensure_ascii=False, sort_keys=True)


def _differences(was: str, now: frozenset[str]) -> list[tuple[str, str, str]]:
    """Which facts differ, each with what it was and is; none where an earlier version kept no more than a digest."""
    present = next((each for each in now if each.startswith(_NOW)), "")
    if not present or not was.startswith(_NOW):
        return []
    before, after = json.loads(was.removeprefix(_NOW)), json.loads(present.removeprefix(_NOW))
    return [
        (name, "" if name == "words" else before.get(name, ""), "" if name == "words" else after.get(name, ""))
        for name in _SENTENCES
        if before.get(name) != after.get(name)
    ]


def _sentence(fact: tuple[str, str, str], things: list[str]) -> str:
    name, before, after = fact
    were, are = ("was", "is") if len(things) == 1 else ("were", "are")
    return _SENTENCES[name].format(", ".join(things), before, after, were=were, are=are)


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
