"""What the links in memos lead to."""

import re
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, select

from casecoder.core.coding.memo_links import find_memo_links
from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CaseRow, CodeRow, CodingRow, SourceRow

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
            ("source", SourceRow.ref, SourceRow.id),
            ("case", CaseRow.short, CaseRow.id),
            ("code", CodeRow.ref, CodeRow.id),
        )
        for target, ref, key in refs:
            for name, found in session.exec(select(ref, key)):
                self._named.setdefault(name.casefold(), LinkTarget(target, name, found))

    def named(self, name: str) -> LinkTarget | None:
        """What a link of this name leads to, in whatever case it was typed; ``None`` if nothing has that id."""
        wanted = name.strip().casefold()
        number = _CODING.fullmatch(wanted)
        if wanted in self._named or number is None:
            return self._named.get(wanted)
        key = self._session.exec(select(CodingRow.id).where(CodingRow.number == int(number[1]))).first()
        return LinkTarget("coding", coding_id(int(number[1])), key) if key else None


def resolve_links(study: StudyFile, texts: Iterable[str]) -> dict[str, LinkTarget | None]:
    """What each link of the texts leads to, by the name in it; ``None`` for those that lead nowhere."""
    with study.reading() as session:
        things = LinkTargets(session)
        return {link.name: things.named(link.name) for text in texts for link in find_memo_links(text)}


def list_link_targets(study: StudyFile) -> list[tuple[str, str]]:
    """What can be linked to: the id, and what to show of it. Codes, schools, sources, then the newest codings."""
    with study.reading() as session:
        newest = select(CodingRow.number, CodeRow.ref, CodingRow.quote).join(
            CodeRow, col(CodingRow.code_id) == CodeRow.id
        )
        codings = session.exec(newest.order_by(col(CodingRow.number).desc()).limit(RECENT_CODINGS))
        return [
            *((code.ref, f"{code.ref} {code.name}") for code in records.code_rows(session)),
            *((case.short, f"{case.short} {case.label}") for case in records.case_rows(session)),
            *((source.ref, f"{source.ref} {source.title}") for source in records.source_rows(session)),
            *(
                (coding_id(number), f"{coding_id(number)} {ref} “{shorten_quote(quote)}”")
                for number, ref, quote in codings
            ),
        ]
