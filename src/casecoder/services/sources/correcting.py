"""Correct a transcript: give a source a new text, and move every coding to its place in it or to the review list.

A correction is planned first, which writes nothing, and then carried out as one act.

First what a correction would do is found out and nothing is written; then it is done, as one act.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import freeze_text
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.transcripts.reanchoring import ReanchoringOutcome
from casecoder.core.transcripts.text_diff import TextDiff, compare_texts, diff_of_replacements
from casecoder.core.transcripts.transcript import Transcript, Turn, TurnKind
from casecoder.importers.corrected_turns import divide_corrected_text
from casecoder.importers.transcript_files import read_transcript
from casecoder.services.derived_fields import update_derived_fields
from casecoder.services.sources.coding_reanchoring import (
    ReanchoredItem,
    ReanchoringPlan,
    plan_reanchoring,
    revision_text,
    write_reanchoring,
)
from casecoder.services.sources.speaker_matching import match_new_speakers
from casecoder.store import records, revisions
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import SourceRow

LEAST_LIKENESS = 40.0
"""The least likeness of a corrected file to its source, in per cent. A file less alike is another interview.

Any two interviews of the corpus are at most 16 % alike; one with three lines in ten written anew at least 50 %.
"""


@dataclass(frozen=True, slots=True)
class CorrectionPlan:
    """What a correction of one source would do.

    Parameters
    ----------
    source:
        The source's short id.
    revision:
        The text that it corrects.
    turns:
        The turns of that text.
    diff:
        From that text to the corrected one.
    exact:
        The diff is what somebody asked for, place by place, and no guess.
    """

    source: str
    revision: uuid.UUID
    turns: tuple[Turn, ...]
    corrected: Transcript
    diff: TextDiff
    exact: bool
    found: ReanchoringPlan

    @property
    def is_empty(self) -> bool:
        """Return whether the source has this text already."""
        return self.diff.old == self.corrected.text and self.turns == self.corrected.turns

    @property
    def kept(self) -> list[ReanchoredItem]:
        """Return the codings whose words stand unchanged."""
        return self.found.of(ReanchoringOutcome.KEPT)

    @property
    def changed(self) -> list[ReanchoredItem]:
        """Return the codings that have a certain place although words in them were changed."""
        return self.found.of(ReanchoringOutcome.CHANGED)

    @property
    def unsure(self) -> list[ReanchoredItem]:
        """Return the codings that go to the review list, or stay on it."""
        return self.found.of(ReanchoringOutcome.UNSURE)

    @property
    def account(self) -> str:
        """Return a sentence on what becomes of the codings, and of memos whose words were changed."""
        kept, changed, unsure = len(self.kept), len(self.changed), len(self.unsure)
        parts = [f"{count_with_noun(kept, 'coding')} carried unchanged"]
        parts += [f"{changed} carried with changed words"] if changed else []
        parts += [f"{unsure} to review"] if unsure else []
        moved = [memo for memo in self.found.memos if memo.outcome is not ReanchoringOutcome.KEPT]
        parts += [f"{count_with_noun(len(moved), 'memo')} on changed words"] if moved else []
        return ", ".join(parts)


def plan_correction(study: StudyFile, source: str, corrected: str | Path) -> CorrectionPlan:
    """Return what correcting a source would do. Nothing is written.

    Parameters
    ----------
    corrected:
        The whole corrected text, or the path of a corrected file of any format that can be imported.

    Raises
    ------
    CaseCoderError
        If there is no such source, the file can't be read or is another interview altogether, or no words
        are left.
    """
    with study.reading() as session:
        where = records.source_named(session, source)
        turns = _read_turns(session, where)
        old = revision_text(session.connection(), where.revision_id)
        researchers = frozenset({where.researcher} if where.researcher else ())
        if isinstance(corrected, Path):
            transcript = read_transcript(corrected, researchers=researchers)
            diff = compare_texts(old, transcript.text)
            _refuse_other_interview(diff, corrected, where)
        else:
            diff = compare_texts(old, _freeze_typed_text(corrected, where))
            transcript = _to_transcript(where, diff, turns, researchers)
        return _plan(session, where, turns, transcript, diff, exact=False)


def plan_replacement(
    study: StudyFile, old: str, new: str, *, sources: Sequence[str] = (), whole_words: bool = True
) -> list[CorrectionPlan]:
    """Return what replacing words throughout would do, source by source. Nothing is written.

    Parameters
    ----------
    old:
        In this very case; white space in it stands for any, so a line may break in it.
    sources:
        Short ids; all sources when none is given.
    whole_words:
        Leave alone what is part of a longer word.

    Raises
    ------
    CaseCoderError
        If there is no such source, there is nothing to look for, or it stands nowhere.
    """
    if not old.split():
        raise CaseCoderError("There is nothing to replace.", "Give the words as the transcripts have them.")
    replacement = freeze_text(new)
    if "\n" in replacement or "\0" in replacement:
        raise CaseCoderError("The new words hold a line break.", "Give words of one line.")
    pattern = r"\s+".join(map(re.escape, freeze_text(old).split()))
    sought = re.compile(rf"(?<!\w){pattern}(?!\w)" if whole_words else pattern)
    plans = []
    with study.reading() as session:
        chosen = [records.source_named(session, ref) for ref in sources] or records.source_rows(session)
        for where in {source.id: source for source in chosen}.values():
            text = revision_text(session.connection(), where.revision_id)
            places = [found.span() for found in sought.finditer(text) if found[0] != replacement]
            if places:
                plans.append(_replacement(session, where, diff_of_replacements(text, places, replacement)))
    if not plans:
        among = ", ".join(sources) if sources else "any source"
        raise CaseCoderError(f"“{shorten_quote(old)}” does not stand in {among}.", "Upper and lower case count.")
    return plans


def apply_correction(study: StudyFile, plan: CorrectionPlan, *, coder: str) -> CorrectionPlan:
    """Carry out a planned correction as one act. See :func:`write_corrections`."""
    return write_corrections(study, [plan], "", coder=coder)[0]


def replace_throughout(
    study: StudyFile, old: str, new: str, *, sources: Sequence[str] = (), coder: str, whole_words: bool = True
) -> list[CorrectionPlan]:
    """Replace words throughout the sources as one act. See :func:`plan_replacement`."""
    plans = plan_replacement(study, old, new, sources=sources, whole_words=whole_words)
    return write_corrections(study, plans, replacement_label(old, new, plans), coder=coder)


def replacement_label(old: str, new: str, plans: Sequence[CorrectionPlan]) -> str:
    """Return what the history says of a replacement."""
    places, where = sum(len(plan.diff.hunks) for plan in plans), ", ".join(plan.source for plan in plans[:3])
    where = where if len(plans) <= 3 else count_with_noun(len(plans), "source")
    return (
        f"Replace “{shorten_quote(old, 30)}” by “{shorten_quote(new, 30)}” in {where}, "
        f"{count_with_noun(places, 'place')}"
    )


def write_corrections(
    study: StudyFile, plans: Sequence[CorrectionPlan], label: str, *, coder: str
) -> list[CorrectionPlan]:
    """Write planned corrections as one act. Those that change nothing are left out.

    Returns
    -------
    list[CorrectionPlan]
        What was done: as planned, with codings that were made since.

    Raises
    ------
    CaseCoderError
        If a source has been corrected since; then nothing is written.
    """
    wanted = [plan for plan in plans if not plan.is_empty]
    if not wanted:
        return list(plans)
    with study.change("correct", label, coder) as change:
        done = [_write(study, change, plan) for plan in wanted]
        update_derived_fields(change)
        account = "; ".join(plan.account for plan in done[:3])
        change.label = f"{label or f'Correct {done[0].source}'}: {account}"
    return done


def _read_turns(session: Session, where: SourceRow) -> tuple[Turn, ...]:
    """Return the turns of the text in force as an importer gave them."""
    return tuple(
        Turn(row.start, row.words, row.end, row.speaker or None, row.descriptor, row.at, TurnKind(row.kind))
        for row in records.turn_rows(session, where)
    )


def _freeze_typed_text(text: str, where: SourceRow) -> str:
    """Return a text that was typed in the study as it would be frozen."""
    frozen = freeze_text(text)
    if not frozen.strip():
        raise CaseCoderError(f"No words would be left of {where.ref}.", "To be rid of a source, undo its import.")
    try:
        frozen.encode()
    except UnicodeEncodeError as error:
        near = frozen[max(0, error.start - 20) : error.start]
        raise CaseCoderError(
            f"After “{shorten_quote(near)}” there are bytes that are no text.", "Type it anew."
        ) from error
    return frozen


def _to_transcript(where: SourceRow, diff: TextDiff, turns: Sequence[Turn], researchers: frozenset[str]) -> Transcript:
    """Return a text that was corrected in the study as a transcript, with its turns."""
    divided = divide_corrected_text(diff, turns, researchers=researchers) if diff.hunks else tuple(turns)
    return Transcript(where.filename, diff.new.encode(), diff.new, divided, "utf-8")


def _replacement(session: Session, where: SourceRow, diff: TextDiff) -> CorrectionPlan:
    turns = _read_turns(session, where)
    _freeze_typed_text(diff.new, where)
    researchers = frozenset({where.researcher} if where.researcher else ())
    return _plan(session, where, turns, _to_transcript(where, diff, turns, researchers), diff, exact=True)


def _plan(
    session: Session, where: SourceRow, turns: tuple[Turn, ...], transcript: Transcript, diff: TextDiff, *, exact: bool
) -> CorrectionPlan:
    found = plan_reanchoring(session.connection(), where, diff, exact=exact)
    return CorrectionPlan(where.ref, where.revision_id, turns, transcript, diff, exact, found)


def _refuse_other_interview(diff: TextDiff, path: Path, where: SourceRow) -> None:
    if diff.likeness < LEAST_LIKENESS:
        raise CaseCoderError(
            f"{path.name} is another interview altogether: it is {diff.likeness:.0f} % like {where.ref} {where.title}.",
            f"A correction is at least {LEAST_LIKENESS:.0f} % alike. Look which source it belongs to, or import it.",
        )


def _write(study: StudyFile, change: StudyChange, plan: CorrectionPlan) -> CorrectionPlan:
    where = records.source_named(change.session, plan.source)
    if where.revision_id != plan.revision:
        raise CaseCoderError(f"{where.ref} has been corrected meanwhile, so nothing was done.", "Look at it again.")
    found = plan_reanchoring(change.connection, where, plan.diff, exact=plan.exact)
    match_new_speakers(study, change, where, diff=plan.diff, turns=plan.turns, corrected=plan.corrected)
    revision = study.new_id()
    pinned = revisions.add_revision(change.connection, revision, plan.corrected)
    change.update(where, revision_id=revision, digest=pinned)
    write_reanchoring(change, revision, found)
    return replace(plan, found=found)
