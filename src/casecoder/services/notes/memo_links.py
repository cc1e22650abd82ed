"""What the links in memos lead to."""

import re
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.coding.memo_links import find_memo_links
from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, CODE, CODING, SOURCE

RECENT_CODINGS = 200
"""How many codings are offered to be linked to: those made last."""

_CODING = re.compile(r"e-(\d{1,18})")


class LinkTarget(NamedTuple):
    """Something in the study: what it is (a source, case, code or coding), its short id and its key."""

    target: str
    about: str
    key: uuid.UUID


class LinkTargets:
    """What can be linked to, by its short id. Where two share an id, a source comes before a school before a code."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._named: dict[str, LinkTarget] = {}
        refs = (
            ("source", SOURCE.c.ref, SOURCE.c.id),
            ("case", CASE.c.short, CASE.c.id),
            ("code", CODE.c.ref, CODE.c.id),
        )
        for target, ref, key in refs:
            for name, found in session.connection().execute(select(ref, key)):
                self._named.setdefault(name.casefold(), LinkTarget(target, name, found))

    def named(self, name: str) -> LinkTarget | None:
        """What a link of this name leads to, in whatever case it was typed; ``None`` if nothing has that id."""
        wanted = name.strip().casefold()
        number = _CODING.fullmatch(wanted)
        if wanted in self._named or number is None:
            return self._named.get(wanted)
        key = self._session.scalars(select(CODING.c.id).where(CODING.c.number == int(number[1]))).first()
        return LinkTarget("coding", coding_id(int(number[1])), key) if key else None


def resolve_links(study: StudyFile, texts: Iterable[str]) -> dict[str, LinkTarget | None]:
    """What each link of the texts leads to, by the name in it; ``None`` for those that lead nowhere."""
    with study.reading() as session:
        things = LinkTargets(session)
        return {link.name: things.named(link.name) for text in texts for link in find_memo_links(text)}


def list_link_targets(study: StudyFile) -> list[tuple[str, str]]:
    """What can be linked to: the id, and what to show of it. Codes, schools, sources, then the newest codings."""
    with study.reading() as session:
        newest = select(CODING.c.number, CODE.c.ref, CODING.c.quote).join(CODE, CODING.c.code_id == CODE.c.id)
        codings = session.connection().execute(newest.order_by(CODING.c.number.desc()).limit(RECENT_CODINGS))
        return [
            *((code.ref, f"{code.ref} {code.name}") for code in records.code_rows(session)),
            *((case.short, f"{case.short} {case.label}") for case in records.case_rows(session)),
            *((source.ref, f"{source.ref} {source.title}") for source in records.source_rows(session)),
            *(
                (coding_id(number), f"{coding_id(number)} {ref} “{shorten_quote(quote)}”")
                for number, ref, quote in codings
            ),
        ]
