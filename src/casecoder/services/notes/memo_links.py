"""Find what the links in memos lead to."""

import re
import uuid
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from casecoder.core.coding.memos import find_memo_links
from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, CODE, CODING, SOURCE

_IDS = (("source", SOURCE.c.ref, SOURCE.c.id), ("case", CASE.c.short, CASE.c.id), ("code", CODE.c.ref, CODE.c.id))
"""The things with ids that people choose: what each is, its id and its key."""
_NAMED = {target: select(ref, key).where(func.lower(ref) == bindparam("name")) for target, ref, key in _IDS}

RECENT_CODINGS = 200
"""How many of the newest codings are offered as link targets."""

_CODING = re.compile(r"e-(\d{1,18})")


class LinkTarget(NamedTuple):
    """A source, case, code or coding that a link can lead to, with its short id and its key."""

    target: str
    about: str
    key: uuid.UUID


class LinkTargets:
    """Looks up link targets by short id. A source precedes a school and a school a code."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[str, LinkTarget | None] = {}

    def named(self, name: str) -> LinkTarget | None:
        """Return what a link with this name leads to, in any case of letters; ``None`` if it leads nowhere."""
        wanted = name.strip().casefold()
        if wanted not in self._found:
            self._found[wanted] = self._look_up(wanted)
        return self._found[wanted]

    def _look_up(self, wanted: str) -> LinkTarget | None:
        if not wanted.isascii():
            return self._beyond_ascii.get(wanted)
        for target, query in _NAMED.items():
            if row := self._session.connection().execute(query, {"name": wanted}).first():
                return LinkTarget(target, *row)
        number = coding_number_of_link(wanted)
        if number is None:
            return None
        key = self._session.scalars(select(CODING.c.id).where(CODING.c.number == number)).first()
        return LinkTarget("coding", coding_id(number), key) if key else None

    @cached_property
    def _beyond_ascii(self) -> dict[str, LinkTarget]:
        """The link targets by id in small letters, for ids with letters beyond ASCII."""
        connection, found = self._session.connection(), dict[str, LinkTarget]()
        for target, ref, key in _IDS:
            for name, each in connection.execute(select(ref, key)):
                found.setdefault(name.casefold(), LinkTarget(target, name, each))
        return found


def coding_number_of_link(name: str) -> int | None:
    """Return the number of the coding that a link names (``E-0412``, ``e-412``); ``None`` if it names none."""
    found = _CODING.fullmatch(name.strip().casefold())
    return int(found[1]) if found else None


def resolve_links(study: StudyFile, texts: Iterable[str]) -> dict[str, LinkTarget | None]:
    """Return what each link in the texts leads to, by its name; ``None`` for links that lead nowhere."""
    with study.reading() as session:
        things = LinkTargets(session)
        return {link.name: things.named(link.name) for text in texts for link in find_memo_links(text)}


def list_link_targets(study: StudyFile) -> list[tuple[str, str]]:
    """List what can be linked to, each with its id and a line to show: codes, schools, sources, newest codings."""
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
