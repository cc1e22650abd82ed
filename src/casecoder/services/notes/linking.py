"""What the links in memos lead to."""

import re
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, select

from casecoder.core.coding.links import links
from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.quotes import shorten
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Coding, Source

RECENT = 200
"""How many codings are offered to be linked to: those made last."""

_CODING = re.compile(r"e-(\d{1,18})")


class Thing(NamedTuple):
    """Something in the study: what it is (a source, case, code or coding), its short id and its key."""

    target: str
    about: str
    key: uuid.UUID


class Things:
    """What can be linked to, by its short id. Where two share an id, a source comes before a school before a code."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._named: dict[str, Thing] = {}
        refs = (("source", Source.ref, Source.id), ("case", Case.short, Case.id), ("code", Code.ref, Code.id))
        for target, ref, key in refs:
            for name, found in session.exec(select(ref, key)):
                self._named.setdefault(name.casefold(), Thing(target, name, found))

    def named(self, name: str) -> Thing | None:
        """What a link of this name leads to, in whatever case it was typed; ``None`` if nothing has that id."""
        wanted = name.strip().casefold()
        number = _CODING.fullmatch(wanted)
        if wanted in self._named or number is None:
            return self._named.get(wanted)
        key = self._session.exec(select(Coding.id).where(Coding.number == int(number[1]))).first()
        return Thing("coding", coding_id(int(number[1])), key) if key else None


def leads_to(study: StudyFile, texts: Iterable[str]) -> dict[str, Thing | None]:
    """What each link of the texts leads to, by the name in it; ``None`` for those that lead nowhere."""
    with study.reading() as session:
        things = Things(session)
        return {link.name: things.named(link.name) for text in texts for link in links(text)}


def linkable(study: StudyFile) -> list[tuple[str, str]]:
    """What can be linked to: the id, and what to show of it. Codes, schools, sources, then the newest codings."""
    with study.reading() as session:
        newest = select(Coding.number, Code.ref, Coding.quote).join(Code, col(Coding.code_id) == Code.id)
        codings = session.exec(newest.order_by(col(Coding.number).desc()).limit(RECENT))
        return [
            *((code.ref, f"{code.ref} {code.name}") for code in records.codes(session)),
            *((case.short, f"{case.short} {case.label}") for case in records.cases(session)),
            *((source.ref, f"{source.ref} {source.title}") for source in records.sources(session)),
            *((coding_id(number), f"{coding_id(number)} {ref} “{shorten(quote)}”") for number, ref, quote in codings),
        ]
