"""Correcting a transcript: a new text for a source, and every coding carried to its place in it or put to review.

First what a correction would do is found out and nothing is written; then it is done, as one act.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.text import freeze
from casecoder.core.transcripts.quotes import shorten
from casecoder.core.transcripts.reanchoring import Outcome
from casecoder.core.transcripts.textdiff import Diff, compare, edited
from casecoder.core.transcripts.transcript import Transcript, Turn, TurnKind
from casecoder.core.wording import counted
from casecoder.importers.corrected import turns_of_correction
from casecoder.importers.files import read_transcript
from casecoder.services.settling import settle
from casecoder.services.sources.carrying import Carriage, Carried, carriage, text_of, write_carriage
from casecoder.services.sources.recasting import recast
from casecoder.store import content, records
from casecoder.store.changes import Change
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Source

LEAST_ALIKE = 40.0
"""A file of which less than this, per cent, stands in the source is another interview.

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
    diff: Diff
    exact: bool
    found: Carriage

    @property
    def is_empty(self) -> bool:
        """Whether the source says this already."""
        return self.diff.old == self.corrected.text and self.turns == self.corrected.turns

    @property
    def kept(self) -> list[Carried]:
        """The codings whose words stand unchanged."""
        return self.found.of(Outcome.KEPT)

    @property
    def changed(self) -> list[Carried]:
        """The codings that go where they certainly belong, though words in them were changed."""
        return self.found.of(Outcome.CHANGED)

    @property
    def unsure(self) -> list[Carried]:
        """The codings that go to the review list, or stay on it."""
        return self.found.of(Outcome.UNSURE)

    @property
    def account(self) -> str:
        """In a sentence what becomes of the codings, and of memos whose words were changed."""
        kept, changed, unsure = len(self.kept), len(self.changed), len(self.unsure)
        parts = [f"{counted(kept, 'coding')} carried unchanged"]
        parts += [f"{changed} carried with changed words"] if changed else []
        parts += [f"{unsure} to review"] if unsure else []
        moved = [memo for memo in self.found.memos if memo.outcome is not Outcome.KEPT]
        parts += [f"{counted(len(moved), 'memo')} on changed words"] if moved else []
        return ", ".join(parts)


def plan_correction(study: StudyFile, source: str, corrected: str | Path) -> CorrectionPlan:
    """What correcting a source would do; writes nothing.

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
        turns = _turns(session, where)
        old = text_of(session.connection(), where.revision_id)
        researchers = frozenset({where.researcher} if where.researcher else ())
        if isinstance(corrected, Path):
            transcript = read_transcript(corrected, researchers=researchers)
            diff = compare(old, transcript.text)
            _refuse_another(diff, corrected, where)
        else:
            diff = compare(old, _typed(corrected, where))
            transcript = _transcript(where, diff, turns, researchers)
        return _plan(session, where, turns, transcript, diff, exact=False)


def plan_replacement(
    study: StudyFile, old: str, new: str, *, sources: Sequence[str] = (), whole_words: bool = True
) -> list[CorrectionPlan]:
    """What replacing words by others throughout would do, source by source; writes nothing.

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
    replacement = freeze(new)
    if "\n" in replacement or "\0" in replacement:
        raise CaseCoderError("The new words hold a line break.", "Give words of one line.")
    pattern = r"\s+".join(map(re.escape, freeze(old).split()))
    sought = re.compile(rf"(?<!\w){pattern}(?!\w)" if whole_words else pattern)
    plans = []
    with study.reading() as session:
        chosen = [records.source_named(session, ref) for ref in sources] or records.sources(session)
        for where in {source.id: source for source in chosen}.values():
            text = text_of(session.connection(), where.revision_id)
            places = [found.span() for found in sought.finditer(text) if found[0] != replacement]
            if places:
                plans.append(_replacement(session, where, edited(text, places, replacement)))
    if not plans:
        among = ", ".join(sources) if sources else "any source"
        raise CaseCoderError(f"“{shorten(old)}” does not stand in {among}.", "Upper and lower case count.")
    return plans


def correct(study: StudyFile, plan: CorrectionPlan, *, coder: str) -> CorrectionPlan:
    """Do what was planned, as one act. See :func:`carry_out`."""
    return carry_out(study, [plan], "", coder=coder)[0]


def replace_throughout(
    study: StudyFile, old: str, new: str, *, sources: Sequence[str] = (), coder: str, whole_words: bool = True
) -> list[CorrectionPlan]:
    """Replace words by others throughout, as one act over all the sources. See :func:`plan_replacement`."""
    plans = plan_replacement(study, old, new, sources=sources, whole_words=whole_words)
    return carry_out(study, plans, replacement_label(old, new, plans), coder=coder)


def replacement_label(old: str, new: str, plans: Sequence[CorrectionPlan]) -> str:
    """What the history says of a replacement."""
    places, where = sum(len(plan.diff.hunks) for plan in plans), ", ".join(plan.source for plan in plans[:3])
    where = where if len(plans) <= 3 else counted(len(plans), "source")
    return f"Replace “{shorten(old, 30)}” by “{shorten(new, 30)}” in {where}, {counted(places, 'place')}"


def carry_out(study: StudyFile, plans: Sequence[CorrectionPlan], label: str, *, coder: str) -> list[CorrectionPlan]:
    """Write corrections that were planned, as one act; one that changes nothing is left out.

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
        settle(change)
        account = "; ".join(plan.account for plan in done[:3])
        change.label = f"{label or f'Correct {done[0].source}'}: {account}"
    return done


def _turns(session: Session, where: Source) -> tuple[Turn, ...]:
    """The turns of the text in force, as an importer gave them."""
    return tuple(
        Turn(row.start, row.words, row.end, row.speaker or None, row.descriptor, row.at, TurnKind(row.kind))
        for row in records.turns(session, where)
    )


def _typed(text: str, where: Source) -> str:
    """A text typed in the study as it would be frozen."""
    frozen = freeze(text)
    if not frozen.strip():
        raise CaseCoderError(f"No words would be left of {where.ref}.", "To be rid of a source, undo its import.")
    try:
        frozen.encode()
    except UnicodeEncodeError as error:
        near = frozen[max(0, error.start - 20) : error.start]
        raise CaseCoderError(f"After “{shorten(near)}” there are bytes that are no text.", "Type it anew.") from error
    return frozen


def _transcript(where: Source, diff: Diff, turns: Sequence[Turn], researchers: frozenset[str]) -> Transcript:
    """A text corrected within the study, its turns found."""
    divided = turns_of_correction(diff, turns, researchers=researchers) if diff.hunks else tuple(turns)
    return Transcript(where.filename, diff.new.encode(), diff.new, divided, "utf-8")


def _replacement(session: Session, where: Source, diff: Diff) -> CorrectionPlan:
    turns = _turns(session, where)
    _typed(diff.new, where)
    researchers = frozenset({where.researcher} if where.researcher else ())
    return _plan(session, where, turns, _transcript(where, diff, turns, researchers), diff, exact=True)


def _plan(
    session: Session, where: Source, turns: tuple[Turn, ...], transcript: Transcript, diff: Diff, *, exact: bool
) -> CorrectionPlan:
    found = carriage(session.connection(), where, diff, exact=exact)
    return CorrectionPlan(where.ref, where.revision_id, turns, transcript, diff, exact, found)


def _refuse_another(diff: Diff, path: Path, where: Source) -> None:
    if diff.likeness < LEAST_ALIKE:
        raise CaseCoderError(
            f"{path.name} is another interview altogether: it is {diff.likeness:.0f} % like {where.ref} {where.title}.",
            f"A correction is at least {LEAST_ALIKE:.0f} % alike. Look which source it belongs to, or import it.",
        )


def _write(study: StudyFile, change: Change, plan: CorrectionPlan) -> CorrectionPlan:
    where = records.source_named(change.session, plan.source)
    if where.revision_id != plan.revision:
        raise CaseCoderError(f"{where.ref} has been corrected meanwhile, so nothing was done.", "Look at it again.")
    found = carriage(change.connection, where, plan.diff, exact=plan.exact)
    recast(study, change, where, diff=plan.diff, turns=plan.turns, corrected=plan.corrected)
    revision = study.new_id()
    pinned = content.add(change.connection, revision, plan.corrected)
    change.update(where, revision_id=revision, digest=pinned)
    write_carriage(change, revision, found)
    return replace(plan, found=found)
