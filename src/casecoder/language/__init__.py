"""spaCy behind a small protocol, loaded when a sentence is first asked for."""

from collections.abc import Sequence
from typing import Protocol

from casecoder.core.transcripts.spans import Span


class SentenceFinder(Protocol):
    """Finds the sentences of a text."""

    def __call__(self, text: str) -> Sequence[Span]:
        """The sentences in order, disjoint, together holding every character that is not white space."""
        ...


def sentence_spans(text: str) -> list[Span]:
    """The sentences of a text, by spaCy's English tokenizer and rules for how people's talk is typed.

    Loads spaCy when first called, which takes about a second.
    """
    from casecoder.language.sentences import find_sentences

    return find_sentences(text)


def sentence_spans_in(paragraphs: Sequence[str]) -> list[list[Span]]:
    """The sentences of each of many paragraphs, those that :func:`sentence_spans` finds, in less time."""
    from casecoder.language.sentences import find_sentences_in

    return find_sentences_in(paragraphs)


def clause_spans(text: str) -> list[Span]:
    """The clauses of a sentence, by spaCy's English tokenizer and rules; loads spaCy when first called."""
    from casecoder.language.clauses import find_clauses

    return find_clauses(text)


def load_language_rules() -> None:
    """Load what finding sentences and clauses needs; for a thread, so that the first is found at once."""
    clause_spans("Ready.")
