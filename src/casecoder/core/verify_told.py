"""What a document says in the study's own words, against what the study says now."""

from collections.abc import Iterator

from casecoder.core.report_document import ClaimList
from casecoder.core.sealing import Seal
from casecoder.core.told import OFFERED
from casecoder.core.verification import About, Facts, Finding


def verify_told(claims: ClaimList, facts: Facts) -> Iterator[Finding]:
    """What the study calls otherwise, or tells otherwise, since the document was made."""
    seal = Seal(facts.secret)
    for key, told in claims.texts.items():
        now = facts.told.get(key, "")
        if seal.of(now) != told:
            yield Finding(About.TEXT, key, _message(key, now), (), "", now)


def _message(key: str, now: str) -> str:
    what, *of = key.split(":")
    ref = of[-1] if of else ""
    case = of[0] if of else ""
    return {
        "title": f"The study is called “{now}” now.",
        "label": f"The study calls {ref} “{now}” now." if now else f"The study no longer has the school {ref}.",
        "attributes": f"The study says other things of {ref} now: {'; '.join(now.splitlines()) or 'nothing'}.",
        "about": f"The description of {ref} has been rewritten in the study since.",
        "platform": f"The description of the platform of {ref} has been rewritten in the study since.",
        "source": (
            f"The study has another title, kind, date or researcher for {ref} now: {', '.join(now.splitlines())}."
            if now else f"The source {ref} is no longer in the study."
        ),
        "code": f"{ref} is no longer offered by the codebook." if now != OFFERED else "",
        "name": f"The study calls {ref} “{now}” now." if now else f"The study no longer has the code {ref}.",
        "definition": f"The definition of {ref} has been changed in the study since.",
        "summary": f"The summary of {ref} for {case} has been rewritten in the study since.",
    }.get(what, f"The study has changed what it says under {key}.")
