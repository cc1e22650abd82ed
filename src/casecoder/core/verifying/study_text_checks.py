"""What a document says in the study's own words, against what the study says now."""

from collections.abc import Collection, Iterator

from casecoder.core.outputs.figure_descriptions import describe_figure
from casecoder.core.outputs.listing_claim_keys import parse_coding_ids_key
from casecoder.core.outputs.study_texts import parse_summary_key
from casecoder.core.outputs.word_seals import WordSeal
from casecoder.core.verifying.report_document import ClaimList
from casecoder.core.verifying.verification_results import ClaimKind, Finding, StudyFacts


def verify_study_texts(claims: ClaimList, facts: StudyFacts, wrong: Collection[str]) -> Iterator[Finding]:
    """What the study calls otherwise, or tells otherwise, since the document was made.

    Parameters
    ----------
    wrong:
        The keys of the figures that no longer match: that other codings are behind them goes without saying.
    """
    seal = WordSeal(facts.secret)
    for key, told in claims.texts.items():
        now = facts.told.get(key, "")
        if seal.of(now) != told and parse_coding_ids_key(key) not in wrong:
            yield Finding(ClaimKind.TEXT, key, _message(key, now), (), "", now, cell=parse_summary_key(key))


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
            if now
            else f"The source {ref} is no longer in the study."
        ),
        "code": f"{ref} is no longer offered by the codebook.",
        "name": f"The study calls {ref} “{now}” now." if now else f"The study no longer has the code {ref}.",
        "definition": f"The definition of {ref} has been changed in the study since.",
        "summary": f"The summary of {ref} for {case} has been rewritten in the study since.",
        "ids": f"Behind the figure for {describe_figure(parse_coding_ids_key(key))} "
        f"the study has {now or 'no codings'} now.",
    }.get(what, f"The study has changed what it says under {key}.")
