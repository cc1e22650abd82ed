"""Checks of what researchers wrote, where a document has it in other words than the study.

The list of claims keeps a line without a claim as a single seal, so that what became of one can't be read from it. What
it was can be read from the study, if that still has the summary or the description as it was printed.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from rapidfuzz.distance import Indel, Levenshtein

from casecoder.core.outputs.study_texts import parse_summary_key
from casecoder.core.outputs.word_seals import WordSeal, comparable_words
from casecoder.core.phrases import close_sentence
from casecoder.core.verifying.claim_words import is_claim_word
from casecoder.core.verifying.current_lines import CurrentLine
from casecoder.core.verifying.printed_line import is_line_mark
from casecoder.core.verifying.quote_comparison import contrast_texts
from casecoder.core.verifying.report_document import ClaimList
from casecoder.core.verifying.verification_results import ClaimKind, Finding, StudyFacts

_LEAST_ALIKE = 0.6
"""How much of their words a line and a paragraph share, at least, of which one is taken for the other reworded."""
_PARAGRAPHS = re.compile(r"\n\s*\n|\n\s*(?:[-*+]|\d+[.)])\s+")
_PROSE = {
    "summary": "The summary of {1} for {0}", "about": "The description of {0}", "platform": "The story of {0}",
    "definition": "The definition of {0}",
}  # fmt: skip


def verify_prose(
    lines: Iterable[CurrentLine], claims: ClaimList, facts: StudyFacts
) -> list[tuple[CurrentLine, Finding | None]]:
    """Return the lines that are paragraphs of researchers’ prose, each with a finding if it makes another claim.

    Another claim is one with another figure, band or name, or with a “not” more or fewer.
    """
    seal, names = WordSeal(facts.secret), facts.names
    texts = {key: text for key, text in facts.texts.items() if key.split(":")[0] in _PROSE}
    written = [
        (key, paragraph, comparable_words(paragraph))
        for key, text in texts.items() if claims.texts.get(key) == seal.of(text)
        for paragraph in _PARAGRAPHS.split(text)
    ]  # fmt: skip
    found: list[tuple[CurrentLine, Finding | None]] = []
    for line in lines:
        words = [word for word in line.words if not is_line_mark(word)]
        likeness, key, paragraph, had = max(
            ((Indel.normalized_similarity(words, each), key, paragraph, each) for key, paragraph, each in written),
            default=(0.0, "", "", []),
        )
        if likeness < _LEAST_ALIKE:
            continue
        finding = None
        if any(is_claim_word(word) or word.casefold() in names for word in _differing_words(words, had)):
            what, *of = key.split(":")
            says, has = contrast_texts(line.text, paragraph)
            message = close_sentence(f"{_PROSE[what].format(*of)} reads {says}; the study has {has}")
            finding = Finding(
                ClaimKind.TEXT, "", message, (line.place,), line.text, paragraph, cell=parse_summary_key(key)
            )
        found.append((line, finding))
    return found


def _differing_words(words: list[str], had: list[str]) -> Iterator[str]:
    """Yield the words of both wordings in which they differ."""
    steps = [step for step in Levenshtein.opcodes(had, words) if step.tag != "equal"]
    return chain.from_iterable(
        (*had[step.src_start : step.src_end], *words[step.dest_start : step.dest_end]) for step in steps
    )
